"""Reads lines of JSON one by one, where Arrow cannot read them at once: mixed types, broken lines, numbers too large.

Slow, and therefore the exception. Scalars are kept as they are written, as text.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from piiscan.model.content import ColumnValues, TableBatch
from piiscan.readers.flattening import unique_names

_ROWS = 4_096
"""Records in one batch; they are Python objects for a while."""


@dataclass(frozen=True, slots=True)
class LooseLines:
    """What some lines hold."""

    batches: tuple[TableBatch, ...]
    bad: int
    """Lines that are no JSON objects."""

    columns: tuple[tuple[str, str], ...]
    """The names of the objects' members, and that they were read as text."""


@dataclass(slots=True)
class _Column:
    values: list[str | None] = field(default_factory=list)
    records: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Object:
    members: tuple[str, ...] = ()
    leaves: tuple[tuple[str, str | None], ...] = ()
    """Pointer and text of every plain value."""


def read_loosely(lines: list[bytes], first_record: int) -> LooseLines:
    """Return the contents of lines, each of which has a record number."""
    batches: list[TableBatch] = []
    members: dict[str, None] = {}
    bad = 0
    for start in range(0, len(lines), _ROWS):
        objects = [_object(line) for line in lines[start : start + _ROWS]]
        bad += sum(each is None for each in objects)
        for each in filter(None, objects):
            members.update(dict.fromkeys(each.members))
        batches.append(_batch(objects, first_record + start))
    return LooseLines(tuple(batches), bad, tuple((name, "string") for name in members))


def _object(line: bytes) -> _Object | None:
    """Return the object on a line: an empty one for a blank line, None where it is something else."""
    if not line.strip():
        return _Object()
    try:
        found = json.loads(line, parse_int=str, parse_float=str)
        if not isinstance(found, dict):
            return None
        named = list(zip(unique_names(found), found.values(), strict=True))
        leaves = tuple(leaf for name, member in named for leaf in _leaves(name, False, member))
    except (ValueError, RecursionError):
        return None
    return _Object(tuple(name for name, _ in named), leaves)


def _batch(objects: list[_Object | None], first_record: int) -> TableBatch:
    columns: dict[str, _Column] = {}
    for record, each in enumerate(objects, start=first_record):
        for pointer, value in each.leaves if each else ():
            column = columns.setdefault(pointer, _Column())
            column.values.append(value)
            column.records.append(record)
    found = tuple(
        ColumnValues(_whole_text(name), pa.array(column.values, pa.string()), pa.array(column.records, pa.int64()))
        for name, column in columns.items()
    )
    return TableBatch(found, len(objects))


def _leaves(name: str, deep: bool, member: object) -> Iterator[tuple[str, str | None]]:
    """Yield the pointer and the text of every plain value; named as ``flattening`` names them."""
    pointer = name if deep else "/" + _escaped(name)
    if isinstance(member, dict):
        for key, inner in member.items():
            yield from _leaves(f"{pointer}/{_escaped(key)}", True, inner)
    elif isinstance(member, list):
        for inner in member:
            yield from _leaves(f"{pointer}/*", True, inner)
    elif isinstance(member, bool):
        yield name, "true" if member else "false"
    else:
        yield name, None if member is None else _whole_text(str(member))


def _whole_text(text: str) -> str:
    """Return text without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
