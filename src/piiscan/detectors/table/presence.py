"""Which cells hold something: a null, a blank or a word for nothing is no attribute of anybody."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.content import ColumnValues
from piiscan.model.text_engine import contains

_NOTHING = r"(?i)^\s*(?:na|n/a|#n/a|nan|null|none|nil|-|--|\.|\?|\\n|<na>|nat)?\s*$"
_LONGEST_NOTHING = 8
"""Bytes, with room for blanks around the word."""

_PROBE = 512
"""Cells looked at to tell whether a column has few distinct values."""


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

    codes: npt.NDArray[np.int32] | None = None
    """Where few values are distinct: the place of each cell's text in ``values``."""

    values: ArrowArray | None = None
    """The distinct texts, and maybe some that no cell has."""

    @property
    def distinct(self) -> ArrowArray:
        """The distinct texts where they are few, else the text of each cell."""
        return self.text if self.values is None else self.values

    def spread(self, worked_out: ArrowArray) -> ArrowArray:
        """Return for each cell what was worked out for each of ``distinct``."""
        return worked_out if self.codes is None else worked_out.take(pa.array(self.codes))


def present_text(column: ColumnValues) -> PresentText:
    """Return the cells that hold something; numbers and dates as the text that a CSV file would show."""
    values = column.values
    if _has_few_distinct(values):
        return _few_present(column, values.dictionary_encode())
    text = _as_text(values)
    held = _holds_something(values, text)
    typed = not _is_stored_text(values.type)
    if pc.all(held, skip_nulls=False, min_count=0).as_py():
        return PresentText(text, column.records, len(text), typed)
    return PresentText(text.filter(held), column.records.filter(held), len(text), typed)


def _few_present(column: ColumnValues, encoded: ArrowArray) -> PresentText:
    """Return the cells of a column with few distinct values, each value looked at once."""
    values = _as_text(encoded.dictionary)
    typed = not _is_stored_text(encoded.dictionary.type)
    held = _holds_something(encoded.dictionary, values).to_numpy(zero_copy_only=False)
    codes, records = encoded.indices, column.records
    if codes.null_count or not held.all():
        places = codes.fill_null(len(values)).to_numpy()
        kept = np.flatnonzero(np.append(held, False)[places])
        codes, records = pa.array(places[kept]), records.take(pa.array(kept))
    return PresentText(values.take(codes), records, len(column.values), typed, codes.to_numpy(), values)


def _has_few_distinct(values: ArrowArray) -> bool:
    if len(values) <= _PROBE or pa.types.is_nested(values.type) or pa.types.is_null(values.type):
        return False
    return bool(pc.count_distinct(values.slice(0, _PROBE)).as_py() <= _PROBE // 4)


def _holds_something(values: ArrowArray, text: ArrowArray) -> ArrowArray:
    """Return a mask of the cells that are neither null, blank, nor a word for nothing."""
    if _is_binary(text.type):
        return pc.greater(pc.binary_length(text), 0).fill_null(False)
    if _is_stored_text(values.type):
        return pc.and_(pc.is_valid(text), pc.invert(_is_nothing(text)))
    if pa.types.is_floating(values.type):
        return pc.invert(pc.is_nan(values)).fill_null(False)
    return pc.is_valid(text)


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
    """Return a mask of the blanks and words for nothing; all of them are short."""
    found = contains(text, _NOTHING).fill_null(True)
    if not pc.any(found).as_py():
        return found
    return pc.and_(found, pc.less_equal(pc.binary_length(text), _LONGEST_NOTHING).fill_null(True))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
