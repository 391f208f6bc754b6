"""Pixels of a picture: reduced, upright and in RGB, decoded by Pillow where the budget covers them."""

import io
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import BinaryIO

from PIL import Image

from piiscan.readers.limits import limits
from piiscan.readers.picture_header import Header

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

_TURNED_BY_DECODER = frozenset({"TIFF", "HEIF", "JPEG2000"})

_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow and its plugins raise on malformed files: seen on several hundred broken ones, or in their source."""


def reduced_pixels(stream: BinaryIO, header: Header) -> Image.Image | None:
    """Return the first frame, reduced, upright and in RGB; None, with a note, where it cannot be decoded.

    Of a raw picture it is the largest preview that the camera put into it.
    """
    source, name = stream, header.format
    if header.embedded:
        start, size = max(header.embedded, key=lambda place: place[1])
        stream.seek(start)
        source, name = io.BytesIO(stream.read(min(size, MOST_BYTES_AT_ONCE))), "JPEG"
    if name not in PLUGINS and name != "HEIF":
        header.notes.append(f"pixels of {name} pictures are not decoded by this version")
        return None
    if name in ("WEBP", "HEIF", "AVIF") and stream.seek(0, 2) > MOST_BYTES_AT_ONCE:
        header.notes.append("pixels were not decoded: the file is larger than 512 MB")
        return None
    with _quiet_pillow():
        try:
            source.seek(0)
            return _decode(Image.open(source, formats=_formats(name == "HEIF")), name, header)
        except _FAULTS as error:
            header.notes.append(f"pixels could not be decoded ({type(error).__name__})")
            return None


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
    from pi_heif import register_heif_opener

    # An embedded thumbnail may show what was later blurred in the picture: decode the picture itself.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return (*PLUGINS, "HEIF")


def _decode(image: Image.Image, name: str, header: Header) -> Image.Image | None:
    if image.width * image.height > limits().pixels:
        header.notes.append(f"pixels were not decoded: the picture has more than {limits().pixels:,}")
        return None
    if not header.width:  # the walk of some formats does not come to it
        header.width, header.height = image.size
    image.draft("RGB", (REDUCED_TO, REDUCED_TO))
    reduced = _eight_bits(image) if image.mode.startswith(("I", "F")) else image.convert(_resizable_mode(image))
    reduced.thumbnail((REDUCED_TO, REDUCED_TO))
    turn = None if name in _TURNED_BY_DECODER else _TURNS.get(header.orientation)
    upright = reduced if turn is None else reduced.transpose(turn)
    return upright.convert("RGB")


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
