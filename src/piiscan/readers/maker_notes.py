"""Maker notes: serial numbers, owners' names, people and places that cameras keep in directories of their own.

The layouts are those that ExifTool's tag tables document for each maker. Only tags that identify are read.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from piiscan.model.content import MakerTag, MakerValue
from piiscan.readers.stream_bytes import Sliceable
from piiscan.readers.tiff import BIG, LITTLE, Directory, Form, find_tags, read_directory

_SERIAL, _LENS, _INTERNAL = MakerTag.SERIAL_NUMBER, MakerTag.LENS_SERIAL_NUMBER, MakerTag.INTERNAL_SERIAL_NUMBER
_OWNER, _PERSON, _PLACE, _ID = MakerTag.OWNER_NAME, MakerTag.PERSON_NAME, MakerTag.PLACE, MakerTag.UNIQUE_ID

_LONGEST = 256
"""Characters of a value that are looked at."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one maker writes its notes."""

    tags: Mapping[int, MakerTag]
    directory: int = 0
    """Where the directory starts, from the beginning of the note."""

    base: int | None = None
    """Where offsets count from, from the beginning of the note; None if from the beginning of the block."""

    order_at: int | None = None
    """Where ``II`` or ``MM`` stands in the note; None if the order has to be guessed."""

    form: Form | None = None
    """The order, where it is always the same."""

    points_at: int | None = None
    """Where the note says where its directory starts; Fuji's and TIFF headers do."""

    nested: Mapping[int, Mapping[int, MakerTag]] = field(default_factory=dict)
    """Tags that hold the offset of a further directory, and the tags in that."""


_OLYMPUS = {0x0404: _SERIAL, 0x101A: _SERIAL}
_OLYMPUS_NESTED = {0x2010: {0x0101: _SERIAL, 0x0102: _INTERNAL, 0x0202: _LENS, 0x0302: _LENS}, 0x4000: _OLYMPUS}
_PANASONIC = {
    0x0025: _INTERNAL, 0x0052: _LENS, 0x0054: _INTERNAL, 0x0066: _PERSON,
    0x0067: _PLACE, 0x0069: _PLACE, 0x006B: _PLACE, 0x006D: _PLACE, 0x006F: _PLACE,
}  # fmt: skip
_PENTAX = {0x0229: _SERIAL, 0x0215: _INTERNAL}
_SONY = {0x2031: _SERIAL}
_NIKON = {0x001D: _SERIAL, 0x00A0: _SERIAL}
_CANON = Layout({0x0009: _OWNER, 0x000C: _SERIAL, 0x0028: _ID, 0x0096: _INTERNAL, 0x4019: _LENS})
_SAMSUNG = Layout({0xA002: _SERIAL, 0xA005: _LENS, 0x0123: _PERSON})

