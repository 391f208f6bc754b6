"""JPEG: walks the segments in front of the pixels (ITU-T T.81, annex B), which hold all of a camera's metadata."""

import struct
from collections.abc import Callable
from typing import Final

from piiscan.model.content import Preview
from piiscan.model.errors import ReadError
from piiscan.readers.photoshop import take_resources
from piiscan.readers.picture_header import _SIZED, MOST_BLOCK, Header
from piiscan.readers.stream_bytes import StreamBytes

_START_OF_SCAN: Final = 0xDA
_END: Final = 0xD9
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})

_MOST_SEGMENTS = 4096
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_CREDENTIALS_START = 12
"""Bytes of an APP11 segment before the box that it carries (ISO/IEC 19566-5, annex D): after two of them a number."""

_LENGTH = struct.Struct(">H")


def read_jpeg(data: StreamBytes, at: int = 0) -> Header:
    """Return the header of a JPEG picture that begins at a position. Raises ReadError where it has no frame."""
    header = Header("JPEG")
    head = data.head
    more: dict[bytes, list[bytes]] = {}
    at += 2
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(head):
            front = data[at : at + 4]
            if len(front) < 4:  # noqa: PLR2004 - a marker and a length
                break
        else:
            front = head[at : at + 4]
        marker = front[1]
        if front[0] != 0xFF:  # noqa: PLR2004 - begins every marker
            break
        if marker == 0xFF:  # noqa: PLR2004 - fill bytes may stand before a marker
            at += 1
            continue
        if marker in _WITHOUT_LENGTH:
            at += 2
            continue
        if marker in (_START_OF_SCAN, _END):
            break
        (length,) = _LENGTH.unpack(front[2:])
        if marker in _SIZED:
            frame = data[at + 5 : at + 9]
            if len(frame) == 4 and not header.width:  # noqa: PLR2004 - height and width
                header.height, header.width = struct.unpack(">HH", frame)
        elif take := _SEGMENTS.get(marker):
            take(header, data[at + 4 : at + 2 + length], more)
        at += 2 + max(length, 2)
    for packet in more.values():
        header.add_xmp(b"".join(packet))
    if not header.width and not (header.exif or header.xmp or header.iptc):
        raise ReadError("It begins like a JPEG picture and is cut off before its size.")
    return header


def _take_app1(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:
    if body.startswith(b"Exif\0"):
        header.add_exif(body[6:])
    elif body.startswith(_XMP):
        header.add_xmp(body[len(_XMP) :])
    elif body.startswith(_MORE_XMP):
        # A packet over 64 KB: a name of 32 bytes for all parts, then total and offset (XMP specification, part 3, 1.1.3.1).
        start = len(_MORE_XMP)
        parts = more.setdefault(body[start : start + 32], [])
        if sum(map(len, parts)) < MOST_BLOCK:
            parts.append(body[start + 40 :])
    elif body[:2] in (b"II", b"MM") or body.startswith(b"<?xpacket"):
        header.add_xmp(body) if body.startswith(b"<") else header.add_exif(body)


def _take_app2(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001 - a segment's signature
    """Notice further pictures, by the index of the multi-picture format (CIPA DC-007)."""
    if body.startswith(b"MPF\0") and len(header.previews) < 8:  # noqa: PLR2004 - of one file
        header.previews.append(Preview("MPF:Image", 0, 0))


def _take_app6(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    """Notice the serial number among GoPro's values: a key of four letters, type, size and count, then the value."""
    at = body.find(b"CASN") if body.startswith(b"GoPro\0") else -1
    if at >= 0:
        size = body[at + 5] * int.from_bytes(body[at + 6 : at + 8], "big") if at + 8 <= len(body) else 0
        header.add_text("GoPro:SerialNumber", body[at + 8 : at + 8 + size].decode("latin-1").strip("\0 "))


def _take_app11(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    if body.startswith(b"JP") and (header.credentials is not None or b"c2pa" in body[:256]):
        header.credentials = (header.credentials or b"") + body[8:]


def _take_app13(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    if body.startswith(_PHOTOSHOP):
        take_resources(header, body[len(_PHOTOSHOP) :])


_Take = Callable[[Header, bytes, dict[bytes, list[bytes]]], None]
_SEGMENTS: Final[dict[int, _Take]] = {
    0xE1: _take_app1, 0xE2: _take_app2, 0xE6: _take_app6, 0xEB: _take_app11, 0xED: _take_app13,
}  # fmt: skip
