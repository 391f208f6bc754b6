"""ISO base media: the boxes of HEIC, AVIF, CR3, JPEG XL, JPEG 2000, MP4, MOV and 3GP files (ISO/IEC 14496-12)."""

import struct
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from piiscan.model.content import ExifTags
from piiscan.model.errors import ReadError
from piiscan.readers.exif import MAKE
from piiscan.readers.heif_items import take_items
from piiscan.readers.maker_notes import directory_values
from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.quicktime import take_item_list, take_user_data
from piiscan.readers.stream_bytes import StreamBytes
from piiscan.readers.tiff import NOTHING, Directory, read_directory, tiff_form

_MOST_BOXES = 4096
_DEEPEST = 8

_XMP_ID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EXIF_ID: Final = b"JpgTiffExif->JP2"
_CANON_ID: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_C2PA_ID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""Identifiers of ``uuid`` boxes: XMP specification, part 3, 1.1.4; a convention of several writers for EXIF; Canon's;
C2PA specification, section "Embedding manifests into BMFF-based assets"."""

_PICTURES: Final = {
    b"heic": "HEIF", b"heix": "HEIF", b"heim": "HEIF", b"heis": "HEIF", b"hevc": "HEIF", b"hevx": "HEIF",
    b"mif1": "HEIF", b"msf1": "HEIF", b"mif2": "HEIF", b"avif": "AVIF", b"avis": "AVIF",
    b"crx ": "CR3", b"jxl ": "JXL", b"jp2 ": "JPEG2000", b"jpx ": "JPEG2000", b"jph ": "JPEG2000",
}  # fmt: skip
"""By major brand; all others are movies."""


class Box(NamedTuple):
    """A box: its type and where its content stands."""

    kind: bytes
    start: int
    stop: int


def read_iso_media(data: StreamBytes) -> Header:
    """Return the header of a picture or movie made of boxes. Raises ReadError where no box can be made out."""
    header = Header("")
    boxes = 0
    for box in boxes_in(data, 0, len(data)):
        boxes += 1
        _take(header, data, box, 0)
    if not boxes:
        raise ReadError("It begins like a picture or movie made of boxes, and holds none.")
    if not header.format:
        header.format, header.is_movie = "MP4", True
    return header


def boxes_in(data: StreamBytes, start: int, stop: int) -> Iterator[Box]:
    """Yield the boxes that stand side by side; one that does not fit ends the walk."""
    at = start
    for _ in range(_MOST_BOXES):
        head = data[at : min(at + 16, stop)]
        if len(head) < 8:  # noqa: PLR2004 - size and type
            return
        size, kind = struct.unpack_from(">I4s", head)
        width = 8
        if size == 1:
            size, width = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:  # reaches to the end
            size = stop - at
        if size < width:
            return
        yield Box(kind, at + width, min(at + size, stop))
        at += size


def _take(header: Header, data: StreamBytes, box: Box, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if box.kind in _CONTAINERS:
        for inner in boxes_in(data, box.start, box.stop):
            _take(header, data, inner, depth + 1)
    elif take := _BOXES.get(box.kind):
        take(header, data, box)


def content_of(data: StreamBytes, box: Box) -> bytes:
    """Return what is in a box, as far as metadata reaches."""
    return data[box.start : min(box.stop, box.start + MOST_BLOCK)]


def _take_brand(header: Header, data: StreamBytes, box: Box) -> None:
    brand = data[box.start : box.start + 4]
    compatible = content_of(data, box)[8:]
    header.format = _PICTURES.get(brand, "")
    if not header.format and b"heic" in compatible:
        header.format = "HEIF"


def _take_meta(header: Header, data: StreamBytes, box: Box) -> None:
    """Take in the items of a picture, or the keys of a movie; QuickTime leaves out the version in front."""
    start = box.start if data[box.start + 4 : box.start + 8] in (b"hdlr", b"keys") else box.start + 4
    inside = {each.kind: each for each in boxes_in(data, start, box.stop)}
    if b"iloc" in inside:
        take_items(header, data, inside)
    if b"ilst" in inside:
        take_item_list(header, data, inside)


def _take_user_data(header: Header, data: StreamBytes, box: Box) -> None:
    for inner in boxes_in(data, box.start, box.stop):
        if inner.kind == b"meta":
            _take_meta(header, data, inner)
        elif inner.kind == b"XMP_":
            header.add_xmp(content_of(data, inner))
        else:
            take_user_data(header, inner.kind, data[inner.start : min(inner.stop, inner.start + MOST_BLOCK)])


def _take_uuid(header: Header, data: StreamBytes, box: Box) -> None:
    identifier, inner = data[box.start : box.start + 16], Box(box.kind, box.start + 16, box.stop)
    if identifier == _XMP_ID:
        header.add_xmp(content_of(data, inner))
    elif identifier == _EXIF_ID:
        header.add_exif(content_of(data, inner).removeprefix(b"Exif\0\0"))
    elif identifier == _C2PA_ID:
        header.credentials = content_of(data, inner)
    elif identifier == _CANON_ID:
        _take_canon(header, data, inner)


def _take_canon(header: Header, data: StreamBytes, box: Box) -> None:
    """Take in the four TIFF blocks of Canon's raw pictures: main, Exif, maker note and GPS directories."""
    found: dict[bytes, Directory] = {}
    for inner in boxes_in(data, box.start, box.stop):
        block = content_of(data, inner)
        if inner.kind.startswith(b"CMT") and (parsed := tiff_form(block)):
            form, at = parsed
            if directory := read_directory(block, at, form):
                found[inner.kind] = directory
    main = found.get(b"CMT1", NOTHING)
    maker = found.get(b"CMT3")
    header.exif.append(
        ExifTags(
            main=main,
            photo=found.get(b"CMT2", NOTHING),
            gps=found.get(b"CMT4", NOTHING),
            maker=directory_values(maker, str(main.get(MAKE, ""))) if maker else (),
        )
    )


