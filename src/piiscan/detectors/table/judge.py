"""Weighs the categories of a column against each other and names the verdict."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from piiscan.detectors.catalog import column_detectors
from piiscan.detectors.table.described import described
from piiscan.detectors.table.headers import LONG_HEADER, Header, Says, header_reader
from piiscan.detectors.table.subject import TableName, known_words, read_name, subject_of
from piiscan.detectors.table.weigh import SOME, Company, weigh_subject
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason, Subject, Verdict
from piiscan.model.meanings import ColumnMeaning, meanings_of
from piiscan.rulebook.rules import ColumnRule, Rulebook

CONVINCED = 0.5
"""Confidence above which a category becomes the verdict."""

WORTH_NAMING = 0.05
"""Confidence from which another category is named as an alternative."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All that was weighed about one column."""

    column: ColumnSketch
    evidence: tuple[ColumnEvidence, ...]
    """The weightiest first."""

    subject: Subject
    about: tuple[Reason, ...]
    """Why rows are held to be about that."""


def judge_table(
    name: str, columns: Iterable[ColumnSketch], rulebook: Rulebook, meanings: Iterable[ColumnMeaning] = ()
) -> list[Verdict]:
    """Return the verdict on every column of a table that is judged to be about a person, in order of columns.

    Args:
        name: the table's name.
        columns: what was counted of its columns.
        rulebook: the rules to judge by.
        meanings: what data dictionaries of the dataset say of columns.
    """
    sketches = tuple(columns)
    if len(sketches) == 1 and len(sketches[0].hashes) <= _FEW:
        return _judge_small(name, sketches[0], rulebook, meanings)
    verdicts = (_verdict(name, judged) for judged in weigh_table(name, sketches, rulebook, meanings))
    return [verdict for verdict in verdicts if verdict is not None]


_FEW = 8
"""Distinct values of a column that may well be like another: of a million texts of one line most are."""


def _judge_small(
    name: str, column: ColumnSketch, rulebook: Rulebook, meanings: Iterable[ColumnMeaning]
) -> list[Verdict]:
    """Return the verdict on a table of one column and few values; tables of which the same is known are judged once."""
    said = tuple(meanings_of(name, [column.name], meanings).items())
    like = replace(column, hashes=tuple(range(len(column.hashes))))  # which values they are says nothing
    found = _judge_alike(read_name(name, _known(rulebook)), like, said, rulebook)
    return [] if found is None else [replace(found, table=name)]


@lru_cache(maxsize=4)
def _known(rulebook: Rulebook) -> frozenset[str]:
    return known_words(rulebook.subject)


@lru_cache(maxsize=4096)
def _judge_alike(
    name: TableName, column: ColumnSketch, said: tuple[tuple[str, str], ...], rulebook: Rulebook
) -> Verdict | None:
    [judged] = _weigh_columns(name, (column,), dict(said), rulebook)
    return _verdict("", judged)


def weigh_table(
    name: str, columns: Iterable[ColumnSketch], rulebook: Rulebook, meanings: Iterable[ColumnMeaning] = ()
) -> list[Judged]:
    """Return the evidence about every column of a table, in order of columns."""
    sketches = tuple(sorted(columns, key=lambda column: (column.position, column.name)))
    said = meanings_of(name, [sketch.name for sketch in sketches], meanings)
    return _weigh_columns(read_name(name, _known(rulebook)), sketches, said, rulebook)


def _weigh_columns(
    name: TableName, sketches: tuple[ColumnSketch, ...], said: Mapping[str, str], rulebook: Rulebook
) -> list[Judged]:
    reader = header_reader(rulebook)
    names = [sketch.name for sketch in sketches]
    company = Company(sketches, described(reader.read_all(names), names, said, reader))
    rules = {rule.id: rule for rule in rulebook.columns}
    weighed = [
        _weigh(sketch, header, company, rulebook) if sketch.present else []
        for sketch, header in zip(company.columns, company.headers, strict=True)
    ]
    weighed = _with_company(weighed, company.headers, rules)
    claims = _claims(weighed, company.headers)
    subject, about = subject_of(name, company.columns, company.headers, claims, rules, rulebook.subject)
    return [
        Judged(sketch, _ordered(evidence, subject, about, rules), subject, about)
        for sketch, evidence in zip(sketches, weighed, strict=True)
    ]


