"""TIFF directories: tags of EXIF blocks, TIFF files and raw pictures, decoded one by one when they are asked for.

Written for speed and for hostile input: a directory is split in one call, a value costs nothing until somebody wants
it, and every count and offset is bounded by what is there (TIFF 6.0, section 2; BigTIFF; EXIF 3.0, section 4.6).
"""

import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias, cast

from piiscan.model.content import Rational
from piiscan.readers.stream_bytes import Sliceable

MOST_ENTRIES = 2048
"""Tags in one directory; real ones have at most a few hundred."""

MOST_VALUE_BYTES = 8 * 2**20
MOST_NUMBERS = 65_536

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

    number: struct.Struct
    offset: struct.Struct
    split: "Callable[[bytes], Split]"
    """Splits the entries of a directory; remembers those of the last ones, since a camera repeats them."""


Flat: TypeAlias = tuple[Any, ...]
"""Tag, type, number of values and field of all entries, one after the other."""

Split: TypeAlias = tuple[Flat, Mapping[int, int]]
"""The flat row of all fields, and where in it the type of each tag stands."""


def _splitter(entry: str, order: str) -> "Callable[[bytes], Split]":
    """Return what splits the entries of a directory at once: several times as quick as entry by entry."""
    width = struct.calcsize(order + entry)
    rows: dict[int, struct.Struct] = {}

    def split(body: bytes) -> Split:
        entries = len(body) // width
        row = rows.get(entries)
        if row is None:
            row = rows[entries] = struct.Struct(order + entry * entries)
        flat = row.unpack_from(body)
        return flat, dict(zip(flat[::4], range(1, len(flat), 4), strict=True))

    remembered = lru_cache(maxsize=512)(split)
    return lambda body: remembered(body) if len(body) <= _SHORT_DIRECTORY else split(body)


_SHORT_DIRECTORY = 2048
"""Bytes of a directory that is remembered."""


def _form(order: str, *, is_big: bool) -> Form:
    entry = "HHQ8s" if is_big else "HHI4s"
    return Form(
        order,
        struct.Struct(order + entry),
        struct.Struct(f"{order}Q" if is_big else f"{order}H"),
        struct.Struct(f"{order}Q" if is_big else f"{order}I"),
        _splitter(entry, order),
    )


_FORMS = {(order, is_big): _form(order, is_big=is_big) for order in "<>" for is_big in (False, True)}

_THREE_RATIONALS = {order: struct.Struct(f"{order}6I") for order in "<>"}

LITTLE, BIG = _FORMS["<", False], _FORMS[">", False]


