"""JPEG: walks the segments in front of the pixels (ITU-T T.81, annex B), which hold all of a camera's metadata."""

import re
import struct
from collections.abc import Callable, Iterator
from typing import Final

from piiscan.model.content import Preview
from piiscan.model.errors import ReadError
from piiscan.readers.exif import SIZED
from piiscan.readers.flir import take_flir
from piiscan.readers.photoshop import take_resources
from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.stream_bytes import HeadBytes, StreamBytes

_ENDS: Final = frozenset({0xDA, 0xD9})
"""Start of the pixels, end of the picture."""

_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})

_MOST_SEGMENTS = 4096
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_FLIR = b"FLIR\0"
_PICTURE_INFO = re.compile(rb"(?i)\bserial *(?:#|number|no)?[.:= ]+(#?[\w-]{4,32})")
"""In the plain text that early cameras put into APP12."""

_PEOPLE = re.compile(rb"<People>([^<]{1,200})")
_CREDENTIALS: Final = (b"c2pa", b"jumdcacb")
"""The label of a C2PA manifest store, and the type of its forerunner's."""

_BOX_START: Final = 8
"""Bytes of an APP11 segment before its part of a box (ISO/IEC 19566-5, annex D)."""


def read_jpeg(data: StreamBytes | HeadBytes, at: int = 0) -> Header:
    """Return the header of a JPEG picture that begins at a position. Raises ReadError where it says nothing at all."""
    header = Header("JPEG")
    more: dict[bytes, list[bytes]] = {}
    for marker, start, stop in _segments(data, at + 2):
        if take := _SEGMENTS.get(marker):
            take(header, data[start:stop], more)
        elif marker in SIZED and not header.width and stop - start >= 5:  # noqa: PLR2004 - depth, height and width
            header.height, header.width = struct.unpack(">HH", data[start + 1 : start + 5].ljust(4, b"\0"))
    for name, parts in more.items():
        if name == _FLIR:
            take_flir(header, b"".join(parts))
        else:
            header.add_xmp(b"".join(parts))
    has_metadata = header.xmp or header.iptc or any(block.main for block in header.exif)
    if not (header.width or has_metadata):
        raise ReadError("It begins like a JPEG picture and is cut off before its size.")
    return header


def read_usual_jpeg(head: bytes) -> Header | None:
    """Return the header of a picture that begins as cameras write it: EXIF, and then only what the decoder needs.

    None for all others, and where the head of the file is not enough.
    """
    at = 2 if head[2:4] != _JFIF else 4 + int.from_bytes(head[4:6], "big")
    if head[at : at + 2] != _APP1 or head[at + 4 : at + 10] != b"Exif\0\0":
        return None
    stop = at + 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    size = _tails.size(head, stop)
    if size is None:
        return None
    header = Header("JPEG", *size)
    header.add_exif(head[at + 10 : stop])
    return header


class _Tails:
    """What stands between metadata and pixels: a camera writes the same tables and sizes into photo after photo."""

    def __init__(self) -> None:
        self._sizes: dict[bytes, tuple[int, int]] = {}
        self._lengths: list[int] = []

    def size(self, head: bytes, at: int) -> tuple[int, int] | None:
        """Return width and height that stand between a place and the pixels; None where metadata does, or the end."""
        for length in self._lengths:
            if size := self._sizes.get(head[at : at + length]):
                return size
        end, size = _decoder_segments(head, at)
        if size is None:
            return None
        if len(self._sizes) >= _MOST_TAILS:
            self._sizes.clear()
            self._lengths.clear()
        self._sizes[head[at:end]] = size
        if end - at not in self._lengths:
            self._lengths.insert(0, end - at)
        return size


_MOST_TAILS = 256
_tails = _Tails()