def _weigh(column: ColumnSketch, header: Header, company: Company, rulebook: Rulebook) -> list[ColumnEvidence]:
    """Return the evidence of the detectors that have anything to say: the header names them, or the values do."""
    detectors = column_detectors(rulebook)
    asked = [*header.says, *(rule for rule in _by_values(column, rulebook) if rule not in header.says)]
    if header.nameless:
        asked = list(detectors)
    return [detectors[rule](column, header, company) for rule in asked]


def _claims(weighed: list[list[ColumnEvidence]], headers: Sequence[Header]) -> list[ColumnEvidence]:
    """Return the weightiest evidence about each column; values alone claim nothing under a header of something else."""
    best = [
        (max(evidence, key=lambda item: item.weight, default=None), header)
        for evidence, header in zip(weighed, headers, strict=True)
    ]
    return [claim for claim, header in best if claim and (header.nameless or claim.detector in header.says)]


def _with_company(
    weighed: list[list[ColumnEvidence]], headers: Sequence[Header], rules: Mapping[str, ColumnRule]
) -> list[list[ColumnEvidence]]:
    """Return the evidence with what the other columns say of headers that only hint at a category."""
    clear = Counter(
        item.detector
        for evidence, header in zip(weighed, headers, strict=True)
        for item in evidence
        if item.weight > 0 and header.says.get(item.detector) in _CLEAR
    )
    return [
        [_beside(item, header, clear[item.detector], rules[item.detector]) for item in evidence]
        for evidence, header in zip(weighed, headers, strict=True)
    ]


def _beside(item: ColumnEvidence, header: Header, others: int, rule: ColumnRule) -> ColumnEvidence:
    says = header.says.get(item.detector, Says.NOTHING)
    if says not in IN_COMPANY:
        return item
    title = rule.title.lower()
    if others and len(header.words) < LONG_HEADER:
        return replace(item, reasons=(*item.reasons, Reason(IN_COMPANY[says], f"other columns are about {title} too")))
    if not others and rule.lonely:
        return replace(item, reasons=(*item.reasons, Reason(rule.lonely, f"no other column is about {title}")))
    return item


_CLEAR = frozenset({Says.NAMED, Says.FLAG, Says.CONTAINED})
IN_COMPANY = {Says.HINTED: 1.0, Says.HINTED_FLAG: 1.5}
"""Log-odds that a header which only hints at a category gains where another column is clearly about it."""


def _by_values(column: ColumnSketch, rulebook: Rulebook) -> list[str]:
    tests = _alone(rulebook)
    return list(
        dict.fromkeys(tests[test] for test, share in column.shares.items() if share >= SOME / 2 and test in tests)
    )


@lru_cache(maxsize=4)
def _alone(rulebook: Rulebook) -> Mapping[str, str]:
    """Return the rules whose values can convince without a header, by their tests."""
    return {test.name: rule.id for rule in rulebook.columns if rule.values_alone for test in rule.tests}


def _ordered(
    evidence: list[ColumnEvidence], subject: Subject, about: tuple[Reason, ...], rules: Mapping[str, ColumnRule]
) -> tuple[ColumnEvidence, ...]:
    """Return the evidence with what rows are about, the weightiest first."""
    whole = [
        replace(item, reasons=(*item.reasons, *weigh_subject(subject, about, rules[item.detector])))
        for item in evidence
    ]
    return tuple(sorted(whole, key=lambda item: (-item.weight, item.detector)))


def _verdict(table: str, judged: Judged) -> Verdict | None:
    """Return the verdict on one column, or None where no category convinces."""
    if not judged.evidence or confidence_of(best := judged.evidence[0]) <= CONVINCED:
        return None
    others = [(confidence_of(item), item.category) for item in judged.evidence[1:] if item.category != best.category]
    return Verdict(
        table=table,
        field=judged.column.name,
        category=best.category,
        detector=best.detector,
        confidence=round(confidence_of(best), 4),
        origin=best.origin,
        reasons=tuple(reason.sentence for reason in sorted(best.reasons, key=lambda reason: -reason.weight)),
        alternatives=tuple(f"{category} {share:.2f}" for share, category in others if share >= WORTH_NAMING),
        precision=best.precision,
    )


def confidence_of(evidence: ColumnEvidence) -> float:
    """Return the probability that belongs to the summed log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, evidence.weight))))
