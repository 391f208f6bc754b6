"""Finds pictures that are square, as portraits in address books are."""

from piiscan.detectors.catalog import DetectorEntry
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding

DETECTOR = DetectorEntry("example.portrait", ImageContent, "piiscan_vcards.portraits:find_portrait")


def find_portrait(picture: ImageContent) -> list[Finding]:
    """Return a finding for a square picture; a real detector would look at more."""
    if picture.width != picture.height:
        return []
    return [
        Finding(
            detector=DETECTOR.id,
            category=Category("biometric.face"),
            field="pixels",
            evidence=Evidence.PIXELS,
            confidence=0.2,
        )
    ]
