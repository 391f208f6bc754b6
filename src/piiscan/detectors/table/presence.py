"""Which cells hold something: a null, a blank or a word for nothing is no attribute of anybody."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.content import ColumnValues

_NOTHING = pa.array(["", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", ".", "?", "\\n", "<na>", "nat"])
_LONGEST_NOTHING = 8
"""Bytes, with room for blanks around the word."""


@dataclass(frozen=True, slots=True)
class PresentText:
    """The cells of a column that hold something, as text."""

    text: ArrowArray
    """string or binary, without nulls."""

    records: ArrowArray
    """int64: the record of each."""

    rows: int
    """Cells looked at, the empty ones included."""

    is_typed: bool = False
    """Whether the file stored them as numbers, dates or truth values, and not as text."""


def present_text(column: ColumnValues) -> PresentText:
    """Return the cells that hold something; numbers and dates as the text that a CSV file would show."""
    text = _as_text(column.values)
    held = pc.and_(pc.is_valid(text), pc.invert(_is_nothing(text)))
    typed = not _is_stored_text(column.values.type)
    if pc.all(held, skip_nulls=False, min_count=0).as_py():
        return PresentText(text, column.records, len(text), typed)
    return PresentText(text.filter(held), column.records.filter(held), len(text), typed)


def _is_stored_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_string(kind))


def _as_text(values: ArrowArray) -> ArrowArray:
    if _is_stored_text(values.type):
        return values
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), pa.string())
    if _is_binary(values.type):
        return values.cast(pa.large_binary())
    try:
        return values.cast(pa.string())
    except pa.ArrowNotImplementedError:  # durations and intervals: rare, and short as text
        return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())


def _is_nothing(text: ArrowArray) -> ArrowArray:
    """Return a mask of the blanks and words for nothing; all of them are short, so only short cells are looked at."""
    if _is_binary(text.type):
        return pc.equal(pc.binary_length(text), 0).fill_null(True)
    short = pc.less_equal(pc.binary_length(text), _LONGEST_NOTHING).fill_null(True)
    if not pc.any(short).as_py():
        return short
    words = pc.utf8_lower(pc.utf8_trim_whitespace(pc.if_else(short, text, pa.scalar("x", text.type))))
    return pc.is_in(words, value_set=_NOTHING.cast(text.type)).fill_null(True)


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
