"""Pictures: header and metadata of any format Pillow opens, and reduced pixels where the budget covers them.

Pillow is used for what it decodes; metadata is handed on as found, for the detectors to judge.
"""

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, BinaryIO

from PIL import ExifTags as Tags
from PIL import Image, ImageFile

from piiscan.model.assets import Asset
from piiscan.model.content import ExifTags, ImageContent, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.picture_blocks import exif_block, iptc_block, png_chunks, xmp_packet

PLUGINS = {
    "JPEG": "Jpeg",
    "PNG": "Png",
    "WEBP": "WebP",
    "TIFF": "Tiff",
    "GIF": "Gif",
    "BMP": "Bmp",
    "AVIF": "Avif",
    "JPEG2000": "Jpeg2K",
    "PSD": "Psd",
    "ICO": "Ico",
    "PPM": "Ppm",
}
"""Formats and the Pillow plugins that open them; others of its plugins run a program to decode, such as EPS's."""

MOST_PIXELS = 178_956_970
"""Pictures with more are not decoded: the size at which Pillow itself refuses, half a gigabyte as RGB."""

MOST_BYTES_AT_ONCE = 512 * 2**20
"""WebP, HEIC and AVIF are taken into memory whole by their decoders; larger files are refused."""

REDUCED_TO = 640
"""Longest side of the pixels handed on: enough for faces, and a quarter of the cost of a full decode."""

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else Python prints the library's messages

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by orientation (EXIF 3.0, section 4.6.5, tag 274)."""

_EXCHANGING = frozenset(_TURNS[orientation] for orientation in (5, 6, 7, 8))
"""Those that exchange width and height."""

_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow and its plugins raise on malformed files: seen on several hundred broken ones, or in their source."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return one piece: a picture is one record and is not cut.

    The header is left to ``read``: opening it here would double the cost of a scan of small pictures.
    """
    version = asset.etag or str(asset.modified_ns)
    piece = Piece(asset=asset.name, uri=asset.uri, reader="picture", size=asset.size, version=version)
    return Layout(pieces=(piece,), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[ImageContent | Unread]:
    """Yield the picture, with reduced pixels if ``piece.pixels``.

    Raises:
        ReadError: the header cannot be read as that of a picture.
    """
    with _quiet_pillow():
        image = _open(stream)
        content = _content(image, stream, piece.pixels)
    yield content


@contextmanager
def _quiet_pillow() -> Iterator[None]:
    """Keep Pillow's warnings off the terminal, and let it open headers of pictures too large to decode."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


@cache
def _formats(is_heif: bool) -> tuple[str, ...]:
    """Import the plugins on first use; the one for HEIC, which is dear to import, only when it is needed."""
    for plugin in PLUGINS.values():
        import_module(f"PIL.{plugin}ImagePlugin")
    if not is_heif:
        return tuple(PLUGINS)
    from pillow_heif import register_heif_opener

    # An embedded thumbnail may show what was later blurred in the picture: decode the picture itself.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return (*PLUGINS, "HEIF")


def _open(stream: BinaryIO) -> ImageFile.ImageFile:
    """Open the header. Raises ReadError."""
    head = stream.read(12)
    is_heif = head[4:8] == b"ftyp"
    if is_heif or head[8:] == b"WEBP":
        _refuse_giant(stream)
    stream.seek(0)
    try:
        return Image.open(stream, formats=_formats(is_heif))
    except _FAULTS as error:
        raise ReadError(f"The header could not be read as a picture's ({type(error).__name__}).") from None


def _refuse_giant(stream: BinaryIO) -> None:
    if stream.seek(0, 2) > MOST_BYTES_AT_ONCE:
        raise ReadError("The picture is larger than 512 MB in a format that is read in one go.")


def _content(image: ImageFile.ImageFile, stream: BinaryIO, with_pixels: bool) -> ImageContent:
    notes: list[str] = []
    texts: tuple[tuple[str, str], ...] = ()
    iptc: bytes | None = None
    if image.format == "PNG":
        # Pillow would decode all pixels to reach the chunks that stand behind them.
        chunks = png_chunks(stream)
        image.info["exif"] = chunks.exif or image.info.get("exif", b"")
        if chunks.xmp:
            image.info["xmp"] = chunks.xmp
        texts, iptc = chunks.texts, chunks.iptc
    elif block := exif_block(image, stream):
        image.info["exif"] = block
    exif = _exif(image, notes)
    xmp = xmp_packet(image, stream)
    iptc = iptc or iptc_block(image)
    turn = _turn(image, exif)
    width, height = image.size if turn not in _EXCHANGING else image.size[::-1]
    pixels = _pixels(image, turn, notes) if with_pixels else None
    return ImageContent(
        format=image.format or "",
        width=width,
        height=height,
        exif=exif,
        xmp=xmp,
        iptc=iptc,
        texts=texts,
        pixels=pixels,
        note="; ".join(notes) or None,
    )


def _exif(image: ImageFile.ImageFile, notes: list[str]) -> ExifTags:
    """Read the three directories, each for itself: a broken one does not cost the others."""
    try:
        exif = image.getexif()
    except _FAULTS as error:
        notes.append(f"EXIF could not be read ({type(error).__name__})")
        return ExifTags(main={}, photo={}, gps={})
    if image.info.get("exif") and exif.endian is None:
        # Opening a JPEG file reads EXIF for its resolution, and hides that it failed.
        notes.append("EXIF could not be read")
    return ExifTags(
        main=_tags(exif, notes),
        photo=_directory(exif, Tags.IFD.Exif, "Exif", notes),
        gps=_directory(exif, Tags.IFD.GPSInfo, "GPS", notes),
    )


def _directory(exif: Image.Exif, tag: int, name: str, notes: list[str]) -> dict[int, Any]:
    try:
        return _tags(exif.get_ifd(tag), notes)
    except _FAULTS as error:
        notes.append(f"the {name} directory could not be read ({type(error).__name__})")
        return {}


def _tags(directory: Mapping[int, Any], notes: list[str]) -> dict[int, Any]:
    """Decode tag by tag, since Pillow decodes on access and one malformed value would cost the directory."""
    tags = {}
    for tag in directory:
        try:
            tags[tag] = directory[tag]
        except _FAULTS as error:
            notes.append(f"EXIF tag {tag} could not be read ({type(error).__name__})")
    return tags


def _turn(image: ImageFile.ImageFile, exif: ExifTags) -> Image.Transpose | None:
    """Return what sets the picture upright; nothing for TIFF, which Pillow's plugin sets upright by itself."""
    orientation = exif.main.get(Tags.Base.Orientation)
    return _TURNS.get(orientation) if isinstance(orientation, int) and image.format != "TIFF" else None


def _pixels(image: ImageFile.ImageFile, turn: Image.Transpose | None, notes: list[str]) -> Image.Image | None:
    """Return the first frame, reduced, upright and in RGB; None, with a note, where it cannot be decoded."""
    if image.width * image.height > MOST_PIXELS:
        notes.append("pixels were not decoded: the picture is larger than 178 million pixels")
        return None
    try:
        image.draft("RGB", (REDUCED_TO, REDUCED_TO))
        reduced = _eight_bits(image) if image.mode.startswith(("I", "F")) else image.convert(_resizable_mode(image))
        reduced.thumbnail((REDUCED_TO, REDUCED_TO))
        upright = reduced if turn is None else reduced.transpose(turn)
        return upright.convert("RGB")
    except _FAULTS as error:
        notes.append(f"pixels could not be decoded ({type(error).__name__})")
        return None


def _resizable_mode(image: Image.Image) -> str:
    """Return the mode to resize in: the picture's own where its neighbouring values can be averaged."""
    return image.mode if image.mode in ("L", "RGB", "RGBA") else "RGB"


def _eight_bits(image: Image.Image) -> Image.Image:
    """Stretch deep greyscale to 8 bits; a plain conversion would clip nearly all of it to white."""
    deep = image.convert("F")
    extrema = deep.getextrema()
    low, high = float(extrema[0]), float(extrema[1])  # type: ignore[arg-type]  # one band: two numbers
    scale = 255.0 / ((high - low) or 1.0)
    return deep.point(lambda value: value * scale - low * scale).convert("L")
