"""Where a photo was taken, or what it shows, in words: cities, districts, states and countries in IPTC and XMP."""

from collections.abc import Iterator
from functools import lru_cache

from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import IPTC_CORE, IPTC_EXT, PHOTOSHOP, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, MakerTag
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.place_names"

_ADDRESS, _REGION = Category.LOCATION_ADDRESS, Category.LOCATION_REGION

_XMP = (
    (PHOTOSHOP, "City", _ADDRESS),
    (IPTC_CORE, "Location", _ADDRESS),
    (IPTC_EXT, "City", _ADDRESS),
    (IPTC_EXT, "Sublocation", _ADDRESS),
    (IPTC_EXT, "LocationName", _ADDRESS),
    (PHOTOSHOP, "State", _REGION),
    (PHOTOSHOP, "Country", _REGION),
    (IPTC_CORE, "CountryCode", _REGION),
    (IPTC_EXT, "ProvinceState", _REGION),
    (IPTC_EXT, "CountryName", _REGION),
    (IPTC_EXT, "CountryCode", _REGION),
)
_IPTC = (
    ((2, 90), "City", _ADDRESS),
    ((2, 92), "Sub-location", _ADDRESS),
    ((2, 95), "Province-State", _REGION),
    ((2, 101), "Country", _REGION),
    ((2, 100), "CountryCode", _REGION),
)
_NOWHERE = frozenset({"", "-", "---", "none", "n/a", "unknown", "null"})


def find_place_names(content: ImageContent) -> list[Finding]:
    """Return a finding for each tag that names a place."""
    found: list[Finding] = []
    if content.xmp:
        found += _from_xmp(content)
    if content.iptc:
        found += _from_iptc(content)
    if any(name is MakerTag.PLACE and _is_place(value) for name, value in content.exif.maker):
        found.append(_finding("MakerNote:Place", Evidence.MAKERNOTE, _ADDRESS))
    found += [
        _finding(name, Evidence.QUICKTIME, _ADDRESS)
        for name, text in content.texts
        if name == "QuickTime:LocationName" and _is_place(text)
    ]
    return found


def _from_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = xmp_of(content)
    for namespace, name, category in _XMP:
        if any(_is_place(value) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, category)


def _from_iptc(content: ImageContent) -> Iterator[Finding]:
    for dataset, name, category in _IPTC:
        if any(_is_place(value) for value in iptc_values(content.iptc, *dataset)):
            yield _finding(f"IPTC:{name}", Evidence.IPTC, category)


def _is_place(text: str) -> bool:
    return text.strip().lower() not in _NOWHERE and any(letter.isalpha() for letter in text)


@lru_cache(maxsize=64)
def _finding(field: str, evidence: Evidence, category: Category) -> Finding:
    return Finding(
        detector=DETECTOR, category=category, field=field, evidence=evidence, confidence=0.9, shown=mask(category)
    )
