"""Whose photo it is: owner, artist, author and rights holder in EXIF, XMP, IPTC and PNG text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from piiscan.detectors.image.exif_text import exif_text, utf16_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import DC, EXIF_AUX, EXIF_EX, PLUS, TIFF, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, MakerTag
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.owner"

_ARTIST: Final = 0x013B
_MODEL: Final = 0x0110
_COPYRIGHT: Final = 0x8298
_SOFTWARE: Final = 0x0131
_XP_AUTHOR: Final = 0x9C9D
_TAGS = ((0xA430, "CameraOwnerName"), (_ARTIST, "Artist"))

_XMP_NAMES = (
    (DC, "creator", 0.9),
    (EXIF_AUX, "OwnerName", 0.9),
    (EXIF_EX, "CameraOwnerName", 0.9),
    (TIFF, "Artist", 0.9),
    (PLUS, "CopyrightOwnerName", 0.8),
    (PLUS, "ImageCreatorName", 0.9),
)
_TEXT_KEYWORDS = frozenset({"author", "artist", "director", "producer", "performer", "performers"})

_MOST_CREDENTIALS = 1 << 20
_PERSON = re.compile(
    rb'"@type" ?: ?"Person"[^{}]{0,200}?"name" ?: ?"([^"]{1,100})"'
    rb'|"name" ?: ?"([^"]{1,100})"[^{}]{0,200}?"@type" ?: ?"Person"'
)

_BYLINE = (2, 80)
_CONTACT = (2, 118)
_COPYRIGHT_NOTICE = (2, 116)

_PLACEHOLDERS = frozenset(
    {
        *("unknown", "none", "null", "n/a", "na", "default", "user", "owner", "artist", "author", "photographer"),
        *(
            "me",
            "myself",
            "developer",
            "designer",
            "editor",
            "anonymous",
            "creator",
            "camera",
            "picasa",
            "admin",
            "administrator",
            "test",
            "hewlett-packard",
        ),
    },
)
"""What cameras and programs write where no owner was entered."""

_BRANDS = frozenset(
    {
        *("canon", "nikon", "sony", "fujifilm", "fuji", "olympus", "panasonic", "pentax", "samsung", "apple", "leica"),
        *("kodak", "casio", "ricoh", "sigma", "gopro", "dji", "flir", "minolta", "hasselblad", "huawei", "xiaomi"),
    },
)
"""Cameras sign with their maker's name, or with it and the model."""

_NOT_A_HOLDER = re.compile(
    r"copyright(?:ed)?|\(c\)|©|all rights reserved|rights reserved|public ?domain|"
    r"creative ?commons|cc[ -]?(?:by|0|zero)[-\w. ]*|attribution|some rights|no rights|"
    r"\d{4}|https?://\S*|your? name|\bby\b|\bthe\b|\bowner\b",
    re.IGNORECASE,
)
"""The parts of a rights statement that name nobody."""

_ORGANISATION = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|plc|pty|corp|corporation|limited|company|foundation|university|museum|ministry|"
    r"department|agency|institute|laborator(?:y|ies)|software|systems|information|association|council|committee)\b",
    re.IGNORECASE,
)
"""Words of bodies, which are no persons: their legal form, or what kind of body they are."""

_LONG_SENTENCE = 5
"""Words."""

_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_owners(content: ImageContent) -> list[Finding]:
    """Return a finding for each tag that names the owner, artist or rights holder."""
    found = list(_from_exif(content))
    if content.exif.maker:
        found += _from_maker_note(content)
    if content.xmp:
        found += _from_xmp(content)
    if content.iptc:
        found += _from_iptc(content)
    if content.texts:
        found += _from_texts(content)
    if content.credentials and any(is_name(name) for name in _credited(content.credentials)):
        found.append(_finding("C2PA:author", Evidence.XMP, 0.8))
    return found


