"""Photoshop's image resources, in which JPEG, TIFF and PSD files keep IPTC, EXIF and XMP blocks.

Adobe Photoshop File Formats Specification, sections "Image Resource Blocks" and "Image Resource IDs".
"""

from collections.abc import Iterator

from piiscan.model.content import Preview
from piiscan.readers.exif import jpeg_size
from piiscan.readers.picture_header import MOST_BLOCKS, Header

_IPTC, _EXIF, _XMP, _THUMBNAIL = 0x0404, 0x0422, 0x0424, 0x040C
_THUMBNAIL_HEADER = 28


def take_resources(header: Header, block: bytes) -> None:
    """Take in what a block of resources holds; a block that is bare IIM is an IPTC block."""
    if block.startswith(b"\x1c"):
        header.iptc = header.iptc or block
        return
    for number, body in _resources(block):
        if number == _IPTC:
            header.iptc = (header.iptc or b"") + body
        elif number == _EXIF and body[:2] in (b"II", b"MM"):
            header.add_exif(body)
        elif number == _XMP:
            header.add_xmp(body)
        elif number == _THUMBNAIL:
            header.previews.append(Preview("Photoshop:Thumbnail", *jpeg_size(body[_THUMBNAIL_HEADER:])))


def _resources(block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MOST_BLOCKS):
        at = block.find(b"8BIM", at)
        if at < 0 or at + 12 > len(block):
            return
        name_bytes = block[at + 6]
        start = at + 6 + (name_bytes + 2) // 2 * 2
        size = int.from_bytes(block[start : start + 4], "big")
        yield int.from_bytes(block[at + 4 : at + 6], "big"), block[start + 4 : start + 4 + size]
        at = start + 4 + size