_BY_START = (
    (b"Nikon\0\2", Layout(_NIKON, base=10, order_at=10, points_at=14)),
    (b"OLYMPUS\0", Layout(_OLYMPUS, 12, 0, 8, nested=_OLYMPUS_NESTED)),
    (b"OM SYSTEM\0\0\0", Layout(_OLYMPUS, 16, 0, 12, nested=_OLYMPUS_NESTED)),
    (b"OLYMP\0", Layout(_OLYMPUS, 8, nested=_OLYMPUS_NESTED)),
    (b"CAMER\0", Layout(_OLYMPUS, 8)),
    (b"EPSON\0", Layout(_OLYMPUS, 8)),
    (b"Panasonic\0\0\0", Layout(_PANASONIC, 12)),
    (b"LEICA\0\0\0", Layout(_PANASONIC, 8)),
    (b"AOC\0", Layout(_PENTAX, 6, None, 4)),
    (b"PENTAX \0", Layout(_PENTAX, 10, 0, 8)),
    (b"SAMSUNG\0", Layout(_PENTAX, 10, 0, 8)),
    (b"SIGMA\0\0\0", Layout({0x0002: _SERIAL}, 10)),
    (b"FOVEON\0\0", Layout({0x0002: _SERIAL}, 10)),
    (b"FUJIFILM", Layout({0x0010: _INTERNAL}, base=0, form=LITTLE, points_at=8)),
    (b"GENERALE", Layout({}, base=0, form=LITTLE, points_at=8)),
    (b"SONY DSC \0\0\0", Layout(_SONY, 12)),
    (b"SONY CAM \0\0\0", Layout(_SONY, 12)),
    (b"SONY MOBILE\0", Layout(_SONY, 12)),
    (b"Ricoh\0", Layout({0x0005: _SERIAL}, 8)),
    (b"RICOH\0", Layout({0x0005: _SERIAL}, 8)),
    (b"MOT\0", Layout({0x5501: _SERIAL}, 8)),
    (b"Apple iOS\0", Layout({0x0011: _ID, 0x0015: _ID}, 14, 0, 12)),
)
_BY_FRONT = {begin[:4]: [each for each in _BY_START if each[0][:4] == begin[:4]] for begin, _ in _BY_START}
_BY_MAKE = (
    ("nintendo", Layout({0x1101: _INTERNAL})),
    ("canon", _CANON),
    ("sony", Layout(_SONY)),
    ("samsung", _SAMSUNG),
    ("panasonic", Layout(_PANASONIC, 12)),
)
_CONSOLE = b"3DS1"
"""How Nintendo's block of camera information begins."""

_FLAT = re.compile(rb"SERIAL NUMBER: ?([\w-]{4,32})")


def maker_values(data: Sliceable, start: int, note: Sliceable, make: str, form: Form) -> tuple[MakerValue, ...]:
    """Return the identifying values of a note, nothing for a maker or a layout that is not known.

    Args:
        data: the block that the note is in.
        start: where in it the note stands.
        note: the note itself.
        make: the maker as the main directory names it.
        form: the form of the block around the note.
    """
    layout = next((layout for begin, layout in _BY_FRONT.get(note[:4], ()) if note[: len(begin)] == begin), None)
    if layout is None:
        layout = next((layout for name, layout in _BY_MAKE if make.lower().startswith(name)), None)
    if layout is None and note[5:8] in (b"waR", b"Raw") and note[:4] in (b"IIII", b"MMMM"):
        return _phase_one_values(note)
    if layout is None:
        return tuple(MakerValue(_SERIAL, found.decode()) for found in _FLAT.findall(note[:4096]))
    return tuple(_values(data, start, note, layout, form))


def directory_values(directory: Directory, make: str) -> tuple[MakerValue, ...]:
    """Return the identifying values of a maker's directory that stands alone, as in Canon's raw pictures."""
    layout = next((layout for name, layout in _BY_MAKE if make.lower().startswith(name)), None)
    return tuple(_named(directory, layout.tags)) if layout else ()


def _values(data: Sliceable, start: int, note: Sliceable, layout: Layout, form: Form) -> Iterator[MakerValue]:
    form = layout.form or _form(note, layout, form)
    at = layout.directory
    if layout.points_at is not None and len(note) >= layout.points_at + 4:
        at = form.offset.unpack(note[layout.points_at : layout.points_at + 4])[0] + (layout.base or 0)
    if layout.base is None:
        directory = read_directory(data, start + at, form)
        base = _base(directory, start, len(note), at) if directory else 0
        directory = directory.moved(base) if directory and base else directory
    else:
        base = start + layout.base
        directory = find_tags(data, start + at, form, (*layout.tags, *layout.nested), base)
    if directory is None:
        return
    yield from _named(directory, layout.tags)
    for tag, tags in layout.nested.items():
        if tag in directory.entries:
            # Old writers keep the whole directory in the tag's value, newer ones its offset.
            kind, _, field_ = directory.entry(tag)
            place = directory.place(tag) if kind in (7, 2) else form.offset.unpack(field_)[0] + base
            if inner := read_directory(data, place, form, base):
                yield from _named(inner, tags)


def _named(directory: Directory, tags: Mapping[int, MakerTag]) -> Iterator[MakerValue]:
    for tag in tags:
        if tags[tag] is _ID:
            yield from [MakerValue(_ID, "")] if tag in directory.entries and _is_set(directory, tag) else []
        elif tag in directory.entries and (text := _text(directory.get(tag), tags[tag])):
            yield MakerValue(tags[tag], text)