def _decoder_segments(head: bytes, at: int) -> tuple[int, tuple[int, int] | None]:
    """Return where the pixels begin, and the size; no size where there are segments that hold more than tables."""
    size = None
    while at + 9 <= len(head) and head[at] == 0xFF:  # noqa: PLR2004 - begins every marker
        marker = head[at + 1]
        if marker == 0xDA:  # noqa: PLR2004 - start of the pixels
            return at + 2, size
        if marker in SIZED:
            found = struct.unpack_from(">HH", head, at + 5)
            size = size or (found[1], found[0])
        elif marker not in _TABLES:
            break
        at += 2 + max(int.from_bytes(head[at + 2 : at + 4], "big"), 2)
    return at, None


_JFIF, _APP1 = b"\xff\xe0", b"\xff\xe1"
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD, 0xE0})
"""Tables of codes and of steps, the restart interval, and JFIF's own segment."""


def _segments(data: StreamBytes | HeadBytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield marker, beginning and end of the segments that matter; what is no marker ends the walk."""
    head, end_of_head = data.head, len(data.head) - 4
    for _ in range(_MOST_SEGMENTS):
        # Not sliced from the head: this loop runs ten times for every picture of a dataset.
        front, place = (head, at) if 0 <= at <= end_of_head else (data[at : at + 4], 0)
        if len(front) < 4 or front[place] != 0xFF:  # noqa: PLR2004 - begins every marker
            return
        marker = front[place + 1]
        if marker in _ENDS:
            return
        if marker == 0xFF or marker in _WITHOUT_LENGTH:  # noqa: PLR2004 - fill bytes may stand before a marker
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = front[place + 2] << 8 | front[place + 3]
        if marker in _WANTED:
            yield marker, at + 4, at + 2 + length
        at += 2 + (length if length > 2 else 2)  # noqa: PLR2004 - max() costs a call


def _take_app1(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:
    if body.startswith(b"Exif\0"):
        header.add_exif(body[6:])
    elif body.startswith(_XMP):
        header.add_xmp(body[len(_XMP) :])
    elif body.startswith(_MORE_XMP):
        # A packet over 64 KB: one name for all parts, then total and offset (XMP specification, part 3, 1.1.3.1).
        start = len(_MORE_XMP)
        parts = more.setdefault(body[start : start + 32], [])
        if sum(map(len, parts)) < MOST_BLOCK:
            parts.append(body[start + 40 :])
    elif body.startswith(_FLIR):
        parts = more.setdefault(_FLIR, [])
        if sum(map(len, parts)) < MOST_BLOCK:
            parts.append(body[8:])
    elif body[:2] in (b"II", b"MM") or body.startswith(b"<?xpacket"):
        (header.add_xmp if body.startswith(b"<") else header.add_exif)(body)


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


def _take_app9(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    found = _PEOPLE.search(body) if body.startswith(b"Media Jukebox") else None
    if found:
        header.add_text("MediaJukebox:People", found[1].decode("utf-8", "replace"))


def _take_app11(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    if body.startswith(b"JP") and (header.credentials is not None or any(mark in body[:256] for mark in _CREDENTIALS)):
        header.credentials = (header.credentials or b"") + body[_BOX_START:]


def _take_app12(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    if found := _PICTURE_INFO.search(body[:4096]):
        header.add_text("APP12:SerialNumber", found[1].decode("latin-1"))


def _take_app13(header: Header, body: bytes, more: dict[bytes, list[bytes]]) -> None:  # noqa: ARG001
    if body.startswith(_PHOTOSHOP):
        take_resources(header, body[len(_PHOTOSHOP) :])


_Take = Callable[[Header, bytes, dict[bytes, list[bytes]]], None]
_SEGMENTS: Final[dict[int, _Take]] = {
    0xE1: _take_app1, 0xE2: _take_app2, 0xE6: _take_app6, 0xE9: _take_app9, 0xEB: _take_app11, 0xEC: _take_app12,
    0xED: _take_app13,
}  # fmt: skip
_WANTED: Final = frozenset(_SEGMENTS) | SIZED
