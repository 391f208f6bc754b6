"""FLIR's thermal pictures: serial numbers and a position, in records of the maker's own inside JPEG segments.

The layout is the one that ExifTool's FLIR tables document.
"""

import struct
from collections.abc import Iterator

from piiscan.readers.picture_header import Header

_MOST_RECORDS = 64
_CAMERA, _PLACE = 0x20, 0x2B
_SERIAL, _LENS_SERIAL = slice(0x104, 0x114), slice(0x1A0, 0x1B0)
_VERSIONS = range(100, 200)


def take_flir(header: Header, block: bytes) -> None:
    """Take in the records of a block, whose parts stand in several segments."""
    for kind, body in _records(block):
        if kind == _CAMERA:
            header.add_text("FLIR:SerialNumber", _text(body[_SERIAL]))
            header.add_text("FLIR:SerialNumber", _text(body[_LENS_SERIAL]))
        elif kind == _PLACE and len(body) >= 0x20:  # noqa: PLR2004 - up to the longitude
            latitude, longitude = struct.unpack("<dd", body[0x10:0x20])
            latitude = -abs(latitude) if body[0x08:0x09] == b"S" else latitude
            longitude = -abs(longitude) if body[0x0A:0x0B] == b"W" else longitude
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:  # noqa: PLR2004 - degrees; also no NaN
                header.add_text("FLIR:GPSPosition", f"{latitude:+013.9f}{longitude:+014.9f}/")


def _records(block: bytes) -> Iterator[tuple[int, bytes]]:
    if not block.startswith((b"FFF\0", b"AFF\0")) or len(block) < 0x20:  # noqa: PLR2004 - the block's header
        return
    order = ">" if int.from_bytes(block[0x14:0x18], "big") in _VERSIONS else "<"
    at, count = struct.unpack(f"{order}II", block[0x18:0x20])
    for number in range(min(count, _MOST_RECORDS)):
        entry = block[at + 32 * number : at + 32 * number + 32]
        if len(entry) < 32:  # noqa: PLR2004 - an entry
            return
        (kind,) = struct.unpack(f"{order}H", entry[:2])
        start, size = struct.unpack(f"{order}II", entry[0x0C:0x14])
        yield kind, block[start : start + size]


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("latin-1").strip()
