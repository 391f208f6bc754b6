"""Who a photo shows: names in face regions, in IPTC's and Microsoft's tags, and in those of photo managers."""

from collections.abc import Iterator

from piiscan.detectors.image.xmp import (
    DIGIKAM,
    IPTC_EXT,
    LIGHTROOM,
    MEDIAPRO,
    MICROSOFT,
    Region,
    XmpPacket,
    xmp_of,
)
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, MakerTag
from piiscan.model.findings import Box, Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.persons"

_NAMES = (
    (IPTC_EXT, "PersonInImage", 0.97),
    (IPTC_EXT, "PersonName", 0.97),
    (MEDIAPRO, "People", 0.9),
)
_KEYWORDS = (
    (LIGHTROOM, "hierarchicalSubject", "|"),
    (DIGIKAM, "TagsList", "/"),
    (MICROSOFT, "LastKeywordXMP", "/"),
    (MICROSOFT, "LastKeywordIPTC", "/"),
)
_TEXT_TAGS = frozenset({"Takeout:people", "MediaJukebox:People", "Picasa:faces"})

_PEOPLE = frozenset({"people", "persons", "personen", "personnes", "personas", "persone", "faces", "menschen"})
"""Branches of keyword trees under which photo managers keep people."""

_UNNAMED = frozenset({"", "unknown", "unnamed", "unbekannt", "inconnu", "no name", "face", "person", "?"})


def find_persons(content: ImageContent) -> list[Finding]:
    """Return a finding for each named region, and for each tag that names people otherwise."""
    if not (content.xmp or content.texts or content.exif.maker):
        return []
    found: list[Finding] = []
    if content.xmp:
        found += _from_xmp(xmp_of(content), content)
    if any(name is MakerTag.PERSON_NAME and _is_named(value) for name, value in content.exif.maker):
        found.append(_finding("MakerNote:PersonName", Evidence.MAKERNOTE, 0.85))
    for name, text in content.texts:
        if name in _TEXT_TAGS and _is_named(text):
            found.append(_finding(name, Evidence.SIDECAR if content.is_sidecar else Evidence.EXIF, 0.95))
    return list(dict.fromkeys(found))


def _from_xmp(packet: XmpPacket, content: ImageContent) -> Iterator[Finding]:
    for region in packet.regions:
        if _is_named(region.name):
            yield _finding(region.field, Evidence.XMP, 0.97, _box(region, content))
    for namespace, name, confidence in _NAMES:
        if any(_is_named(value) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, confidence)
    for namespace, name, between in _KEYWORDS:
        if any(_is_person(value.split(between)) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, 0.85)


def _is_named(text: str) -> bool:
    return text.strip().lower() not in _UNNAMED and any(letter.isalpha() for letter in text)


def _is_person(path: list[str]) -> bool:
    return len(path) > 1 and path[0].strip().lower() in _PEOPLE and _is_named(path[-1])


def _box(region: Region, content: ImageContent) -> Box | None:
    """Return a region in pixels of the upright picture; regions are stated of the picture as it is stored."""
    if region.area is None or not content.width or not content.height:
        return None
    left, top, width, height = _turned(region.area, content.orientation)
    return Box(
        round(left * content.width),
        round(top * content.height),
        round(width * content.width),
        round(height * content.height),
    )


def _turned(area: tuple[float, float, float, float], orientation: int) -> tuple[float, float, float, float]:
    """Turn and mirror an area as the orientation turns the picture (EXIF 3.0, section 4.6.5, tag 274)."""
    left, top, width, height = area
    right, bottom = 1 - left - width, 1 - top - height
    turned = {
        2: (right, top, width, height),
        3: (right, bottom, width, height),
        4: (left, bottom, width, height),
        5: (top, left, height, width),
        6: (bottom, left, height, width),
        7: (bottom, right, height, width),
        8: (top, right, height, width),
    }
    return turned.get(orientation, area)


def _finding(field: str, evidence: Evidence, confidence: float, box: Box | None = None) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IDENTIFIER_DEPICTED_PERSON,
        field=field,
        evidence=evidence,
        confidence=confidence,
        shown=mask(Category.IDENTIFIER_DEPICTED_PERSON),
        box=box,
    )