def _is_set(directory: Directory, tag: int) -> bool:
    """Whether an id is more than zeros; one that is text is, and what it says differs from photo to photo."""
    kind, number = directory.type_of(tag)
    return (kind == 2 and number > 8) or any(directory.raw(tag))  # noqa: PLR2004 - text, longer than a counter


_PHASE_ONE_SERIAL = 0x0102
_PHASE_ONE_ENTRY = 16
"""Bytes: tag, type, bytes of the value, and the value or its place in the note."""


def _phase_one_values(note: Sliceable) -> tuple[MakerValue, ...]:
    """Return the serial number from the directory of Phase One's backs, which is not built like those of TIFF."""
    order = "<" if note[:1] == b"I" else ">"
    at = int.from_bytes(note[8:12], "little" if order == "<" else "big")
    head = note[at : at + 4]
    (count,) = struct.unpack(f"{order}I", head) if len(head) == 4 else (0,)  # noqa: PLR2004 - a number
    for place in range(at + 8, at + 8 + min(count, 256) * _PHASE_ONE_ENTRY, _PHASE_ONE_ENTRY):
        entry = note[place : place + _PHASE_ONE_ENTRY]
        if len(entry) < _PHASE_ONE_ENTRY:
            break
        tag, _, size, start = struct.unpack(f"{order}4I", entry)
        if tag == _PHASE_ONE_SERIAL:
            text = _text(entry[12:] if size <= 4 else note[start : start + min(size, _LONGEST)], _SERIAL)  # noqa: PLR2004
            return (MakerValue(_SERIAL, text),) if text else ()
    return ()


def _text(value: object, tag: MakerTag) -> str:
    """Return a printable value; blank for what is none, such as bytes where the guess of a place was wrong."""
    if isinstance(value, bytes) and value.startswith(_CONSOLE):
        return value[0x18:0x1C].hex()
    if isinstance(value, bytes):
        head = value[:_LONGEST].partition(b"\0")[0]
        if not head.isascii() and tag is MakerTag.LENS_SERIAL_NUMBER:
            return value[:5].hex()
        value = head.decode("utf-8", "replace")
        if "\ufffd" in value:
            return ""
    elif isinstance(value, tuple):
        # A number in parts; or five, of which the last is it, behind model, date and codes of production.
        value = " ".join(map(str, value)) if len(value) <= 4 else str(value[4]) if len(value) == 5 else ""  # noqa: PLR2004
    elif not isinstance(value, str | int):
        return ""
    text = str(value)[:_LONGEST].partition("\0")[0].strip()
    return text if text.isprintable() else ""


def _form(note: Sliceable, layout: Layout, around: Form) -> Form:
    if layout.order_at is not None:
        return BIG if note[layout.order_at : layout.order_at + 2] == b"MM" else LITTLE
    count = note[layout.directory : layout.directory + 2]
    # The number of entries is small, so the byte that is zero tells the order; else that of the block around it.
    if count[:1] == b"\0" and count[1:] != b"\0":
        return BIG
    return LITTLE if count[1:] == b"\0" and count[:1] != b"\0" else around


def _base(directory: Directory, start: int, size: int, at: int) -> int:
    """Return where offsets count from: the block, unless a program has moved the note without correcting them.

    Then the first value that is longer than four bytes follows the directory.
    """
    offsets = [directory.place(tag) for tag in directory.entries if _is_outside(directory, tag)]
    inside = sum(start <= offset < start + size for offset in offsets)
    if 2 * inside >= len(offsets):
        return 0
    return start + at + 2 + 12 * len(directory.entries) + 4 - min(offsets)


def _is_outside(directory: Directory, tag: int) -> bool:
    kind, number = directory.type_of(tag)
    return number * {3: 2, 4: 4, 5: 8, 9: 4, 10: 8, 13: 4, 12: 8}.get(kind, 1) > 4  # noqa: PLR2004 - of the field
