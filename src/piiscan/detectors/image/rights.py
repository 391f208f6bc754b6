"""What the rights holder says: content credentials, licences, and whether machines may be trained on a picture."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import CC, DC, PHOTOSHOP, PLUS, XMP_RIGHTS, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.rights"

_COPYRIGHT: Final = 0x8298
_COPYRIGHT_NOTICE = (2, 116)
_CREDIT = (2, 110)
_LICENCES = (
    (DC, "rights"), (PHOTOSHOP, "Credit"), (XMP_RIGHTS, "UsageTerms"), (XMP_RIGHTS, "WebStatement"), (CC, "license"),
    (PLUS, "LicensorURL"),
)  # fmt: skip

_PROHIBITED = "DMI-PROHIBITED"
"""How the values begin that forbid mining (PLUS vocabulary "Data Mining", IPTC Photo Metadata Standard 2023.1)."""

_ASSERTIONS = (b"c2pa.training-mining", b"cawg.training-mining")
_NOT_ALLOWED = b"notAllowed"


def find_rights(content: ImageContent) -> list[Finding]:
    """Return a finding for each statement about the picture's origin, rights or use."""
    found: list[Finding] = []
    if _COPYRIGHT in content.exif.main and exif_text(content.exif.main.get(_COPYRIGHT)):
        found.append(_finding("Exif:Copyright", Evidence.EXIF, Category.PROVENANCE_LICENCE))
    for dataset, name in ((_COPYRIGHT_NOTICE, "CopyrightNotice"), (_CREDIT, "Credit")):
        if content.iptc and any(value.strip() for value in iptc_values(content.iptc, *dataset)):
            found.append(_finding(f"IPTC:{name}", Evidence.IPTC, Category.PROVENANCE_LICENCE))
    if content.xmp:
        found += _from_xmp(content)
    if content.credentials:
        found += _from_credentials(content.credentials)
    return found


def _from_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = xmp_of(content)
    for namespace, name in _LICENCES:
        if packet.values(namespace, name):
            yield _finding(f"XMP:{name}", Evidence.XMP, Category.PROVENANCE_LICENCE)
    for value in packet.values(PLUS, "DataMining"):
        if _PROHIBITED in value.upper():
            yield _finding("XMP:DataMining", Evidence.XMP, Category.PROVENANCE_NO_AI_TRAINING)


def _from_credentials(store: bytes) -> Iterator[Finding]:
    """Look at a manifest store; the assertion is CBOR, in which the words stand as plain text."""
    yield _finding("C2PA", Evidence.XMP, Category.PROVENANCE_CONTENT_CREDENTIALS)
    if any(assertion in store for assertion in _ASSERTIONS) and _NOT_ALLOWED in store:
        yield _finding("C2PA:training-mining", Evidence.XMP, Category.PROVENANCE_NO_AI_TRAINING)


@lru_cache(maxsize=32)
def _finding(field: str, evidence: Evidence, category: Category) -> Finding:
    return Finding(
        detector=DETECTOR, category=category, field=field, evidence=evidence, confidence=0.95, shown=mask(category)
    )
