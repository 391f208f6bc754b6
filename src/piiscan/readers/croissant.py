"""Reads Croissant descriptions: what is said of the dataset is a record, and records given in it are tables."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Part, Role, TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.json_rows import JsonRows, escaped

MOST_BYTES = 64 << 20
"""A larger description is refused: it is held in memory whole, and real ones are kilobytes."""

_DATA = frozenset(
    {"description", "license", "citeAs", "citation", "creator", "author", "publisher", "funder", "keywords"}
    | {"datePublished", "dateCreated", "contributor", "maintainer", "contactPoint", "usageInfo"}
)
"""Members of a dataset that may be about people or about rights; all others are the description's own."""

_DEEPEST = 16


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the description as one piece."""
    return Layout((whole_piece(asset, "croissant"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Part]:  # noqa: ARG001 - a reader's signature
    """Yield the description as one record, and a table for each record set whose records stand in it.

    Raises:
        ReadError: it is too large, or no JSON object.
    """
    stream.seek(0)
    body = stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ReadError(f"a description of more than {MOST_BYTES >> 20} MB is not read")
    try:
        said = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it could not be read as JSON ({type(error).__name__})") from None
    if not isinstance(said, dict):
        raise ReadError("it is not one JSON object")
    yield from _description(said)
    sets = said.get("recordSet")
    for number, each in enumerate(sets if isinstance(sets, list) else [sets]):
        if isinstance(each, dict):
            yield from _records(each, number)


def _description(said: dict[str, Any]) -> Iterator[TableBatch]:
    rows = JsonRows()
    for key, value in said.items():
        if key != "@context":
            _add(rows, key if not isinstance(value, dict | list) else f"/{escaped(key)}", _without_records(value))
    rows.end_record()
    for batch in rows.batches():
        columns = (
            replace(each, role=Role.DATA if each.name.strip("/").partition("/")[0] in _DATA else Role.BOOKKEEPING)
            for each in batch.columns
        )
        yield TableBatch(tuple(columns), batch.rows)


def _without_records(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_records(each) for each in value]
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if key not in _RECORDS}
    return value


_RECORDS = ("data", "examples")
"""Members of a record set that hold records (Croissant 1.0, section "RecordSet")."""


def _records(record_set: dict[str, Any], number: int) -> Iterator[Part]:
    records = [each for key in _RECORDS for each in _listed(record_set.get(key)) if isinstance(each, dict)]
    if not records:
        return
    name = str(record_set.get("name") or record_set.get("@id") or number)
    batches = _batches(records)
    first = next(batches)
    yield Part(name, tuple((column.name, "string") for column in first.columns), chain([first], batches))


def _batches(records: list[dict[str, Any]]) -> Iterator[TableBatch]:
    rows = JsonRows()
    for record in records:
        for key, value in record.items():
            # A field's identifier begins with its record set's: people/age.
            _add(rows, key.rpartition("/")[2], value)
        rows.end_record()
        yield from rows.full()
    yield from rows.batches()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _add(rows: JsonRows, pointer: str, value: Any, depth: int = 0) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            _add(rows, pointer if pointer.endswith("/*") else f"{pointer}/*", each, depth + 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _add(rows, f"{pointer}/{escaped(key)}", inner, depth + 1)
    else:
        rows.add(pointer, value)
