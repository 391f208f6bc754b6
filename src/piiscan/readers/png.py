"""PNG: walks the chunks, those behind the pixels too, where some writers put XMP (PNG 3rd edition, section 5.3)."""

import struct
import zlib
from typing import Final

from piiscan.model.errors import ReadError
from piiscan.readers.photoshop import take_resources
from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.stream_bytes import StreamBytes

_TEXT: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_MOST_CHUNKS = 100_000
_SIZE = 24
_FRONT = struct.Struct(">I4s")


def read_png(data: StreamBytes) -> Header:
    """Return the header of a PNG picture. Raises ReadError where it is cut off before its size.

    What is malformed further on ends the walk.
    """
    front = data[16:_SIZE]
    if len(front) < 8:  # noqa: PLR2004 - width and height
        raise ReadError("It begins like a PNG picture and is cut off before its size.")
    width, height = struct.unpack(">II", front)
    header = Header("PNG", width, height)
    at = 8
    for _ in range(_MOST_CHUNKS):
        head = data[at : at + 8]
        if len(head) < 8 or head[4:] == b"IEND":  # noqa: PLR2004 - length and type
            break
        length, kind = _FRONT.unpack(head)
        if length <= MOST_BLOCK:
            if kind in _TEXT:
                _take_text(header, kind, data[at + 8 : at + 8 + length])
            elif kind == b"eXIf":
                header.add_exif(data[at + 8 : at + 8 + length])
            elif kind == b"caBX":
                header.credentials = data[at + 8 : at + 8 + length]
        at += length + 12
    return header


def _take_text(header: Header, kind: bytes, body: bytes) -> None:
    """Take in a text chunk, or the block that Adobe's or ImageMagick's convention hides in one."""
    text = _text(kind, body)
    if text is None:
        return
    keyword, value = text
    match keyword:
        case "XML:com.adobe.xmp":
            header.add_xmp(value.encode())
        case "Raw profile type xmp":
            header.add_xmp(_raw_profile(value))
        case "Raw profile type exif" | "Raw profile type APP1":
            _take_profile(header, _raw_profile(value))
        case "Raw profile type iptc" | "Raw profile type 8bim":
            take_resources(header, _raw_profile(value))
        case _:
            header.add_text(f"PNG:{keyword}", value)


def _take_profile(header: Header, profile: bytes) -> None:
    block = profile.removeprefix(b"Exif\0\0")
    if block[:2] in (b"II", b"MM"):
        header.add_exif(block)
    elif b"<x:xmpmeta" in profile or b"<rdf:RDF" in profile:
        header.add_xmp(profile)


def _text(kind: bytes, body: bytes) -> tuple[str, str] | None:
    """Return keyword and text of a chunk; None where it is malformed (PNG 3rd edition, section 11.3.3)."""
    keyword, _, rest = body.partition(b"\0")
    try:
        if kind == b"tEXt":
            text = rest.decode("latin-1")
        elif kind == b"zTXt":
            text = _inflated(rest[1:]).decode("latin-1")
        else:
            packed, (_, _, value) = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
            text = (_inflated(value) if packed else value).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return None
    return keyword.decode("latin-1"), text


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, MOST_BLOCK)


def _raw_profile(text: str) -> bytes:
    """Decode ImageMagick's form: a line break, a name, a length, then hexadecimal lines."""
    parts = text.split(None, 2)
    try:
        return bytes.fromhex(parts[2])
    except (IndexError, ValueError):
        return b""
