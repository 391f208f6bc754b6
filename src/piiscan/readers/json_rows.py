"""Records of a JSON document as they are taken apart: one column for each pointer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from piiscan.model.content import ColumnValues, TableBatch
from piiscan.model.errors import ReadError
from piiscan.readers.text_rows import ROWS

DEEPEST = 256
"""Objects and lists within one another; the pointer of each names all those around it."""

MOST_NUMBERS = 8
"""Numbers kept of one list in one record: outlines of things and vectors have thousands, and no two say more."""

_BYTES = 16_000_000

Event = tuple[str, Any]


@dataclass(slots=True)
class _Column:
    values: list[str | None] = field(default_factory=list)
    records: list[int] = field(default_factory=list)


class JsonRows:
    """Gathers records, and gives them out in batches."""

    def __init__(self, first_batch: int = ROWS) -> None:
        self._columns: dict[str, _Column] = {}
        self._current: dict[str, str | None] = {}
        self._record = self._first = 0
        self._size = 0
        self._limit = first_batch

    @property
    def has_leaves(self) -> bool:
        """Whether anything was added to the record that has begun."""
        return any(column.values for column in self._columns.values())

    @property
    def seen(self) -> int:
        """Records that are complete, those given out included."""
        return self._record

    def add(self, pointer: str, value: Any) -> None:
        """Add a plain value to the record that has begun."""
        text = _text(value)
        column = self._columns.get(pointer)
        if column is None:
            column = self._columns[pointer] = _Column()
        column.values.append(text)
        column.records.append(self._record)
        self._current[pointer] = text
        self._size += 8 + len(text or "")

    def current(self, pointer: str) -> str | None:
        """Return a value of the record that has begun."""
        return self._current.get(pointer)

    def end_record(self) -> None:
        """Begin the next record."""
        self._record += 1
        self._current = {}

    def end_begun(self) -> None:
        """End the record that has begun, if there is anything of it: no more will come."""
        if self._current:
            self.end_record()

    def take(self, other: "JsonRows") -> None:
        """Add another's values as one record."""
        for pointer, column in other._columns.items():
            for value in column.values:
                self.add(pointer, value)
        self.end_record()

    def full(self) -> Iterator[TableBatch]:
        """Yield the records once they are many."""
        if self._record - self._first >= self._limit or self._size >= _BYTES:
            self._limit = ROWS
            yield from self.batches()

    def batches(self) -> Iterator[TableBatch]:
        """Yield the records that are complete, if there are any."""
        if self._record == self._first:
            return
        columns = tuple(
            ColumnValues(pointer, pa.array(column.values, pa.large_string()), pa.array(column.records, pa.int64()))
            for pointer, column in self._columns.items()
            if column.values
        )
        batch = TableBatch(columns, self._record - self._first)
        for column in self._columns.values():
            column.values, column.records = [], []
        self._first, self._size = self._record, 0
        yield batch

    def fill(self, events: Iterator[Event], pointer: str, in_list: bool = False) -> None:
        """Add everything in the object or list that has begun, up to its end."""
        # Of each open object or list: its pointer, with ``*`` for a list's elements, and the numbers it has had.
        stack = [(pointer, in_list)]
        numbers = [0]
        key = ""
        for event, value in events:
            if event == "map_key":
                key = value
                continue
            if event in ("end_map", "end_array"):
                stack.pop()
                numbers.pop()
                if not stack:
                    return
                continue
            above, is_list = stack[-1]
            if event in {"start_map", "start_array"}:
                if len(stack) == DEEPEST:
                    raise ReadError(f"its JSON is nested more than {DEEPEST} deep")
                place = above if is_list else f"{above}/{escaped(key)}"
                stack.append((f"{place}/*" if event == "start_array" else place, event == "start_array"))
                numbers.append(0)
                continue
            if event == "number" and is_list:
                numbers[-1] += 1
                if numbers[-1] > MOST_NUMBERS:
                    continue
            self.add(above if is_list else (f"{above}/{escaped(key)}" if above else key), value)


def escaped(key: str) -> str:
    """Return a name as part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value if value is None or value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    return str(value)
