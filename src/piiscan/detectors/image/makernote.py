"""Maker notes: serial numbers and owners' names that cameras keep in directories of their own.

The layouts are those that ExifTool's tag tables document for each maker. Only tags that identify are read.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_MOST_ENTRIES = 512
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 9: 4, 13: 4}
"""Bytes per value of the types that matter (TIFF 6.0, section 2); 13 is a directory."""


class MakerTag(StrEnum):
    """What a tag of a maker note holds."""

    SERIAL_NUMBER = "SerialNumber"
    INTERNAL_SERIAL_NUMBER = "InternalSerialNumber"
    OWNER_NAME = "OwnerName"


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one maker writes its notes."""

    tags: Mapping[int, MakerTag]
    directory: int = 0
    """Where the directory starts."""

    base: int | None = None
    """Where offsets count from; None if from somewhere in the file around the note."""

    order_at: int | None = None
    """Where ``II`` or ``MM`` stands; None if the order has to be guessed."""

    nested: Mapping[int, Mapping[int, MakerTag]] = field(default_factory=dict)
    """Tags that hold the offset of a further directory, and the tags in that."""


_CANON = _Layout(
    {0x0009: MakerTag.OWNER_NAME, 0x000C: MakerTag.SERIAL_NUMBER, 0x0096: MakerTag.INTERNAL_SERIAL_NUMBER},
)

_BY_START = (
    (b"Nikon\0\2", _Layout({0x001D: MakerTag.SERIAL_NUMBER, 0x00A0: MakerTag.SERIAL_NUMBER}, 18, 10, 10)),
    (
        b"OLYMPUS\0",
        _Layout({}, 12, 0, 8, {0x2010: {0x0101: MakerTag.SERIAL_NUMBER, 0x0102: MakerTag.INTERNAL_SERIAL_NUMBER}}),
    ),
    (b"Panasonic\0\0\0", _Layout({0x0025: MakerTag.INTERNAL_SERIAL_NUMBER}, 12)),
    (b"AOC\0", _Layout({0x0229: MakerTag.SERIAL_NUMBER}, 6, None, 4)),
    (b"SIGMA\0\0\0", _Layout({0x0002: MakerTag.SERIAL_NUMBER}, 10)),
    (b"FUJIFILM", _Layout({0x0010: MakerTag.INTERNAL_SERIAL_NUMBER}, 12, 0)),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    size: int
    """Bytes of its value."""

    is_number: bool
    raw: bytes
    """The four bytes that hold the value, or its offset where it is longer."""


def maker_values(note: object, make: str) -> tuple[tuple[MakerTag, str], ...]:
    """Return the identifying values of a note, nothing for a maker or a layout that is not known."""
    if not isinstance(note, bytes):
        return ()
    layout = next((layout for start, layout in _BY_START if note.startswith(start)), None)
    if layout is None and make.lower().startswith("canon"):
        layout = _CANON
    return tuple(_values(note, layout)) if layout is not None else ()


def _values(note: bytes, layout: _Layout) -> Iterator[tuple[MakerTag, str]]:
    order = _byte_order(note, layout)
    entries = list(_entries(note, layout.directory, order))
    base = layout.base if layout.base is not None else _inferred_base(entries, layout.directory, order)
    yield from _named(note, entries, layout.tags, base, order)
    for entry in entries:
        if tags := layout.nested.get(entry.tag):
            inner = list(_entries(note, base + _number(entry.raw, order), order))
            yield from _named(note, inner, tags, base, order)


def _named(
    note: bytes, entries: list[_Entry], tags: Mapping[int, MakerTag], base: int, order: str
) -> Iterator[tuple[MakerTag, str]]:
    for entry in entries:
        if name := tags.get(entry.tag):
            value = str(_number(entry.raw, order)) if entry.is_number else _text(note, entry, base, order)
            if value:
                yield name, value


def _byte_order(note: bytes, layout: _Layout) -> str:
    if layout.order_at is not None:
        return ">" if note[layout.order_at : layout.order_at + 2] == b"MM" else "<"
    # The number of entries is small, so its lower byte is the one that is not zero.
    return ">" if note[layout.directory : layout.directory + 1] == b"\0" else "<"


def _entries(note: bytes, start: int, order: str) -> Iterator[_Entry]:
    """Read a directory as in TIFF 6.0, section 2; what is cut off or of another type is left out."""
    if not 0 <= start <= len(note) - 2:
        return
    (count,) = struct.unpack_from(f"{order}H", note, start)
    for at in range(start + 2, min(start + 2 + 12 * min(count, _MOST_ENTRIES), len(note) - 11), 12):
        tag, kind, number = struct.unpack_from(f"{order}HHI", note, at)
        if kind in _SIZES:
            yield _Entry(tag, number * _SIZES[kind], kind in (4, 9) and number == 1, note[at + 8 : at + 12])


def _inferred_base(entries: list[_Entry], directory: int, order: str) -> int:
    """Guess where offsets count from: the first value that is longer than four bytes follows the directory."""
    offsets = [_number(entry.raw, order) for entry in entries if entry.size > 4]  # noqa: PLR2004
    end = directory + 2 + 12 * len(entries) + 4
    return end - min(offsets) if offsets else 0


def _text(note: bytes, entry: _Entry, base: int, order: str) -> str:
    """Return a printable value; blank where the guess of its place was wrong."""
    start = base + _number(entry.raw, order)
    raw = entry.raw[: entry.size] if entry.size <= 4 else note[max(start, 0) : max(start, 0) + min(entry.size, 128)]  # noqa: PLR2004
    text = raw.partition(b"\0")[0].strip().decode("latin-1")
    return text if text.isprintable() else ""


def _number(raw: bytes, order: str) -> int:
    return int.from_bytes(raw, "big" if order == ">" else "little")
