"""Runs the examples that every rule brings: what it must match, and what it must leave alone."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from piiscan.detectors.path.labels import labels_in
from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder
from piiscan.detectors.table.value_tests import column_tests
from piiscan.detectors.text.cells import find_in_text
from piiscan.model.columns import ColumnSketch
from piiscan.model.content import ColumnValues
from piiscan.rulebook.rules import ColumnExample, ColumnRule, PathRule, Rulebook, TextExample, TextRule

_KEY = bytes(16)
"""Examples are no secrets."""


def failed_examples(rulebook: Rulebook) -> Iterator[str]:
    """Yield a sentence for every example that its rule judges wrongly, and for every rule without both kinds."""
    for rule in rulebook.columns:
        yield from _failed(rule, partial(column_matches, rule, rulebook=rulebook))
    for text_rule in (*rulebook.texts, *rulebook.documents):
        yield from _failed(text_rule, partial(text_matches, text_rule))
    for path_rule in rulebook.paths:
        yield from _failed(path_rule, partial(labels_in, rule=path_rule))


def _failed(rule: ColumnRule | TextRule | PathRule, matches: Callable[[Any], object]) -> Iterator[str]:
    for kind, examples, expected in (("match", rule.match, True), ("ignore", rule.ignore, False)):
        if not examples:
            yield f"{rule.id}: has no {kind} examples"
        for number, example in enumerate(examples, start=1):
            if bool(matches(example)) is not expected:
                yield f"{rule.id}: {kind} example {number} is {'not matched' if expected else 'matched'}"


def text_matches(rule: TextRule, example: TextExample) -> bool:
    """Return whether the rule finds its entity in the example, its gate included."""
    return bool(find_in_text(example.text, (rule,), example.header))


def column_matches(rule: ColumnRule, example: ColumnExample, rulebook: Rulebook) -> bool:
    """Return whether the column of the example is judged to hold the rule's category."""
    columns = [sketch_values(example.header, 0, example.values, rulebook)]
    columns += [sketch_values(header, at, values, rulebook) for at, (header, values) in enumerate(example.beside, 1)]
    verdicts = judge_table(example.table, columns, rulebook)
    return any(verdict.field == example.header and verdict.detector == rule.id for verdict in verdicts)


def sketch_values(name: str, position: int, values: Iterable[str], rulebook: Rulebook) -> ColumnSketch:
    """Return the sketch of a column with these values, as they would stand in a CSV file."""
    array = pa.array(list(values), pa.string())
    builder = SketchBuilder(name, position, column_tests(rulebook).under(name), _KEY)
    builder.add(present_text(ColumnValues(name, array, pa.array(range(len(array)), pa.int64()))))
    return builder.sketch()