@lru_cache(maxsize=1024)
def is_name(text: str) -> bool:
    """Tell a name from blanks, placeholders and camera brands."""
    words = text.strip(" .,;-_").lower()
    if _ORGANISATION.search(text):
        return False
    return bool(_LETTERS.search(text)) and words not in _PLACEHOLDERS and words.split(" ")[0] not in _BRANDS


@lru_cache(maxsize=1024)
def names_holder(statement: str) -> bool:
    """Tell whether a rights statement names anyone, beyond a year, a licence or "all rights reserved"."""
    said = _NOT_A_HOLDER.sub(" ", statement).strip()
    return is_name(said) and not _is_sentence(said)


def _is_sentence(text: str) -> bool:
    """Whether words go on in small letters after the first, as those of terms of use do and those of names do not."""
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) >= _LONG_SENTENCE and not any(word[0].isupper() for word in words[1:])


def _from_exif(content: ImageContent) -> Iterator[Finding]:
    main, photo = content.exif.main, content.exif.photo
    for number, name in _TAGS:
        if (number in photo and is_name(exif_text(photo.get(number)))) or (
            number in main and is_name(exif_text(main.get(number)))
        ):
            yield _finding(f"Exif:{name}", Evidence.EXIF, 0.9)
    if _XP_AUTHOR in main and is_name(utf16_text(main.get(_XP_AUTHOR))):
        yield _finding("Exif:XPAuthor", Evidence.EXIF, 0.9)
    if _COPYRIGHT in main:
        # Some cameras sign with their own model, and some programs with their maker's name.
        statement = exif_text(main.get(_COPYRIGHT)).replace(exif_text(main.get(_MODEL)) or "\0", " ")
        software = exif_text(main.get(_SOFTWARE)).lower()
        if names_holder(statement) and not software.startswith(statement.strip().lower()):
            yield _finding("Exif:Copyright", Evidence.EXIF, 0.6)


def _from_maker_note(content: ImageContent) -> Iterator[Finding]:
    if any(name is MakerTag.OWNER_NAME and is_name(value) for name, value in content.exif.maker):
        yield _finding("MakerNote:OwnerName", Evidence.MAKERNOTE, 0.85)


def _from_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = xmp_of(content)
    for namespace, name, confidence in _XMP_NAMES:
        if any(is_name(value) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, confidence)
    if any(names_holder(value) for value in packet.values(DC, "rights")):
        yield _finding("XMP:rights", Evidence.XMP, 0.6)


def _from_iptc(content: ImageContent) -> Iterator[Finding]:
    if any(is_name(value) for value in iptc_values(content.iptc, *_BYLINE)):
        yield _finding("IPTC:By-line", Evidence.IPTC, 0.9)
    if any(is_name(value) for value in iptc_values(content.iptc, *_CONTACT)):
        yield _finding("IPTC:Contact", Evidence.IPTC, 0.7)
    if any(names_holder(value) for value in iptc_values(content.iptc, *_COPYRIGHT_NOTICE)):
        yield _finding("IPTC:CopyrightNotice", Evidence.IPTC, 0.6)


def _from_texts(content: ImageContent) -> Iterator[Finding]:
    """Look at movies' tags, and at the keyword that PNG gives for the name of the creator (3rd edition, 11.3.3.1)."""
    for name, text in content.texts:
        group, _, keyword = name.rpartition(":")
        if keyword.lower() in _TEXT_KEYWORDS and is_name(text):
            yield _finding(f"{group}:{keyword.title()}", Evidence.QUICKTIME if content.is_movie else Evidence.EXIF, 0.9)


def _credited(store: bytes) -> Iterator[str]:
    """Yield the persons that a manifest names, in schema.org's words: JSON that stands in it as plain text."""
    for found in _PERSON.finditer(store[:_MOST_CREDENTIALS]):
        yield (found[1] or found[2]).decode("utf-8", "replace")


@lru_cache(maxsize=64)
def _finding(field: str, evidence: Evidence, confidence: float) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IDENTIFIER_NAME,
        field=field,
        evidence=evidence,
        confidence=confidence,
        shown=mask(Category.IDENTIFIER_NAME),
    )
