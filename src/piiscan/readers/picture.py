"""Pictures and movies: what their headers say, and reduced pixels where the budget covers them.

Headers are walked by our own readers, which read the front of a file once and decode no tag that nobody asks for:
several times as quick as opening the picture, and the tags that libraries leave out are there.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import BinaryIO, Final, cast

from piiscan.model.assets import Asset
from piiscan.model.content import ImageContent, Member, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.exif import together
from piiscan.readers.jpeg import read_jpeg
from piiscan.readers.picture_header import Header
from piiscan.readers.stream_bytes import StreamBytes

MOVIE_NOTE = "only its header was read: nothing looked at its frames and its sound"

_Walk = Callable[[StreamBytes], Header]

_WALKS: Final = (
    (0, b"\xff\xd8", "jpeg:read_jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png:read_png"),
    (8, b"WEBP", "simple_pictures:read_webp"),
    (0, b"GIF8", "simple_pictures:read_gif"),
    (0, b"BM", "simple_pictures:read_bmp"),
    (0, b"8BPS", "simple_pictures:read_psd"),
    (0, b"FUJIFILMCCD-RAW", "raw_pictures:read_raf"),
    (0, b"\0MRM", "raw_pictures:read_mrw"),
    (0, b"FOVb", "raw_pictures:read_x3f"),
    (6, b"HEAPCCDR", "raw_pictures:read_crw"),
    (0, b"\xff\x01Exiv2", "picture:read_exv"),
    (0, b"\xff\x0a", "picture:read_bare_jxl"),
    (0, b"\xff\x4f\xff\x51", "picture:read_code_stream"),
    (0, b"\0\0\1\0", "picture:read_icon"),
    (0, b"II", "tiff_files:read_tiff"),
    (0, b"MM", "tiff_files:read_tiff"),
    (4, b"ftyp", "iso_media:read_iso_media"),
    (4, b"JXL ", "iso_media:read_iso_media"),
    (4, b"jP  ", "iso_media:read_iso_media"),
    (4, b"moov", "iso_media:read_iso_media"),
    (4, b"mdat", "iso_media:read_iso_media"),
    (4, b"wide", "iso_media:read_iso_media"),
    (4, b"skip", "iso_media:read_iso_media"),
    (4, b"free", "iso_media:read_iso_media"),
)
"""Where a mark stands, the mark, and what walks such a file; the first that fits counts."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return one piece: a picture is one record and is not cut.

    The header is left to ``read``: opening it here would double the cost of a scan of small pictures.
    """
    version = asset.etag or str(asset.modified_ns)
    piece = Piece(asset=asset.name, uri=asset.uri, reader="picture", size=asset.size, version=version)
    return Layout(pieces=(piece,), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[ImageContent | Member | Unread]:
    """Yield the picture, with reduced pixels if ``piece.pixels``; of a movie, some of its frames then.

    Raises:
        ReadError: the header cannot be read as that of a picture.
    """
    header = read_header(StreamBytes(stream))
    pixels = None
    if piece.pixels and not header.is_movie:
        from piiscan.readers.picture_pixels import reduced_pixels

        pixels = reduced_pixels(stream, header)
    yield _content(header, pixels)
    if header.is_movie and piece.pixels:
        from piiscan.readers.video_frames import frames

        yield from frames(stream)
    elif header.is_movie:
        yield Unread(MOVIE_NOTE)


def read_header(data: StreamBytes) -> Header:
    """Return what the header of a picture says. Raises ReadError where it is none."""
    head = data.head
    if head.startswith(b"\xff\xd8"):
        return read_jpeg(data)
    for at, mark, walk in _WALKS:
        if head.startswith(mark, at):
            return _walk(walk)(data)
    raise ReadError("It is no picture of a known format.")


@cache
def _walk(name: str) -> _Walk:
    module, _, function = name.partition(":")
    return cast("_Walk", getattr(import_module(f"piiscan.readers.{module}"), function))


def read_exv(data: StreamBytes) -> Header:
    """Read the metadata that Exiv2 keeps in a file of its own: a JPEG picture's segments behind another mark."""
    header = read_jpeg(data, 5)
    header.format = "EXV"
    return header


def read_bare_jxl(data: StreamBytes) -> Header:  # noqa: ARG001 - a walk's signature
    """Return a JPEG XL code stream, which has no metadata outside the container's boxes."""
    return Header("JXL")


def read_icon(data: StreamBytes) -> Header:
    """Return the size of an icon's first picture; 0 stands for 256."""
    width, height = data[6:8].ljust(2, b"\0")
    return Header("ICO", width or 256, height or 256)


def read_code_stream(data: StreamBytes) -> Header:
    """Return the size of a JPEG 2000 code stream (ISO/IEC 15444-1, annex A.5.1)."""
    front = data[8:24].ljust(16, b"\0")
    right, bottom, left, top = (int.from_bytes(front[at : at + 4], "big") for at in (0, 4, 8, 12))
    return Header("JPEG2000", max(right - left, 0), max(bottom - top, 0))


def _content(header: Header, pixels: object) -> ImageContent:
    width, height = header.shown_size
    return ImageContent(
        format=header.format,
        width=width,
        height=height,
        exif=together(header.exif),
        xmp=tuple(header.xmp),
        iptc=header.iptc,
        texts=tuple(header.texts),
        previews=tuple(header.previews),
        credentials=header.credentials,
        orientation=header.orientation,
        pixels=pixels,
        note="; ".join(dict.fromkeys(header.notes)) or None,
        is_movie=header.is_movie,
    )
