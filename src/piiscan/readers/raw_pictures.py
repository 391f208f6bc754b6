"""Raw pictures in containers of their makers' own: Fuji's RAF, Minolta's MRW, Sigma's X3F and Canon's CRW."""

import struct
from collections.abc import Iterator
from typing import Final

from piiscan.model.content import ExifTags, MakerTag, MakerValue
from piiscan.model.errors import ReadError
from piiscan.readers.jpeg import read_jpeg
from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.stream_bytes import StreamBytes
from piiscan.readers.tiff import NOTHING

_MOST_ENTRIES = 1024
_DEEPEST = 6


def read_raf(data: StreamBytes) -> Header:
    """Read the preview, which carries all metadata; its place stands at byte 84."""
    front = data[84:92]
    if len(front) < 8:  # noqa: PLR2004 - offset and length
        raise ReadError("It begins like a Fuji raw picture and is cut off.")
    start, size = struct.unpack(">II", front)
    header = read_jpeg(data, start)
    header.format = "RAF"
    header.embedded.append((start, size))
    return header


def read_mrw(data: StreamBytes) -> Header:
    """Read the block TTW, which is a TIFF block; PRD holds the size."""
    header = Header("MRW")
    end = 8 + int.from_bytes(data[4:8], "big")
    at = 8
    for _ in range(_MOST_ENTRIES):
        head = data[at : at + 8]
        if len(head) < 8 or at >= end:  # noqa: PLR2004 - name and size
            break
        size = int.from_bytes(head[4:], "big")
        if head[:4] == b"\0TTW":
            header.add_exif(data[at + 8 : at + 8 + min(size, MOST_BLOCK)])
        elif head[:4] == b"\0PRD":
            header.height, header.width = struct.unpack(">HH", data[at + 24 : at + 28].ljust(4, b"\0"))
        at += 8 + size
    return header


def read_x3f(data: StreamBytes) -> Header:
    """Read the properties and the preview, by the directory that the file's last four bytes point to."""
    header = Header("X3F")
    last = data[len(data) - 4 : len(data)] if len(data) >= 4 else b""  # noqa: PLR2004 - of the directory's offset
    at = int.from_bytes(last, "little")
    front = data[at : at + 12]
    if not front.startswith(b"SECd") or len(front) < 12:  # noqa: PLR2004 - mark, version and count
        header.notes.append("its directory could not be read")
        return header
    for entry in range(min(int.from_bytes(front[8:], "little"), _MOST_ENTRIES)):
        place = data[at + 12 + 12 * entry : at + 24 + 12 * entry]
        if len(place) == 12:  # noqa: PLR2004 - offset, length and type
            start, size, kind = struct.unpack("<II4s", place)
            _take_section(header, data, kind, start, min(size, MOST_BLOCK))
    return header


def _take_section(header: Header, data: StreamBytes, kind: bytes, start: int, size: int) -> None:
    if kind == b"PROP":
        for name, value in _properties(data[start : start + size]):
            if name == "CAMSERIAL":
                header.exif.append(_maker(MakerTag.SERIAL_NUMBER, value))
    elif kind in (b"IMA2", b"IMAG") and data[start + 28 : start + 30] == b"\xff\xd8":
        header.embedded.append((start + 28, size - 28))
        try:
            header.absorb(read_jpeg(data, start + 28))
        except ReadError:
            header.notes.append("the embedded preview could not be read")


def _properties(section: bytes) -> Iterator[tuple[str, str]]:
    """Yield names and values: pairs of offsets, in characters of UTF-16, into what follows the pairs."""
    if not section.startswith(b"SECp") or len(section) < 24:  # noqa: PLR2004 - the section's header
        return
    count = min(int.from_bytes(section[8:12], "little"), _MOST_ENTRIES)
    texts = section[24 + 8 * count :]
    for at in range(24, min(24 + 8 * count, len(section) - 7), 8):
        name, value = struct.unpack_from("<II", section, at)
        yield _utf16(texts, name), _utf16(texts, value)


def _utf16(texts: bytes, at: int) -> str:
    return texts[2 * at : 2 * at + 256].decode("utf-16-le", "replace").partition("\0")[0]


_CIFF_MODEL: Final = 0x080A
_CIFF: Final = {0x0810: MakerTag.OWNER_NAME, 0x180B: MakerTag.SERIAL_NUMBER}


def read_crw(data: StreamBytes) -> Header:
    """Read the heaps of the Camera Image File Format."""
    header = Header("CRW")
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack(f"{order}I", data[2:6])[0] if len(data) >= 6 else 0  # noqa: PLR2004
    is_reflex = False
    for tag, value in _heap(data, start, len(data), order, 0):
        if tag == _CIFF_MODEL:
            is_reflex = b"EOS" in value
        elif tag == 0x180B and not is_reflex:  # noqa: PLR2004 - compact cameras keep a number there that is no serial
            continue
        elif tag == 0x180B:  # noqa: PLR2004 - the serial number is a number
            header.exif.append(_maker(_CIFF[tag], str(int.from_bytes(value[:4], "little" if order == "<" else "big"))))
        elif tag in _CIFF:
            header.exif.append(_maker(_CIFF[tag], value.partition(b"\0")[0].decode("latin-1")))
    return header


def _heap(data: StreamBytes, start: int, stop: int, order: str, depth: int) -> Iterator[tuple[int, bytes]]:
    """Yield tags and values; the directory stands at the heap's end, where its last four bytes point."""
    last = data[stop - 4 : stop] if stop - start > 8 else b""  # noqa: PLR2004 - a directory and its offset
    if len(last) < 4 or depth > _DEEPEST:  # noqa: PLR2004
        return
    at = start + struct.unpack(f"{order}I", last)[0]
    (count,) = struct.unpack(f"{order}H", data[at : at + 2].ljust(2, b"\0"))
    for entry in range(min(count, _MOST_ENTRIES)):
        place = data[at + 2 + 10 * entry : at + 12 + 10 * entry]
        if len(place) < 10:  # noqa: PLR2004 - type, size and offset
            return
        tag, size, offset = struct.unpack(f"{order}HII", place)
        if tag & 0xC000 == 0x4000:  # noqa: PLR2004 - the value stands in the entry
            yield tag & 0x3FFF, place[2:]
        elif tag & 0x3800 in (0x2800, 0x3000):
            yield from _heap(data, start + offset, min(start + offset + size, stop), order, depth + 1)
        else:
            yield tag & 0x3FFF, data[start + offset : start + offset + min(size, 256)]


def _maker(tag: MakerTag, value: str) -> ExifTags:
    return ExifTags(NOTHING, NOTHING, NOTHING, (MakerValue(tag, value.strip()),))
