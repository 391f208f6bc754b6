"""Sketches: the same whatever the order of rows and however they were cut."""

import random
from collections.abc import Sequence
from functools import reduce

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder
from piiscan.detectors.table.value_tests import ValueTests
from piiscan.model.columns import SKETCH_SIZE, ColumnSketch, merge_sketches
from piiscan.model.content import ColumnValues

KEY = bytes(16)


def sketch(*batches: Sequence[str | None]) -> ColumnSketch:
    """The sketch of a column that came in these batches."""
    builder = SketchBuilder("c", 0, ValueTests([]), KEY)
    for batch in batches:
        values = pa.array(batch, pa.string())
        builder.add(present_text(ColumnValues("c", values, pa.array(range(len(batch)), pa.int64()))))
    return builder.sketch()


values = st.lists(st.none() | st.sampled_from(["", "NA", "1", "2.5", "x"]) | st.text(max_size=5), max_size=60)


@given(values, st.randoms(use_true_random=False))
def test_order_changes_nothing(column: list[str | None], order: random.Random) -> None:
    """
    Shuffled values have the same sketch.
    """
    shuffled = column.copy()
    order.shuffle(shuffled)

    assert sketch(column) == sketch(shuffled)


@given(st.lists(values, min_size=1, max_size=4))
def test_parts_add_up_to_the_whole(parts: list[list[str | None]]) -> None:
    """
    The sketches of parts, merged in any order, are the sketch of the whole.
    """
    whole = sketch([value for part in parts for value in part])

    assert whole == sketch(*parts)
    assert whole == reduce(merge_sketches, (sketch(part) for part in parts))
    assert whole == reduce(merge_sketches, (sketch(part) for part in reversed(parts)))


def test_large_columns_are_sampled_alike() -> None:
    """
    With more distinct values than a sketch keeps, parts still add up to the whole.
    """
    column = [str(i) for i in range(5 * SKETCH_SIZE)] * 2
    cut = 700

    assert sketch(column) == merge_sketches(sketch(column[cut:]), sketch(column[:cut]))


def test_distinct_is_exact_when_few_and_near_when_many() -> None:
    """
    Few distinct values are counted, many are estimated within a fifth.
    """
    assert 3 == sketch(["a", "b", "c", "a", None]).distinct
    assert 0.8 < sketch([str(i) for i in range(20_000)]).distinct / 20_000 < 1.2


def test_words_for_nothing_are_null() -> None:
    """
    Nulls, blanks and words such as NA hold nothing.
    """
    counted = sketch([None, "", "  ", "NA", "n/a", "null", "NaN", "0"])

    assert (8, 7, 1) == (counted.rows, counted.nulls, counted.present)


def test_types_are_logical() -> None:
    """
    A column's type is the narrowest that nearly all values have, as text files show it.
    """
    columns: dict[str, list[str | None]] = {
        "integer": ["1", "2.0", "-3"],
        "number": ["1", "2.5"],
        "boolean": ["true", "False"],
        "date": ["2024-02-03", "03.02.2024"],
        "datetime": ["2024-02-03 10:11:12", "2024-02-03"],
        "text": ["a", "1"],
        "empty": [None, ""],
    }

    assert list(columns) == [sketch(column).type for column in columns.values()]
