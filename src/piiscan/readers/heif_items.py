"""Items of HEIC and AVIF pictures: where EXIF and XMP lie, and how large the picture is (ISO/IEC 23008-12)."""

import struct
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from piiscan.model.content import Preview
from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.stream_bytes import Sliceable

_MOST_ITEMS = 4096
_MOST_EXTENTS = 64
_QUARTER_TURN: Final = 3
_ORIENTATIONS: Final = {None: (1, 8, 3, 6), 0: (4, 5, 2, 7), 1: (2, 7, 4, 5)}
"""By axis of the mirror and quarters of a turn, anticlockwise and before the mirror; as EXIF counts them."""

_THUMBNAIL: Final = b"thmb"


class _Box(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


class _Fields:
    """Big-endian fields, read one after another; what lies beyond the end is 0."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def number(self, size: int) -> int:
        value = int.from_bytes(self.body[self.at : self.at + size], "big")
        self.at += size
        return value

    def text(self) -> bytes:
        end = self.body.find(b"\0", self.at)
        end = len(self.body) if end < 0 else end
        value = self.body[self.at : end]
        self.at = end + 1
        return value

    @property
    def is_over(self) -> bool:
        return self.at >= len(self.body)


def take_items(header: Header, data: Sliceable, boxes: Mapping[bytes, _Box]) -> None:
    """Take in the metadata items and the size of the primary item of a ``meta`` box."""
    bodies = {
        kind: data[box.start : min(box.stop, box.start + MOST_BLOCK)] for kind, box in boxes.items() if kind != b"idat"
    }
    idat = boxes.get(b"idat")
    places = dict(_locations(bodies[b"iloc"]))
    for number, kind, mime in _infos(bodies.get(b"iinf", b"")):
        if kind == b"Exif" or mime == b"application/rdf+xml":
            block = _item(data, places.get(number, (0, [])), idat.start if idat else 0)
            if kind == b"Exif":
                start = 4 + int.from_bytes(block[:4], "big")
                if block:
                    header.add_exif(block[start:] if block[start : start + 2] in (b"II", b"MM") else block[4:])
            else:
                header.add_xmp(block)
    if _THUMBNAIL in bodies.get(b"iref", b""):
        header.previews.append(Preview("HEIF:Thumbnail", 0, 0))
    _take_size(header, bodies)


def _item(data: Sliceable, place: tuple[int, list[tuple[int, int]]], idat: int) -> bytes:
    method, extents = place
    if method > 1:
        return b""
    base = idat if method == 1 else 0
    return b"".join(data[base + start : base + start + min(size, MOST_BLOCK)] for start, size in extents)


def _locations(body: bytes) -> Iterator[tuple[int, tuple[int, list[tuple[int, int]]]]]:
    """Yield where each item lies (ISO/IEC 14496-12, section 8.11.3)."""
    fields = _Fields(body)
    version = fields.number(4) >> 24
    sizes = fields.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2  # noqa: PLR2004 - the version with wide numbers
    for _ in range(min(fields.number(wide), _MOST_ITEMS)):
        if fields.is_over:
            return
        number = fields.number(wide)
        method = fields.number(2) & 15 if version else 0
        fields.number(2)
        base = fields.number(base_size)
        extents = []
        for _ in range(min(fields.number(2), _MOST_EXTENTS)):
            fields.number(index_size)
            start = base + fields.number(offset_size)
            extents.append((start, fields.number(length_size)))
        yield number, (method, extents)


def _infos(body: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, type and media type of each item (ISO/IEC 14496-12, section 8.11.6)."""
    fields = _Fields(body)
    count = fields.number(4 if fields.number(4) >> 24 else 2)
    for _ in range(min(count, _MOST_ITEMS)):
        if fields.is_over:
            return
        start, size = fields.at, fields.number(4)
        fields.number(4)
        version = fields.number(4) >> 24
        if version >= 2:  # noqa: PLR2004 - the first version with types
            number = fields.number(4 if version == 3 else 2)  # noqa: PLR2004
            fields.number(2)
            kind = fields.body[fields.at : fields.at + 4]
            fields.at += 4
            fields.text()
            yield number, kind, fields.text() if kind == b"mime" and fields.at < start + size else b""
        fields.at = start + max(size, 8)


def _take_size(header: Header, bodies: Mapping[bytes, bytes]) -> None:
    """Read size and turn of the primary item from its properties (ISO/IEC 23008-12, section 6.5)."""
    primary = _Fields(bodies.get(b"pitm", b""))
    number = primary.number(4 if primary.number(4) >> 24 else 2)
    properties, links = _properties(bodies.get(b"iprp", b""))
    mine = [properties[index - 1] for index in _linked(links, number) if 0 < index <= len(properties)]
    for kind, body in mine or properties:
        if kind == b"ispe" and len(body) >= 12 and not header.width:  # noqa: PLR2004 - version, width and height
            header.width, header.height = struct.unpack(">II", body[4:12])
        elif kind == b"clap" and len(body) >= 16:  # noqa: PLR2004 - encoders pad to whole blocks, this is what is shown
            wide, by, high, over = struct.unpack(">IIII", body[:16])
            if by and over and wide // by <= header.width and high // over <= header.height:
                header.width, header.height = wide // by, high // over
    # The turn of the boxes is what viewers obey; EXIF in these files only repeats it.
    turn = next((body[0] & _QUARTER_TURN for kind, body in mine if kind == b"irot" and body), 0)
    mirror = next((body[0] & 1 for kind, body in mine if kind == b"imir" and body), None)
    header.orientation = _ORIENTATIONS[mirror][turn]


def _properties(body: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    container = links = b""
    for kind, inner in _small_boxes(body):
        if kind == b"ipco":
            container = inner
        elif kind == b"ipma":
            links = inner
    return list(_small_boxes(container)), links


def _small_boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST_ITEMS):
        size = int.from_bytes(body[at : at + 4], "big")
        if size < 8:  # noqa: PLR2004 - size and type
            return
        yield body[at + 4 : at + 8], body[at + 8 : at + size]
        at += size


def _linked(body: bytes, item: int) -> list[int]:
    """Return the numbers of the properties of an item (ISO/IEC 23008-12, section 9.3.1)."""
    fields = _Fields(body)
    front = fields.number(4)
    for _ in range(min(fields.number(4), _MOST_ITEMS)):
        if fields.is_over:
            break
        number = fields.number(4 if front >> 24 else 2)
        wide = 2 if front & 1 else 1
        indices = [fields.number(wide) & (0x7FFF if wide == 2 else 0x7F) for _ in range(fields.number(1))]  # noqa: PLR2004
        if number == item:
            return indices
    return []
