"""Text inside pictures: reads it, and looks for entities in each line as in any other text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from piiscan.detectors.image.mrz import zone_lines
from piiscan.detectors.text.cells import find_in_text
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.errors import UsageError
from piiscan.model.findings import Box, Evidence, Finding
from piiscan.model.masks import mask
from piiscan.rulebook.rules import TextRule

if TYPE_CHECKING:
    from PIL import Image

DETECTOR = "image.text"
MISSING = '--ocr needs rapidocr: install piiscan-dataset with its extra "ocr"'
_ZONE_CONFIDENCE = 0.97


class Line(NamedTuple):
    """A line of text in reduced pixels."""

    text: str
    left: float
    top: float
    width: float
    height: float
    confidence: float


class TextReader(Protocol):
    """What reads text in pictures."""

    def read(self, pixels: "Image.Image") -> Sequence[Line]:
        """Return the lines of text in an RGB picture."""


@lru_cache(maxsize=1)
def load_text_reader() -> TextReader:
    """Return what reads text. Raises UsageError where it is not installed."""
    try:
        import onnxruntime  # noqa: F401 - rapidocr finds out too late that nothing runs its models
        import rapidocr  # noqa: F401
    except ImportError:
        raise UsageError(MISSING) from None
    from piiscan.detectors.image.ocr_rapid import RapidReader

    return RapidReader()


def find_text(content: ImageContent, reader: TextReader, rules: tuple[TextRule, ...]) -> list[Finding]:
    """Return a finding for each entity in each line, with the line's box; none where pixels were not decoded."""
    if content.pixels is None:
        return []
    lines = reader.read(content.pixels)
    zones = set(zone_lines([line.text for line in lines]))
    found = []
    for place, line in enumerate(lines):
        box = _box(line, content)
        if place in zones:
            found.append(_finding(DETECTOR, Category.IDENTIFIER_GOVERNMENT_ID, _ZONE_CONFIDENCE, box))
            continue
        found += [
            _finding(span.rule.id, span.rule.category, span.rule.confidence * line.confidence, box)
            for span in find_in_text(line.text, rules)
        ]
    return list(dict.fromkeys(found))


def _finding(detector: str, category: Category, confidence: float, box: Box) -> Finding:
    return Finding(detector, category, "pixels", Evidence.OCR, round(confidence, 3), shown=mask(category), box=box)


def _box(line: Line, content: ImageContent) -> Box:
    across, down = content.width / content.pixels.width, content.height / content.pixels.height  # type: ignore[union-attr]  # there are pixels
    return Box(
        round(max(line.left, 0) * across),
        round(max(line.top, 0) * down),
        round(line.width * across),
        round(line.height * down),
    )
