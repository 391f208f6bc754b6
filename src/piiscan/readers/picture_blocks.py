"""Metadata blocks that Pillow does not hand out: PNG chunks behind the pixels, IPTC-IIM, blocks of GIF, PSD and JP2."""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import ImageFile

MOST_BYTES = 8 * 2**20
"""A metadata block larger than this is left out: real ones are kilobytes, and memory must stay bounded."""

_PNG_TEXT = (b"tEXt", b"zTXt", b"iTXt")
_IPTC_RESOURCE = 0x0404
_EXIF_RESOURCE = 0x0422
_XMP_RESOURCE = 0x0424
"""Photoshop's image resources (Adobe Photoshop File Formats Specification, image resource IDs)."""

_TIFF_IPTC = 33723
_GIF_XMP = b"\x21\xff\x0bXMP DataXMP"
_GIF_XMP_TRAILER = b"\x01\xff\xfe\xfd"
"""The application block of XMP in GIF, and how the 258-byte trailer starts (XMP specification, part 3, 1.1.2)."""

_JP2_EXIF = b"JpgTiffExif->JP2"
_JP2_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Identifiers of UUID boxes (XMP specification, part 3, 1.1.4; that for EXIF is a convention of several writers)."""


@dataclass(frozen=True, slots=True)
class PngChunks:
    """The metadata of a PNG file, wherever in it the chunks stand."""

    exif: bytes | None
    xmp: bytes | None
    iptc: bytes | None
    texts: tuple[tuple[str, str], ...]
    """Keyword and text of the text chunks."""


def png_chunks(stream: BinaryIO) -> PngChunks:
    """Walk the chunks of a PNG file from its start, skipping pixels (PNG 3rd edition, section 5.3).

    Chunks may stand behind the pixels, and some writers put XMP there. What is malformed ends the walk.
    """
    exif: bytes | None = None
    texts: list[tuple[str, str]] = []
    stream.seek(8)
    while len(head := stream.read(8)) == 8:  # noqa: PLR2004 - length and type
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            break
        if (kind == b"eXIf" or kind in _PNG_TEXT) and length <= MOST_BYTES:
            body = stream.read(length)
            if kind == b"eXIf":
                exif = body
            elif text := _png_text(kind, body):
                texts.append(text)
            length = 0
        stream.seek(length + 4, 1)
    return _sorted_out(exif, texts)


def _png_text(kind: bytes, body: bytes) -> tuple[str, str] | None:
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
    return zlib.decompressobj().decompress(data, MOST_BYTES)


def _sorted_out(exif: bytes | None, texts: list[tuple[str, str]]) -> PngChunks:
    """Take blocks that are hidden in text chunks, by Adobe's and by ImageMagick's convention, out of the texts."""
    xmp = iptc = None
    plain = []
    for keyword, text in texts:
        match keyword:
            case "XML:com.adobe.xmp":
                xmp = text.encode()
            case "Raw profile type xmp":
                xmp = xmp or _raw_profile(text)
            case "Raw profile type exif" | "Raw profile type APP1":
                profile = _raw_profile(text) or b""
                exif = exif or (profile if profile.startswith((b"Exif\0\0", b"II", b"MM")) else None)
            case "Raw profile type iptc" | "Raw profile type 8bim":
                iptc = iptc_in_resources(_raw_profile(text) or b"")
            case _:
                plain.append((keyword, text))
    return PngChunks(exif=exif, xmp=xmp, iptc=iptc, texts=tuple(plain))


def _raw_profile(text: str) -> bytes | None:
    """Decode ImageMagick's form: a line break, a name, a length, then hexadecimal lines."""
    parts = text.split(None, 2)
    try:
        return bytes.fromhex(parts[2])
    except (IndexError, ValueError):
        return None


def iptc_in_resources(block: bytes) -> bytes | None:
    """Find the IPTC-IIM block among Photoshop's image resources; a block that is bare IIM is returned as it is."""
    if block.startswith(b"\x1c"):
        return block
    at = block.find(b"8BIM" + struct.pack(">H", _IPTC_RESOURCE))
    if at < 0 or len(block) < at + 12:
        return None
    start = at + 6 + (block[at + 6] + 2) // 2 * 2
    size = int.from_bytes(block[start : start + 4], "big")
    return block[start + 4 : start + 4 + size] or None


def iptc_block(image: ImageFile.ImageFile) -> bytes | None:
    """Return the IPTC-IIM block of a JPEG, TIFF or PSD file as it stands there; None if there is none."""
    resources = image.info.get("photoshop")
    if isinstance(resources, dict) and isinstance(block := resources.get(_IPTC_RESOURCE), bytes):
        return block
    if tags := getattr(image, "tag_v2", None):
        return _bytes_of(tags.get(_TIFF_IPTC), tags.prefix)
    return _psd_resource(image, _IPTC_RESOURCE)


def _bytes_of(value: object, byte_order: bytes) -> bytes | None:
    """Undo Pillow's reading of a block as 32-bit numbers: writers declare it so."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, tuple) and all(isinstance(part, int) and 0 <= part < 2**32 for part in value):
        return struct.pack(("<" if byte_order == b"II" else ">") + f"{len(value)}I", *value)
    return None


def _psd_resource(image: ImageFile.ImageFile, wanted: int) -> bytes | None:
    for number, _name, data in getattr(image, "resources", ()):
        if number == wanted:
            return bytes(data)
    return None


def exif_block(image: ImageFile.ImageFile, stream: BinaryIO) -> bytes | None:
    """Return the EXIF block of a PSD or JPEG 2000 file, which Pillow leaves alone; None if there is none."""
    if image.format == "JPEG2000":
        return _jp2_uuid(stream, _JP2_EXIF)
    return _psd_resource(image, _EXIF_RESOURCE)


def xmp_packet(image: ImageFile.ImageFile, stream: BinaryIO) -> bytes | None:
    """Return the XMP packet as it stands in the file; None if there is none or it is oversized."""
    packet = image.info.get("xmp") or _psd_resource(image, _XMP_RESOURCE)
    if packet is None and image.format == "GIF":
        packet = _gif_xmp(stream)
    elif packet is None and image.format == "JPEG2000":
        packet = _jp2_uuid(stream, _JP2_XMP)
    if isinstance(packet, str):
        packet = packet.encode()
    return packet if isinstance(packet, bytes) and len(packet) <= MOST_BYTES else None


def _gif_xmp(stream: BinaryIO) -> bytes | None:
    """Find the packet behind its application block: it is not cut into sub-blocks as other data is."""
    stream.seek(0)
    _, mark, rest = stream.read(MOST_BYTES).partition(_GIF_XMP)
    return rest.partition(_GIF_XMP_TRAILER)[0] if mark else None


def _jp2_uuid(stream: BinaryIO, identifier: bytes) -> bytes | None:
    """Find a UUID box among the outermost boxes of a JP2 file (ISO/IEC 15444-1, annex I)."""
    position = stream.seek(0)
    while len(head := stream.read(32)) >= 16:  # noqa: PLR2004 - the longest box header
        size, kind = struct.unpack(">I4s", head[:8])
        at = 8
        if size == 1:
            size, at = int.from_bytes(head[8:16], "big"), 16
        if kind == b"uuid" and head[at : at + 16] == identifier:
            stream.seek(position + at + 16)
            return stream.read(min(size - at - 16, MOST_BYTES)) if size > at + 16 else None
        if size < at:  # 0 is a box that reaches to the end
            return None
        position = stream.seek(position + size)
    return None
