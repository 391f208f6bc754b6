"""Whose photo it is: owner, artist, author and rights holder in EXIF, XMP, IPTC and PNG text."""

import re
from collections.abc import Iterator

from PIL.ExifTags import Base

from piiscan.detectors.image.exif_text import exif_text, utf16_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.makernote import MakerTag, maker_values
from piiscan.detectors.image.xmp import DC, EXIF_AUX, EXIF_EX, TIFF, parse_xmp
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.owner"

_BYLINE = (2, 80)
_COPYRIGHT_NOTICE = (2, 116)

_PLACEHOLDERS = frozenset(
    {
        *("unknown", "none", "null", "n/a", "na", "default", "user", "owner", "artist", "author", "photographer"),
        *("creator", "camera", "picasa", "admin", "administrator", "test", "canon", "nikon", "sony", "fujifilm"),
        *("fuji", "olympus", "panasonic", "pentax", "samsung", "apple", "leica", "kodak", "casio", "ricoh", "sigma"),
        *("gopro", "dji", "hewlett-packard"),
    },
)
"""What cameras and programs write where no owner was entered."""

_NOT_A_HOLDER = re.compile(
    r"copyright(?:ed)?|\(c\)|©|all rights reserved|rights reserved|public ?domain|"
    r"creative ?commons|cc[ -]?(?:by|0|zero)[-\w. ]*|attribution|some rights|no rights|"
    r"\d{4}|https?://\S*|your? name|\bby\b|\bthe\b|\bowner\b",
    re.IGNORECASE,
)
"""The parts of a rights statement that name nobody."""

_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_owners(content: ImageContent) -> list[Finding]:
    """Return a finding for each tag that names the owner, artist or rights holder."""
    sources = (_from_exif, _from_maker_note, _from_xmp, _from_iptc, _from_texts)
    return [finding for source in sources for finding in source(content)]


def is_name(text: str) -> bool:
    """Tell a name from blanks, placeholders and camera brands."""
    return bool(_LETTERS.search(text)) and text.strip(" .,;-_").lower() not in _PLACEHOLDERS


def names_holder(statement: str) -> bool:
    """Tell whether a rights statement names anyone, beyond a year, a licence or "all rights reserved"."""
    return is_name(_NOT_A_HOLDER.sub(" ", statement).strip())


def _from_exif(content: ImageContent) -> Iterator[Finding]:
    main, photo = content.exif.main, content.exif.photo
    for number, name in ((Base.CameraOwnerName, "CameraOwnerName"), (Base.Artist, "Artist")):
        if any(is_name(exif_text(directory.get(number))) for directory in (photo, main)):
            yield _finding(f"Exif:{name}", Evidence.EXIF, 0.9)
    if is_name(utf16_text(main.get(Base.XPAuthor))):
        yield _finding("Exif:XPAuthor", Evidence.EXIF, 0.9)
    # Some cameras sign with their own model.
    model = exif_text(main.get(Base.Model)) or "\0"
    if names_holder(exif_text(main.get(Base.Copyright)).replace(model, " ")):
        yield _finding("Exif:Copyright", Evidence.EXIF, 0.6)


def _from_maker_note(content: ImageContent) -> Iterator[Finding]:
    values = maker_values(content.exif.photo.get(Base.MakerNote), exif_text(content.exif.main.get(Base.Make)))
    if any(name is MakerTag.OWNER_NAME and is_name(value) for name, value in values):
        yield _finding("MakerNote:OwnerName", Evidence.MAKERNOTE, 0.85)


def _from_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = parse_xmp(content.xmp)
    for namespace, name in (
        (DC, "creator"), (EXIF_AUX, "OwnerName"), (EXIF_EX, "CameraOwnerName"), (TIFF, "Artist"),
    ):  # fmt: skip
        if any(is_name(value) for value in packet.values(namespace, name)):
            yield _finding(f"XMP:{name}", Evidence.XMP, 0.9)
    if any(names_holder(value) for value in packet.values(DC, "rights")):
        yield _finding("XMP:rights", Evidence.XMP, 0.6)


def _from_iptc(content: ImageContent) -> Iterator[Finding]:
    if any(is_name(value) for value in iptc_values(content.iptc, *_BYLINE)):
        yield _finding("IPTC:By-line", Evidence.IPTC, 0.9)
    if any(names_holder(value) for value in iptc_values(content.iptc, *_COPYRIGHT_NOTICE)):
        yield _finding("IPTC:CopyrightNotice", Evidence.IPTC, 0.6)


def _from_texts(content: ImageContent) -> Iterator[Finding]:
    """Look at the keyword that the PNG specification gives for the name of the creator (3rd edition, 11.3.3.1)."""
    for keyword, text in content.texts:
        if keyword.lower() in ("author", "artist") and is_name(text):
            yield _finding(f"PNG:{keyword.title()}", Evidence.EXIF, 0.9)
            return


def _finding(field: str, evidence: Evidence, confidence: float) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IDENTIFIER_NAME,
        field=field,
        evidence=evidence,
        confidence=confidence,
        shown=mask(Category.IDENTIFIER_NAME),
    )
