"""Ids that cameras and phones give to one picture: by them, another copy of it is known to be the same."""

import re
from typing import Final

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.xmp import EXIF, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ExifTags, ImageContent, MakerTag
from piiscan.model.exif_tags import UNIQUE_ID
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR: Final = "image.unique_id"

_ID = re.compile(r"(?=.*[1-9A-Za-z])[0-9A-Za-z-]{8,}")
"""EXIF asks for 32 hexadecimal digits (EXIF 3.0, section 4.6.6); phones write shorter ones. Zeros are none."""


def find_unique_ids(content: ImageContent) -> list[Finding]:
    """Return a finding for each tag that holds an id of this one picture."""
    found = find_exif_unique_id(content.exif)
    if content.xmp and any(_is_id(value) for value in xmp_of(content).values(EXIF, "ImageUniqueID")):
        found.append(_finding("XMP:ImageUniqueID", Evidence.XMP))
    return found


def find_exif_unique_id(exif: ExifTags) -> list[Finding]:
    """Return what EXIF and the maker note hold."""
    found = []
    if UNIQUE_ID in exif.photo and _is_id(exif_text(exif.photo.get(UNIQUE_ID))):
        found.append(_finding("Exif:ImageUniqueID", Evidence.EXIF))
    if any(name is MakerTag.UNIQUE_ID for name, _ in exif.maker):
        found.append(_finding("MakerNote:ImageUniqueID", Evidence.MAKERNOTE))
    return found


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _finding(field: str, evidence: Evidence) -> Finding:
    """Return the finding: not of a device, which such an id does not name, but of the picture that it refers to."""
    return Finding(
        detector=DETECTOR,
        category=Category.IMAGE_REFERENCE,
        field=field,
        evidence=evidence,
        confidence=0.7,
        shown=mask(Category.IMAGE_REFERENCE),
    )
