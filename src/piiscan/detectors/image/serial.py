"""Which device took a photo: serial numbers of body and lens, and names of the computer that wrote it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.xmp import EXIF_AUX, EXIF_EX, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, MakerTag
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.serial"


class _Tag(NamedTuple):
    number: int
    name: str
    confidence: float


_TAGS = (
    _Tag(0xA431, "BodySerialNumber", 0.97),
    _Tag(0xA435, "LensSerialNumber", 0.95),
    _Tag(0xC62F, "CameraSerialNumber", 0.97),
)
"""Without ImageUniqueID, which names the picture and no device: ``unique_id`` finds it."""

_HOST_COMPUTER: Final = 0x013C
_MODEL: Final = 0x0110

_MAKER_TAGS = (MakerTag.SERIAL_NUMBER, MakerTag.LENS_SERIAL_NUMBER, MakerTag.INTERNAL_SERIAL_NUMBER)

_XMP_PROPERTIES = (
    (EXIF_AUX, "SerialNumber", 0.97),
    (EXIF_EX, "BodySerialNumber", 0.97),
    (EXIF_AUX, "LensSerialNumber", 0.95),
    (EXIF_EX, "LensSerialNumber", 0.95),
)

_NO_SERIAL = re.compile(
    r"[0\W_]*|\W*(?:n/?a|none|null|unknown|undefined|default|serial ?(?:number|no)?)\W*", re.IGNORECASE
)

_DIGITS = re.compile(r"\d.*\d.*\d")

_PRODUCT = re.compile(
    r"\b(?:mac ?os|os ?x|windows|linux|ubuntu|android|ios|iphone|ipad|ipod|imac|macbook|macintosh|adobe|version)\b",
    re.IGNORECASE,
)


def find_serials(content: ImageContent) -> list[Finding]:
    """Return a finding for each tag that holds a serial number or the name of a computer."""
    found = _from_exif(content)
    if content.xmp:
        found += _from_xmp(content)
    if content.exif.maker:
        found += _from_maker_note(content)
    if _HOST_COMPUTER in content.exif.main:
        found += _host_computer(content)
    if content.texts:
        found += _from_texts(content)
    return found


@lru_cache(maxsize=1024)
def is_serial(text: str) -> bool:
    """Tell a serial number from blanks, zeros, dashes and words that stand for none."""
    return _NO_SERIAL.fullmatch(text) is None


def _from_exif(content: ImageContent) -> list[Finding]:
    photo, main = content.exif.photo, content.exif.main
    found = []
    for number, name, confidence in _TAGS:
        if (number in photo and is_serial(exif_text(photo.get(number)))) or (
            number in main and is_serial(exif_text(main.get(number)))
        ):
            found.append(_finding(f"Exif:{name}", Evidence.EXIF, confidence))
    return found


def _from_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = xmp_of(content)
    for namespace, name, confidence in _XMP_PROPERTIES:
        if any(is_serial(value) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, confidence)


def _from_maker_note(content: ImageContent) -> Iterator[Finding]:
    for tag in _MAKER_TAGS:
        # Where the place of a value had to be guessed, digits tell a serial number from other text.
        for name, value in content.exif.maker:
            if name is tag and is_serial(value) and _DIGITS.search(value):
                yield _finding(f"MakerNote:{tag}", Evidence.MAKERNOTE, 0.85)
                break


def _host_computer(content: ImageContent) -> Iterator[Finding]:
    """Report the computer only where its name is no product's: phones write their model, editors the system.

    What remains is a machine's own name, which is one device's and often its owner's.
    """
    name = exif_text(content.exif.main.get(_HOST_COMPUTER))
    model = exif_text(content.exif.main.get(_MODEL))
    if is_serial(name) and name != model and not _PRODUCT.search(name):
        yield _finding("Exif:HostComputer", Evidence.EXIF, 0.6)


def _from_texts(content: ImageContent) -> Iterator[Finding]:
    for name, text in content.texts:
        if name.endswith(":SerialNumber") and is_serial(text):
            yield _finding(name, Evidence.QUICKTIME if content.is_movie else Evidence.EXIF, 0.9)


@lru_cache(maxsize=64)
def _finding(field: str, evidence: Evidence, confidence: float) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IDENTIFIER_DEVICE,
        field=field,
        evidence=evidence,
        confidence=confidence,
        shown=mask(Category.IDENTIFIER_DEVICE),
    )