def _take_exif(header: Header, data: StreamBytes, box: Box) -> None:
    """Take in JPEG XL's box: four bytes say how far away the TIFF header is (ISO/IEC 18181-2, section 9.4)."""
    block = content_of(data, box)
    header.add_exif(block[4 + int.from_bytes(block[:4], "big") :])


def _take_xml(header: Header, data: StreamBytes, box: Box) -> None:
    if b"x:xmpmeta" in (packet := content_of(data, box)) or b"rdf:RDF" in packet:
        header.add_xmp(packet)


def _take_jumbf(header: Header, data: StreamBytes, box: Box) -> None:
    if b"c2pa" in (block := content_of(data, box))[:256]:
        header.credentials = block


def _take_packed(header: Header, data: StreamBytes, box: Box) -> None:
    if data[box.start : box.start + 4] in (b"Exif", b"xml ", b"jumb"):
        header.notes.append("metadata that is compressed by Brotli was not read")


def _take_size(header: Header, data: StreamBytes, box: Box) -> None:
    """Read JPEG 2000's image header (ISO/IEC 15444-1, annex I.5.3.1)."""
    front = data[box.start : box.start + 8]
    if len(front) == 8:  # noqa: PLR2004 - height and width
        header.height, header.width = struct.unpack(">II", front)


def _take_track(header: Header, data: StreamBytes, box: Box) -> None:
    """Read the size of a movie's picture, 16.16 at the end of the track header."""
    width, height = (int.from_bytes(data[box.stop - at : box.stop - at + 2], "big") for at in (8, 4))
    if width and height and not header.width:
        header.width, header.height = width, height


_Take = Callable[[Header, StreamBytes, Box], None]
_CONTAINERS: Final = frozenset({b"moov", b"trak", b"jp2h"})
_BOXES: Final[dict[bytes, _Take]] = {
    b"ftyp": _take_brand, b"meta": _take_meta, b"udta": _take_user_data, b"uuid": _take_uuid, b"Exif": _take_exif,
    b"xml ": _take_xml, b"jumb": _take_jumbf, b"brob": _take_packed, b"ihdr": _take_size, b"tkhd": _take_track,
}  # fmt: skip
