"""Makers of picture contents for detectors, without a file in between."""

from typing import Any

from PIL import Image

from piiscan.model.content import ExifTags, ImageContent


def content(
    *,
    main: dict[int, Any] | None = None,
    photo: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
    xmp: bytes | None = None,
    iptc: bytes | None = None,
    texts: tuple[tuple[str, str], ...] = (),
    pixels: Image.Image | None = None,
) -> ImageContent:
    """Return the content of a picture with just these tags."""
    exif = ExifTags(main=main or {}, photo=photo or {}, gps=gps or {})
    return ImageContent(format="JPEG", width=8, height=8, exif=exif, xmp=xmp, iptc=iptc, texts=texts, pixels=pixels)


def iim(record: int, dataset: int, value: bytes) -> bytes:
    """Return one dataset of an IPTC-IIM block."""
    return bytes((0x1C, record, dataset)) + len(value).to_bytes(2, "big") + value
