"""Finds entities in what is written about a picture: descriptions, comments and captions in its metadata."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

from piiscan.detectors.image.exif_text import exif_text, utf16_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import DC, EXIF, IPTC_CORE, PHOTOSHOP, TIFF, xmp_of
from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.content import ImageContent
from piiscan.model.findings import Hits
from piiscan.rulebook.rules import TextRule

_DESCRIPTION = 0x010E
_USER_COMMENT = 0x9286
_XP_TAGS = ((0x9C9B, "XPTitle"), (0x9C9C, "XPComment"), (0x9C9E, "XPKeywords"), (0x9C9F, "XPSubject"))
"""Microsoft's tags, UTF-16."""

_XMP_TEXTS = ((DC, "description"), (DC, "title"), (DC, "subject"), (PHOTOSHOP, "Headline"), (PHOTOSHOP, "Instructions"),
              (TIFF, "ImageDescription"), (EXIF, "UserComment"), (IPTC_CORE, "AltTextAccessibility"))  # fmt: skip
_IPTC_TEXTS = ((5, "ObjectName"), (25, "Keywords"), (40, "SpecialInstructions"), (105, "Headline"), (120, "Caption"))
"""Datasets of record 2 (IPTC-IIM 4.2, chapter 6)."""

_CODES = {b"ASCII": "ascii", b"UNICODE": "utf-16", b"JIS": "iso2022_jp"}
"""How a user comment says that it is written (EXIF 3.0, table 9)."""

_CODE_BYTES = 8


def find_in_picture(content: ImageContent, rules: tuple[TextRule, ...]) -> Iterator[Hits]:
    """Yield the entities in the texts of a picture, each under the name of its tag, with its span."""
    for field, text in dict.fromkeys(_texts(content)):
        yield from _find(field, text, rules)


@lru_cache(maxsize=1024)
def _find(field: str, text: str, rules: tuple[TextRule, ...]) -> tuple[Hits, ...]:
    """Look at one text; cameras and agencies write the same one into picture after picture."""
    cells = PresentText(pa.array([text]), pa.array([0], pa.int64()), 1)
    return tuple(find_in_cells(field, cells, rules))


def _texts(content: ImageContent) -> Iterator[tuple[str, str]]:
    pairs = [("Exif:ImageDescription", exif_text(content.exif.main.get(_DESCRIPTION)))]
    pairs.append(("Exif:UserComment", user_comment(content.exif.photo.get(_USER_COMMENT))))
    pairs += [(f"Exif:{name}", utf16_text(content.exif.main.get(tag))) for tag, name in _XP_TAGS]
    if content.xmp:
        packet = xmp_of(content)
        pairs += [(f"XMP:{name}", text) for space, name in _XMP_TEXTS for text in packet.values(space, name)]
    if content.iptc:
        pairs += [
            (f"IPTC:{name}", text) for number, name in _IPTC_TEXTS for text in iptc_values(content.iptc, 2, number)
        ]
    pairs += list(content.texts)
    yield from ((field, text) for field, text in pairs if text.strip())


def user_comment(value: Any) -> str:
    """Return the text of a user comment, whose first eight bytes name its character code."""
    if not isinstance(value, bytes):
        return exif_text(value)
    code, text = value[:_CODE_BYTES].rstrip(b"\0 "), value[_CODE_BYTES:]
    if not code:
        return exif_text(text)
    if code not in _CODES:
        return exif_text(value)
    if code == b"UNICODE" and not text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text.decode("utf-16-be" if text[:1] == b"\0" else "utf-16-le", "replace").strip("\0 ")
    return text.decode(_CODES[code], "replace").strip("\0 ")
