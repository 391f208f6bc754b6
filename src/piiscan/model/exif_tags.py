"""The EXIF tags that detectors look at, by directory (EXIF 3.0, section 4.6); a reader may leave out all others."""

from typing import Final

MAIN_TAGS: Final = (
    *(0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x013C, 0x8298),
    *(0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F),
    *(0xA430, 0xA431, 0xA435, 0xC62F),
)
"""Tags of the main directory, other than those of place and time."""

PHOTO_TAGS: Final = (0x9286, 0xA430, 0xA431, 0xA435, 0xC62F, 0x013B)
"""The same of the Exif directory."""

EXPOSURE_TAGS: Final = (0x829A, 0x829D, 0x8827, 0x920A)
"""Exposure time, aperture, sensitivity and focal length: only whether one is there matters."""

UNIQUE_ID: Final = 0xA420
"""The id of the picture, in the Exif directory."""

MAIN_DIFFERING: Final = (0x0132,)
PHOTO_DIFFERING: Final = (0x9003, 0x9004, UNIQUE_ID)
GPS_TAGS: Final = (0x01, 0x02, 0x03, 0x04, 0x1D, 0x1F)
"""Tags whose values differ from photo to photo of one camera."""

MOST_STATED_BYTES: Final = 1024
"""Of one value by which photos are told alike."""
