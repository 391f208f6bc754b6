"""Ids of single pictures."""

import pytest

from piiscan.detectors.image.serial import find_serials
from piiscan.detectors.image.unique_id import find_unique_ids
from piiscan.model.categories import Category
from piiscan.model.content import MakerTag, MakerValue
from piiscan.model.exif_tags import UNIQUE_ID
from tests.builders import xmp_packet
from tests.detectors.image.contents import content


def test_exif() -> None:
    """The id refers to the picture: it is no serial number of a device."""
    (finding,) = find_unique_ids(content(photo={UNIQUE_ID: "0f" * 16}))

    assert ("Exif:ImageUniqueID", Category.IMAGE_REFERENCE) == (finding.field, finding.category)
    assert "0f0f" not in str(finding.shown)
    assert [] == find_serials(content(photo={UNIQUE_ID: "0f" * 16}))


@pytest.mark.parametrize("value", ["", "0" * 32, "1", "no id here", " " * 32])
def test_no_id(value: str) -> None:
    """Blanks, zeros, counters and words are no ids."""
    assert [] == find_unique_ids(content(photo={UNIQUE_ID: value}))


def test_other_places() -> None:
    """XMP and maker notes hold such ids too."""
    in_xmp = find_unique_ids(content(xmp=xmp_packet(exif__ImageUniqueID="ab" * 16)))
    in_note = find_unique_ids(content(maker=(MakerValue(MakerTag.UNIQUE_ID, ""),)))

    assert ["XMP:ImageUniqueID", "MakerNote:ImageUniqueID"] == [found.field for found in (*in_xmp, *in_note)]
