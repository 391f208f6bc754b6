"""A block of EXIF that notes which of its bytes a reader looks at.

What a reader says of a block is a function of the bytes that it looks at. So another block, in which those bytes are
the same, says the same, and need not be read again.
"""

from typing import Any

from piiscan.readers.stream_bytes import Sliceable
from piiscan.readers.tiff import MOST_ENTRIES, Directory, Form, Split

_TAG_BYTES, _TYPE_BYTES, _ENTRY_BYTES = 2, 8, 12
"""Of an entry: its tag; with type and number of values; all of it."""

_BYTES = frozenset({1, 2, 6, 7})
"""Types whose values take one byte each."""


class LookedBytes:
    """Bytes that note the places that were looked at."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._seen = bytearray(len(data))
        self.is_exact = True
        """Whether the bytes looked at decide alone: not where a place beyond the end was asked for."""

        self.at_least: dict[int, tuple[str, int]] = {}
        """Places of numbers of four bytes that only have to be large enough: their order, and how large."""

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop = part.start or 0, len(self._data) if part.stop is None else part.stop
        self.look_at(start, stop)
        return self._data[part]

    def look_at(self, start: int, stop: int) -> None:
        """Note that these bytes matter."""
        if start >= 0 and stop <= len(self._data):
            self._seen[start:stop] = b"\1" * (stop - start)
        else:
            self.is_exact = False

    @property
    def seen(self) -> bytes:
        """One byte for each: 1 where it was looked at."""
        return bytes(self._seen)

    def directory_at(self, at: int, form: Form, base: int) -> Directory | None:
        """Return the directory at a position, of which only the tags are looked at until a value is asked for."""
        if form.number.size != _TAG_BYTES or at < 0:
            self.is_exact = False
            return None
        head = self[at : at + _TAG_BYTES]
        if len(head) < _TAG_BYTES:
            return None
        count = min(int(form.number.unpack(head)[0]), MOST_ENTRIES)
        start = at + _TAG_BYTES
        self.is_exact = self.is_exact and start + count * _ENTRY_BYTES <= len(self._data)
        for entry in range(start, start + count * _ENTRY_BYTES, _ENTRY_BYTES):
            self.look_at(entry, entry + _TAG_BYTES)
        split = form.split(self._data[start : start + count * _ENTRY_BYTES])
        return _LookedDirectory(self, form, split, base, start)


class _Window:
    """The bytes from a place on, as many as the number at another place says, of which only the first may matter."""

    def __init__(self, block: LookedBytes, start: int, size: int, size_at: int, order: str) -> None:
        self._block, self._start, self._size, self._size_at, self._order = block, start, size, size_at, order

    def __len__(self) -> int:
        self._block.look_at(self._size_at, self._size_at + 4)
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop = part.start or 0, part.stop
        if stop is None or stop > self._size:
            stop = len(self)
        least = self._block.at_least.get(self._size_at, ("", 0))[1]
        self._block.at_least[self._size_at] = (self._order, max(least, stop))
        return self._block[self._start + start : self._start + stop] if start < stop else b""


class _LookedDirectory(Directory):
    """A directory that notes the entries that are asked for."""

    __slots__ = ("_block", "_start")

    def __init__(self, block: LookedBytes, form: Form, split: Split, base: int, start: int) -> None:
        super().__init__(block, form, split, base)
        self._block, self._start = block, start

    def moved(self, base: int) -> Directory:
        split = (self._flat, self.entries)
        return _LookedDirectory(self._block, self._form, split, base, self._start)

    def entry(self, tag: int) -> tuple[int, int, bytes]:
        self._look_at(self.entries[tag], _ENTRY_BYTES)
        return super().entry(tag)

    def type_of(self, tag: int) -> tuple[int, int]:
        self._look_at(self.entries[tag], _TYPE_BYTES)
        return super().type_of(tag)

    def number(self, tag: int) -> int:
        if tag in self.entries:
            self._look_at(self.entries[tag], _ENTRY_BYTES)
        return super().number(tag)

    def window(self, start: int, size_tag: int, most: int) -> Sliceable:
        kind, number = self.type_of(size_tag) if size_tag in self.entries else (0, 0)
        if (kind, number) != (4, 1):  # no whole number of four bytes, as it is wherever a camera wrote it
            return super().window(start, size_tag, most)
        at = self._place_of(self.entries[size_tag]) + _TYPE_BYTES
        size = int(self._form.offset.unpack(self._flat[self.entries[size_tag] + 2])[0])
        if start <= 0 or size <= 0:
            self._block.look_at(at, at + 4)
            return b""
        self._block.at_least[at] = (self._form.order, 1)
        return _Window(self._block, start, min(size, most), at, self._form.order)

    def block(self, tag: int) -> Sliceable:
        kind, number, _ = self.entry(tag)
        start = self.place(tag)
        is_whole = start >= 0 and start + number <= len(self._block)
        if kind not in _BYTES or number <= 4 or not is_whole:  # noqa: PLR2004 - it stands in the entry
            return super().block(tag)
        return _Window(self._block, start, number, self._place_of(self.entries[tag]) + 4, self._form.order)

    def _raw(self, at: int) -> bytes:
        self._look_at(at, _ENTRY_BYTES)
        return super()._raw(at)

    def _place_of(self, at: int) -> int:
        return self._start + at // 4 * _ENTRY_BYTES

    def _look_at(self, at: int, size: int) -> None:
        place = self._place_of(at)
        self._block.look_at(place, place + size)


def has_at_least(data: Any, at_least: dict[int, tuple[str, int]]) -> bool:
    """Whether numbers in a block are large enough."""
    for at, (order, least) in at_least.items():
        if int.from_bytes(data[at : at + 4], "little" if order == "<" else "big") < least:
            return False
    return True