class Directory(Mapping[int, Any]):
    """The tags of one directory. What cannot be decoded is as if it were not there.

    Text is ``str``, rationals are ``Rational``, other numbers ``int`` or ``float``, several of them a tuple, and what
    is declared as bytes or undefined is ``bytes``.
    """

    __slots__ = ("_base", "_data", "_flat", "_form", "entries")

    def __init__(self, data: Sliceable, form: Form, split: Split, base: int = 0) -> None:
        self._data, self._form, self._base = data, form, base
        self._flat, self.entries = split

    def moved(self, base: int) -> "Directory":
        """Return the same directory with offsets that count from elsewhere."""
        return Directory(self._data, self._form, (self._flat, self.entries), base)

    def stated(self, tags: Iterable[int], most_bytes: int) -> tuple[Any, ...] | None:
        """Return what tags state, undecoded: equal for two directories only where each of the tags has one value.

        None where a value is longer than ``most_bytes``.
        """
        found: list[Any] = [self._form.order]
        for tag in tags:
            at = self.entries.get(tag)
            if at is not None:
                raw = self._raw(at)
                if len(raw) > most_bytes:
                    return None
                found += (tag, self._flat[at], raw)
        return tuple(found)

    def entry(self, tag: int) -> Entry:
        """Return the entry of a tag that is there."""
        at = self.entries[tag]
        kind, number, field = self._flat[at : at + 3]
        return kind, number, field

    def type_of(self, tag: int) -> tuple[int, int]:
        """Return type and number of values of a tag that is there."""
        at = self.entries[tag]
        return self._flat[at], self._flat[at + 1]

    def only(self, tags: Collection[int], data: Sliceable) -> "Directory":
        """Return a directory with those of these tags that are in this one, whose values stand in other data."""
        entries = {tag: at for tag, at in self.entries.items() if tag in tags}
        return Directory(data, self._form, (self._flat, entries), self._base)

    def within(self, data: Sliceable) -> "Directory":
        """Return the same directory, with its values in other data."""
        return Directory(data, self._form, (self._flat, self.entries), self._base)

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
        raw, kind = self._raw(at), self._flat[at]
        # The commonest types without detours: text, and degrees, minutes and seconds.
        if kind == 2 and raw.isascii():  # noqa: PLR2004 - text
            return raw.rstrip(b"\0").decode("ascii")
        if kind == 5 and len(raw) == 24:  # noqa: PLR2004 - three rationals
            a, b, c, d, e, f = _THREE_RATIONALS[self._form.order].unpack(raw)
            return Rational(a, b), Rational(c, d), Rational(e, f)
        value = _decoded(kind, raw, self._form.order)
        return default if value is None else value

    def raw(self, tag: int) -> bytes:
        """Return the bytes of a tag's value; nothing where they are not in the file."""
        return self._raw(self.entries[tag])

    def _raw(self, at: int) -> bytes:
        """Return the bytes of the value whose type stands at that place of the flat row."""
        kind, number, field = self._flat[at : at + 3]
        size = number if kind == 2 else _SIZES.get(kind, 0) * number  # noqa: PLR2004 - text
        if size <= len(field):
            return cast("bytes", field[:size])
        start = self._form.offset.unpack(field)[0] + self._base
        return self._data[start : start + size] if start >= 0 and size <= MOST_VALUE_BYTES else b""

    def block(self, tag: int) -> Sliceable:
        """Return the bytes of a tag's value, of which only some may be wanted."""
        return self.raw(tag)

    def window(self, start: int, size_tag: int, most: int) -> Sliceable:
        """Return the bytes from a place of the data on, as many as a tag says, and no more than so many."""
        size = min(self.number(size_tag), most)
        return self._data[start : start + size] if start > 0 and size > 0 else b""

    def place(self, tag: int) -> int:
        """Return where a value that does not fit into its entry stands in the data; negative where it cannot be."""
        offset: int = self._form.offset.unpack(self.entry(tag)[2])[0]
        return offset + self._base

    def number(self, tag: int) -> int:
        """Return a whole number, 0 where there is none."""
        at = self.entries.get(tag)
        if at is not None and self._flat[at] == 4 and self._flat[at + 1] == 1 and self._form.offset.size == 4:  # noqa: PLR2004 - as offsets are
            offset: int = self._form.offset.unpack(self._flat[at + 2])[0]
            return offset
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


NOTHING: Mapping[int, Any] = Directory(b"", LITTLE, ((), {}))
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
    if type(data) is not bytes and (directory_at := getattr(data, "directory_at", None)):
        return cast("Directory | None", directory_at(at, form, base))
    width = form.number.size
    head = data[at : at + width] if at >= 0 else b""
    if len(head) < width:
        return None
    count = min(form.number.unpack(head)[0], MOST_ENTRIES)
    body = data[at + width : at + width + count * form.entry.size]
    return Directory(data, form, form.split(body), base)


def find_tags(data: Sliceable, at: int, form: Form, tags: Iterable[int], base: int = 0) -> Directory | None:
    """Return a directory with these tags alone: quicker where few of many are wanted. None where there is none."""
    if hasattr(data, "directory_at"):
        return read_directory(data, at, form, base)
    head = data[at : at + 2] if at >= 0 else b""
    if len(head) < 2 or form.number.size != 2:  # noqa: PLR2004 - BigTIFF's directories have wider numbers
        return read_directory(data, at, form, base)
    count = min(form.number.unpack(head)[0], MOST_ENTRIES)
    body = data[at + 2 : at + 2 + count * form.entry.size]
    flat: Flat = ()
    for tag in tags:
        place = _find_tag(body, form.number.pack(tag), form.entry.size)
        if place >= 0:
            flat += form.entry.unpack_from(body, place)
    return Directory(data, form, (flat, dict(zip(flat[::4], range(1, len(flat), 4), strict=True))), base)


def _find_tag(body: bytes, tag: bytes, width: int) -> int:
    """Return where the last entry of a tag begins, as a mapping keeps the last; negative where there is none."""
    whole = len(body) - len(body) % width
    place = body.rfind(tag, 0, whole)
    while place > 0 and place % width:
        place = body.rfind(tag, 0, place + 1)
    return place


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
