"""Flattens Arrow batches: structs and lists become columns of plain values, each value with its record's number.

A column of plain values keeps its name. What lies deeper is named by its JSON pointer (RFC 6901), with ``*`` for every
element of a list: ``/address/city``, ``/tags/*``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.content import ColumnValues, TableBatch

ROWS_PER_BATCH = 65_536
BYTES_PER_BATCH = 16_000_000
"""What one batch should hold at most; a row of more than that is a batch of its own."""

_LIST_TYPES = (
    pa.types.is_list,
    pa.types.is_large_list,
    pa.types.is_fixed_size_list,
    pa.types.is_list_view,
    pa.types.is_large_list_view,
)

_CONTROLS = r"[\x00-\x08\x0e-\x1f]"
"""Bytes that no text holds, and most other content does."""


def flatten(batch: pa.RecordBatch, first_record: int) -> Iterator[TableBatch]:
    """Yield a batch as flat columns, in runs of rows that fit into memory.

    Args:
        batch: Any columns, also nested ones and several of one name.
        first_record: The number of its first row in the asset.
    """
    if not batch.num_rows:
        return  # the size of an empty union column crashes pyarrow 26
    names = unique_names(batch.schema.names)
    step = rows_per_batch(batch.nbytes, batch.num_rows)
    for start in range(0, batch.num_rows, step):
        part = batch.slice(start, step)
        records = record_numbers(first_record + start, part.num_rows)
        columns = [
            column
            for name, values in zip(names, part.columns, strict=True)
            for column in _leaves(name, False, values, records)
        ]
        yield TableBatch(tuple(columns), part.num_rows)


def rows_per_batch(size: int, rows: int) -> int:
    """Return how many of ``rows`` rows that take ``size`` bytes make one batch."""
    return max(1, min(ROWS_PER_BATCH, BYTES_PER_BATCH * rows // max(size, 1)))


def record_numbers(first: int, rows: int) -> ArrowArray:
    """Return the numbers of a run of records, as int64."""
    return pa.array(np.arange(first, first + rows, dtype=np.int64))


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return names for columns: those without one are ``column_N``, and the second ``a`` is ``a (2)``."""
    found: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        wanted = name.strip() or f"column_{position}"
        unique, count = wanted, 1
        while unique in found:
            count += 1
            unique = f"{wanted} ({count})"
        found[unique] = None
    return tuple(found)


def storage_columns(schema: pa.Schema) -> tuple[tuple[str, str], ...]:
    """Return the names of a table's columns, made unique, and their types as stored."""
    return tuple(zip(unique_names(schema.names), (str(kind) for kind in schema.types), strict=True))


def _leaves(name: str, deep: bool, values: Any, records: ArrowArray) -> Iterator[ColumnValues]:
    """Yield the plain columns within a column; ``deep`` says whether its name is a JSON pointer already."""
    values = _as_stored(values)
    kind = values.type
    if pa.types.is_struct(kind):
        for field, child in zip(unique_names(f.name for f in kind.fields), values.flatten(), strict=True):
            yield from _leaves(f"{_pointer(name, deep)}/{_escaped(field)}", True, child, records)
    elif pa.types.is_map(kind):
        # Arrow's list functions abort the process on maps.
        entry = pa.struct([("key", kind.key_type), ("value", kind.item_type)])
        yield from _leaves(name, deep, values.cast(pa.list_(entry)), records)
    elif any(is_list(kind) for is_list in _LIST_TYPES):
        parents = records.take(pc.list_parent_indices(values))
        yield from _leaves(f"{_pointer(name, deep)}/*", True, pc.list_flatten(values), parents)
    else:
        yield ColumnValues(name, _readable(values), records)


def _as_stored(values: Any) -> Any:
    """Return values without what wraps them: extension types, dictionaries, runs."""
    while True:
        if isinstance(values, pa.ExtensionArray):
            values = values.storage
        elif isinstance(values, pa.DictionaryArray):
            values = values.dictionary_decode()
        elif pa.types.is_run_end_encoded(values.type):
            values = pc.run_end_decode(values)
        else:
            return values


def _readable(values: Any) -> Any:
    """Return plain values in a type that every later step can work with."""
    kind = values.type
    if pa.types.is_string_view(kind):
        values = values.cast(pa.large_string())
    elif pa.types.is_binary_view(kind):
        return _text_in_bytes(values.cast(pa.large_binary()))
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _text_in_bytes(values)
    elif pa.types.is_union(kind):
        return pa.array([None if each is None else str(each) for each in values.to_pylist()], pa.string())
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return _valid_text(values)
    return values


def _text_in_bytes(values: Any) -> Any:
    """Return bytes as text where all of them are: old writers of Parquet do not say of their text that it is UTF-8."""
    variable = values.cast(pa.binary()) if pa.types.is_fixed_size_binary(values.type) else values
    try:
        text = variable.cast(pa.large_string() if pa.types.is_large_binary(variable.type) else pa.string())
    except pa.ArrowInvalid:
        return values
    return values if pc.any(pc.match_substring_regex(text, _CONTROLS)).as_py() else text


def _valid_text(values: Any) -> Any:
    """Return text that is UTF-8; Parquet files may hold other bytes in text columns, and nothing checks them."""
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        binary = pa.large_binary() if pa.types.is_large_string(values.type) else pa.binary()
        mended = [None if each is None else each.decode("utf-8", "replace") for each in values.cast(binary).to_pylist()]
        return pa.array(mended, values.type)
    return values


def _pointer(name: str, deep: bool) -> str:
    return name if deep else f"/{_escaped(name)}"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
