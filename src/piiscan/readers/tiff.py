"""TIFF directories: tags of EXIF blocks, TIFF files and raw pictures, decoded one by one when they are asked for.

Written for speed and for hostile input: a directory is split in one call, a value costs nothing until somebody wants
it, and every count and offset is bounded by what is there (TIFF 6.0, section 2; BigTIFF; EXIF 3.0, section 4.6).
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from piiscan.model.content import Rational
from piiscan.readers.stream_bytes import Sliceable

MOST_ENTRIES = 2048
"""Tags in one directory; real ones have at most a few hundred."""

MOST_VALUE_BYTES = 8 * 2**20
MOST_NUMBERS = 65_536
_SHORT_TEXT = 4096

_SIZES: Final = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1,
}  # fmt: skip
"""Bytes per value by type; 129 is UTF-8 text (EXIF 3.0)."""

_TEXT = frozenset({2, 129})
_BYTES = frozenset({1, 7})
_RATIONAL = {5: "II", 10: "ii"}
_NUMBER = {3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}

Entry = tuple[int, int, bytes]
"""Type, number of values, and the field that holds the value or its offset."""


class Form(NamedTuple):
    """How numbers and directories are laid out."""

    order: str
    """``<`` or ``>``."""

    entry: struct.Struct
    """Tag, type, number of values, and the field that holds the value or its offset."""

    entries: str
    """The same without the order, to be repeated."""

    number: struct.Struct
    offset: struct.Struct
    rows: dict[int, struct.Struct]
    """What splits directories of so many entries, kept for the next of that length."""


_FORMS = {
    (order, is_big): Form(
        order,
        struct.Struct(f"{order}HHQ8s" if is_big else f"{order}HHI4s"),
        "HHQ8s" if is_big else "HHI4s",
        struct.Struct(f"{order}Q" if is_big else f"{order}H"),
        struct.Struct(f"{order}Q" if is_big else f"{order}I"),
        {},
    )
    for order in "<>"
    for is_big in (False, True)
}

LITTLE, BIG = _FORMS["<", False], _FORMS[">", False]


class Directory(Mapping[int, Any]):
    """The tags of one directory. What cannot be decoded is as if it were not there.

    Text is ``str``, rationals are ``Rational``, other numbers ``int`` or ``float``, several of them a tuple, and what
    is declared as bytes or undefined is ``bytes``.
    """

    __slots__ = ("_base", "_data", "_flat", "_form", "entries")

    def __init__(self, data: Sliceable, form: Form, flat: tuple[Any, ...], base: int = 0) -> None:
        self._data, self._form, self._flat, self._base = data, form, flat, base
        self.entries = dict(zip(flat[::4], range(1, len(flat), 4), strict=True))
        """Where the type of each tag stands in the flat row of all fields."""

    def moved(self, base: int) -> "Directory":
        """Return the same directory with offsets that count from elsewhere."""
        return Directory(self._data, self._form, self._flat, base)

    def entry(self, tag: int) -> Entry:
        """Return the entry of a tag that is there."""
        at = self.entries[tag]
        kind, number, field = self._flat[at : at + 3]
        return kind, number, field

    def __getitem__(self, tag: int) -> Any:
        value = self.get(tag)
        if value is None:
            raise KeyError(tag)
        return value

    def __contains__(self, tag: object) -> bool:
        return tag in self.entries

    def __iter__(self) -> Iterator[int]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, tag: int, default: Any = None) -> Any:
        """Return the value of a tag."""
        at = self.entries.get(tag)
        if at is None:
            return default
        kind, number, field = self._flat[at : at + 3]
        if kind == 2 and number <= _SHORT_TEXT:  # noqa: PLR2004 - text, the commonest type by far, without detours
            if number <= len(field):
                raw = field[:number]
            else:
                start = self._form.offset.unpack(field)[0] + self._base
                raw = self._data[start : start + number] if start >= 0 else b""
            if raw.isascii():
                return raw.rstrip(b"\0").decode("ascii")
        value = _decoded(kind, self.raw(tag), self._form.order)
        return default if value is None else value

    def raw(self, tag: int) -> bytes:
        """Return the bytes of a tag's value; nothing where they are not in the file."""
        kind, number, field = self.entry(tag)
        size = _SIZES.get(kind, 0) * number
        if size <= len(field):
            return field[:size]
        if size > MOST_VALUE_BYTES:
            return b""
        start = self.place(tag)
        return self._data[start : start + size] if start >= 0 else b""

    def place(self, tag: int) -> int:
        """Return where a value that does not fit into its entry stands in the data; negative where it cannot be."""
        offset: int = self._form.offset.unpack(self.entry(tag)[2])[0]
        return offset + self._base

    def number(self, tag: int) -> int:
        """Return a whole number, 0 where there is none."""
        value = self.get(tag)
        if isinstance(value, tuple) and value:
            value = value[0]
        return value if isinstance(value, int) else 0

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Return the whole numbers of a tag."""
        value = self.get(tag)
        if isinstance(value, int):
            return (value,)
        return tuple(part for part in value if isinstance(part, int)) if type(value) is tuple else ()


NOTHING: Mapping[int, Any] = Directory(b"", LITTLE, ())
"""A directory that is not there."""


def tiff_form(data: Sliceable, at: int = 0) -> tuple[Form, int] | None:
    """Return the form of a TIFF header and the offset of its first directory; None where it is none.

    The number after the byte order is 42, 43 for BigTIFF, and others in raw pictures of some makers.
    """
    head = data[at : at + 16]
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:  # noqa: PLR2004 - a TIFF header
        return None
    (version,) = struct.unpack_from(f"{order}H", head, 2)
    if version == 43 and len(head) == 16:  # noqa: PLR2004 - BigTIFF
        return _FORMS[order, True], struct.unpack_from(f"{order}Q", head, 8)[0]
    return _FORMS[order, False], struct.unpack_from(f"{order}I", head, 4)[0]


def read_directory(data: Sliceable, at: int, form: Form, base: int = 0) -> Directory | None:
    """Return the directory at a position of the data; None where there is none.

    Args:
        data: the block or file.
        at: where the directory stands, from the beginning of ``data``.
        form: byte order and width.
        base: what its offsets count from.
    """
    width = form.number.size
    head = data[at : at + width] if at >= 0 else b""
    if len(head) < width:
        return None
    count = min(form.number.unpack(head)[0], MOST_ENTRIES)
    body = data[at + width : at + width + count * form.entry.size]
    return Directory(data, form, _row(form, len(body) // form.entry.size).unpack_from(body), base)


def _row(form: Form, entries: int) -> struct.Struct:
    """Return what splits a whole directory at once: several times as quick as entry by entry."""
    row = form.rows.get(entries)
    if row is None:
        row = form.rows[entries] = struct.Struct(form.order + form.entries * entries)
    return row


def next_directory(data: Sliceable, at: int, form: Form) -> int:
    """Return the offset that stands behind the directory at a position: that of the next one, 0 for none."""
    head = data[at : at + form.number.size]
    if len(head) < form.number.size:
        return 0
    end = at + form.number.size + form.number.unpack(head)[0] * form.entry.size
    raw = data[end : end + form.offset.size]
    offset: int = form.offset.unpack(raw)[0] if len(raw) == form.offset.size else 0
    return offset


def _decoded(kind: int, raw: bytes, order: str) -> Any:
    if kind in _TEXT:
        text = raw.rstrip(b"\0")
        try:
            return text.decode()
        except UnicodeDecodeError:
            return text.decode("latin-1")
    if kind in _BYTES:
        return raw
    if letters := _RATIONAL.get(kind):
        count = min(len(raw) // 8, MOST_NUMBERS)
        flat = struct.unpack_from(order + letters * count, raw) if count <= 4 else ()  # noqa: PLR2004 - as of a lens
        rationals = tuple(map(Rational._make, zip(flat[::2], flat[1::2], strict=True)))
        return rationals[0] if len(rationals) == 1 else (rationals or None)
    letter = _NUMBER.get(kind)
    if letter is None:
        return None
    count = min(len(raw) // _SIZES[kind], MOST_NUMBERS)
    numbers = struct.unpack_from(f"{order}{count}{letter}", raw)
    return numbers[0] if count == 1 else (numbers or None)
