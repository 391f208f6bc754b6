"""WebP, GIF, BMP and PSD: the short walks through formats whose metadata stands in a few known places."""

import struct
from typing import Final

from piiscan.model.errors import ReadError
from piiscan.readers.photoshop import take_resources
from piiscan.readers.picture_header import MOST_BLOCK, MOST_BLOCKS, Header
from piiscan.readers.stream_bytes import StreamBytes

_MOST_CHUNKS = 4096
_GIF_XMP: Final = b"\x21\xff\x0bXMP DataXMP"
_GIF_XMP_TRAILER: Final = b"\x01\xff\xfe\xfd"
"""The application block of XMP in GIF, and how the 258-byte trailer starts (XMP specification, part 3, 1.1.2)."""


def read_webp(data: StreamBytes) -> Header:
    """Walk the chunks of a RIFF file (WebP Container Specification); EXIF and XMP stand behind the pixels."""
    header = Header("WEBP")
    at = 12
    for _ in range(_MOST_CHUNKS):
        head = data[at : at + 8]
        if len(head) < 8:  # noqa: PLR2004 - name and size
            break
        kind, size = struct.unpack("<4sI", head)
        if kind in (b"VP8X", b"VP8 ", b"VP8L"):
            _webp_size(header, kind, data[at + 8 : at + 18])
        elif size <= MOST_BLOCK:
            if kind == b"EXIF":
                block = data[at + 8 : at + 8 + size]
                header.add_exif(block.removeprefix(b"Exif\0\0"))
            elif kind.upper() == b"XMP ":
                header.add_xmp(data[at + 8 : at + 8 + size])
            elif kind == b"C2PA":
                header.credentials = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return _sized(header, "WebP")


def _webp_size(header: Header, kind: bytes, body: bytes) -> None:
    if header.width or len(body) < 10:  # noqa: PLR2004 - up to the height
        return
    if kind == b"VP8X":
        header.width = int.from_bytes(body[4:7], "little") + 1
        header.height = int.from_bytes(body[7:10], "little") + 1
    elif kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        header.width, header.height = width & 0x3FFF, height & 0x3FFF
    elif kind == b"VP8L" and body[0] == 0x2F:  # noqa: PLR2004 - its signature
        bits = int.from_bytes(body[1:5], "little")
        header.width, header.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def read_gif(data: StreamBytes) -> Header:
    """Find the XMP packet behind its application block: it is not cut into sub-blocks as other data is."""
    front = data[6:10]
    if len(front) < 4:  # noqa: PLR2004 - width and height
        raise ReadError("It begins like a GIF picture and is cut off before its size.")
    header = Header("GIF", *struct.unpack("<HH", front))
    _, mark, rest = data[:MOST_BLOCK].partition(_GIF_XMP)
    if mark:
        header.add_xmp(rest.partition(_GIF_XMP_TRAILER)[0])
    return header


def read_bmp(data: StreamBytes) -> Header:
    """Return the size; the format has no metadata."""
    info = data[14:26]
    if len(info) < 12:  # noqa: PLR2004 - up to the height
        raise ReadError("It begins like a BMP picture and is cut off before its size.")
    if int.from_bytes(info[:4], "little") == 12:  # noqa: PLR2004 - the first version's header
        return Header("BMP", *struct.unpack("<HH", info[4:8]))
    width, height = struct.unpack("<ii", info[4:12])
    return Header("BMP", width, abs(height))


def read_psd(data: StreamBytes) -> Header:
    """Take in the image resources (Adobe Photoshop File Formats Specification, "File Header Section")."""
    front = data[:30]
    if len(front) < 30:  # noqa: PLR2004 - header and the size of the colour section
        raise ReadError("It begins like a Photoshop picture and is cut off before its size.")
    height, width = struct.unpack(">II", front[14:22])
    header = Header("PSD", width, height)
    at = 30 + int.from_bytes(front[26:30], "big")
    size = int.from_bytes(data[at : at + 4], "big")
    take_resources(header, data[at + 4 : at + 4 + min(size, MOST_BLOCK)])
    return header


def _sized(header: Header, name: str) -> Header:
    if not header.width or len(header.xmp) > MOST_BLOCKS:
        raise ReadError(f"It begins like a {name} picture and is cut off before its size.")
    return header
