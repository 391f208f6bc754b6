"""Whether a picture is a photograph, by its pixels where they were decoded, else by what a camera wrote about it."""

from functools import lru_cache
from typing import Any

from PIL import Image, ImageChops

from piiscan.detectors.image.exif_text import exif_text
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.photo"

FLAT_SHARE = 0.6
"""Below this share of equal neighbours it is a photograph.

With the two rules below: precision .96 and recall .98 on 393 labelled pictures, reduced as they reach this function.
What is wrongly taken for photographs are screenshots with photographs in them and shaded drawings; counting colours and
looking for one prevailing colour lost more than they won, since portraits have plain backgrounds.
"""

TINY = 64
FLAT_SHARE_OF_TINY = 0.3
"""In pictures of up to so many pixels a side neighbours differ more, and icons are many."""

SOFT_SHARE = 0.02
_SOFT = slice(4, 20)
"""Photographs shade: at least this share of neighbours differ by a little, in levels of grey."""

_SAMPLE = 128
"""Side of the sample in pixels, for which the threshold was measured; smaller pictures are looked at as they are."""

_FOUND_FROM = 0.5

_MAKE, _MODEL = 0x010F, 0x0110
_EXPOSURE_TAGS = (0x829A, 0x829D, 0x8827, 0x920A)
"""Exposure time, aperture, sensitivity and focal length."""


def find_photo(content: ImageContent) -> list[Finding]:
    """Return a finding if the picture is more likely than not a photograph; a movie and a sidecar are none."""
    if content.is_movie or content.is_sidecar:
        return []
    confidence = judge_photo(content)
    if confidence < _FOUND_FROM:
        return []
    return [_finding(content.pixels is not None, confidence)]


@lru_cache(maxsize=64)
def _finding(by_pixels: bool, confidence: float) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IMAGE_PHOTO,
        field="pixels" if by_pixels else "Exif:Make",
        evidence=Evidence.PIXELS if by_pixels else Evidence.EXIF,
        confidence=confidence,
        shown=mask(Category.IMAGE_PHOTO),
    )


def judge_photo(content: ImageContent) -> float:
    """Return how likely the picture is a photograph, 0 to 1."""
    signs = _camera_signs(content)
    if content.pixels is None:
        # A header tells that a camera was there, never that the picture was not drawn over since.
        return (0.3, 0.75, 0.85)[signs]
    if _looks_photographic(content):
        return (0.95, 0.97, 0.99)[signs]
    return (0.05, 0.4, 0.6)[signs]


def _looks_photographic(content: ImageContent) -> bool:
    is_tiny = max(content.width, content.height) <= TINY
    pixels: Any = content.pixels
    is_flat = equal_neighbours(pixels) >= (FLAT_SHARE_OF_TINY if is_tiny else FLAT_SHARE)
    return not is_flat and soft_neighbours(pixels) > SOFT_SHARE


def soft_neighbours(pixels: Image.Image) -> float:
    """Return the share of pixels that differ a little from the one to their right, 0 to 1."""
    grey = pixels.convert("L")
    width, height = grey.size
    if width < 2:  # noqa: PLR2004 - a neighbour
        return 0.0
    steps = ImageChops.difference(grey.crop((0, 0, width - 1, height)), grey.crop((1, 0, width, height))).histogram()
    return sum(steps[_SOFT]) / ((width - 1) * height)


def equal_neighbours(pixels: Image.Image) -> float:
    """Return the share of pixels that equal the one to their right, 0 to 1: drawings are flat, photographs noisy."""
    width, height = min(pixels.width, _SAMPLE), min(pixels.height, _SAMPLE)
    if width < 2:  # noqa: PLR2004 - a neighbour
        return 1.0
    sample = pixels.convert("RGB").resize((width, height), Image.Resampling.NEAREST)
    left, right = sample.crop((0, 0, width - 1, height)), sample.crop((1, 0, width, height))
    red, green, blue = ImageChops.difference(left, right).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return largest.histogram()[0] / ((width - 1) * height)


def _camera_signs(content: ImageContent) -> int:
    """Count the signs of a camera: that it is named, and that its exposure is."""
    main, photo = content.exif.main, content.exif.photo
    named = bool(exif_text(main.get(_MAKE)) or exif_text(main.get(_MODEL)))
    exposed = any(tag in photo for tag in _EXPOSURE_TAGS)
    return int(named) + int(exposed)
