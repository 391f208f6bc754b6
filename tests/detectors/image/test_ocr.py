"""Text inside pictures."""

from collections.abc import Sequence

import pytest
from PIL import Image

from piiscan.detectors.image.mrz import check_digit, is_zone_line
from piiscan.detectors.image.ocr import Line, find_text
from piiscan.model.categories import Category
from piiscan.model.findings import Box, Evidence
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from tests.builders import noisy_picture
from tests.detectors.image.contents import content

RULES = load_rulebook((str(shipped_rules()),)).texts
PASSPORT = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen's second line in ICAO Doc 9303, part 4, appendix B."""


class Reader:
    """Reads the same lines in every picture."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def read(self, pixels: Image.Image) -> Sequence[Line]:  # noqa: ARG002 - a reader's signature
        """Return the lines, one below the other."""
        return [Line(text, 5, 10 * place, 50, 8, 0.9) for place, text in enumerate(self.texts)]


def test_entities_have_boxes() -> None:
    """What a line holds is found as in any text, with the line's box in the whole picture, and is not shown."""
    picture = content(width=200, height=100, pixels=noisy_picture((100, 50)))

    found = find_text(picture, Reader("EXIT", "ada@example.com"), RULES)

    assert [("text.email", Category.IDENTIFIER_EMAIL, Evidence.OCR, "pixels", Box(10, 20, 100, 16))] == [
        (finding.detector, finding.category, finding.evidence, finding.field, finding.box) for finding in found
    ]
    assert "ada" not in repr(found)


def test_zone() -> None:
    """A line of a machine-readable zone is a government's identifier."""
    found = find_text(content(pixels=noisy_picture((100, 50))), Reader(PASSPORT), RULES)

    assert [("image.text", Category.IDENTIFIER_GOVERNMENT_ID)] == [(f.detector, f.category) for f in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (PASSPORT, True),
        (PASSPORT.replace("0", "O"), True),
        (PASSPORT.replace("740812", "740813").replace("L898902C3", "L898902C4"), False),
        ("I<UTOD231458907<<<<<<<<<<<<<<<", True),
        ("7408122F1204159UTO<<<<<<<<<<<6", True),
        ("7408123F1204158UTO<<<<<<<<<<<6", False),
        ("THE<QUICK<BROWN<FOX<JUMPS<OVER", False),
        ("0123456789" * 3, False),
        ("EXIT", False),
    ],
)
def test_check_digits(line: str, expected: bool) -> None:
    """Check digits decide; a letter O that was read for a zero is folded before they are computed."""
    assert expected == is_zone_line(line)


def test_check_digit() -> None:
    """The standard's own example."""
    assert (3, 5) == (check_digit("520727"), check_digit("AB2134<<<"))


def test_nothing_without_pixels() -> None:
    """Where pixels were not decoded no text is read."""
    assert [] == find_text(content(), Reader("ada@example.com"), RULES)
