"""Makers of picture contents for detectors, without a file in between."""

from typing import Any

from PIL import Image

from piiscan.model.content import ExifTags, ImageContent, MakerTag, MakerValue, StatedText


def content(
    *,
    main: dict[int, Any] | None = None,
    photo: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
    xmp: bytes | None = None,
    iptc: bytes | None = None,
    maker: tuple[tuple[MakerTag, str], ...] = (),
    texts: tuple[tuple[str, str], ...] = (),
    pixels: Image.Image | None = None,
    **others: Any,
) -> ImageContent:
    """Return the content of a picture with just these tags."""
    notes = tuple(MakerValue(*value) for value in maker)
    exif = ExifTags(main=main or {}, photo=photo or {}, gps=gps or {}, maker=notes)
    said = tuple(StatedText(*text) for text in texts)
    fields = {"format": "JPEG", "width": 8, "height": 8, "exif": exif, "iptc": iptc, "texts": said, "pixels": pixels}
    return ImageContent(**{**fields, "xmp": (xmp,) if xmp else (), **others})


def iim(record: int, dataset: int, value: bytes) -> bytes:
    """Return one dataset of an IPTC-IIM block."""
    return bytes((0x1C, record, dataset)) + len(value).to_bytes(2, "big") + value
