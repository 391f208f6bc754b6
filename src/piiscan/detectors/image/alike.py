"""What photos of one camera have alike, so that detectors look at it once and not for every photo."""

from collections.abc import Hashable
from typing import Final

from piiscan.model.content import ImageContent

MAIN_TAGS: Final = (
    *(0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x013C, 0x8298),
    *(0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F),
    *(0xA430, 0xA431, 0xA435, 0xC62F),
)
"""Tags of the main directory that detectors look at, other than those of place and time."""

PHOTO_TAGS: Final = (0x9286, 0xA430, 0xA431, 0xA435, 0xC62F, 0x013B)
"""The same of the Exif directory."""

EXPOSURE_TAGS: Final = (0x829A, 0x829D, 0x8827, 0x920A)
"""Exposure time, aperture, sensitivity and focal length: only whether one is there matters."""

_MOST_BYTES: Final = 1024
"""Of one value that is remembered."""


def likeness(content: ImageContent) -> Hashable | None:
    """Return what is equal for two pictures only where detectors say the same of both, place and time left aside.

    None for a picture that must be looked at itself: its pixels were decoded, or it has metadata besides EXIF.
    """
    if content.xmp or content.iptc or content.texts or content.credentials or content.pixels is not None:
        return None
    exif = content.exif
    stated_in_main, stated_in_photo = getattr(exif.main, "stated", None), getattr(exif.photo, "stated", None)
    if stated_in_main is None or stated_in_photo is None:  # several blocks together, or none as a file holds it
        return None
    main, photo = stated_in_main(MAIN_TAGS, _MOST_BYTES), stated_in_photo(PHOTO_TAGS, _MOST_BYTES)
    if main is None or photo is None:
        return None
    shape = (content.width, content.height, content.orientation, content.previews) if content.previews else None
    is_exposed = any(tag in exif.photo for tag in EXPOSURE_TAGS)
    return main, photo, is_exposed, exif.maker, shape, content.is_movie, content.is_sidecar
