"""Places in words."""

import pytest

from piiscan.detectors.image.place_names import find_place_names
from piiscan.model.categories import Category
from piiscan.model.content import MakerTag
from tests.builders import xmp_packet
from tests.detectors.image.contents import content, iim


def test_xmp() -> None:
    """A city is an address, a country a region; neither is shown."""
    found = find_place_names(content(xmp=xmp_packet(photoshop__City="Nowhereville", photoshop__Country="Atlantis")))

    assert [("XMP:City", Category.LOCATION_ADDRESS), ("XMP:Country", Category.LOCATION_REGION)] == [
        (finding.field, finding.category) for finding in found
    ]
    assert "Nowhereville" not in repr(found)


def test_iptc_and_maker_note() -> None:
    """Places stand in IPTC blocks and in what cameras with a map write."""
    picture = content(iptc=iim(2, 92, b"Old Harbour"), maker=((MakerTag.PLACE, "Old Harbour"),))

    assert ["IPTC:Sub-location", "MakerNote:Place"] == [finding.field for finding in find_place_names(picture)]


@pytest.mark.parametrize("text", ["", " ", "---", "n/a", "123"])
def test_nowhere(text: str) -> None:
    """Blanks, dashes and numbers name no place."""
    assert [] == find_place_names(content(iptc=iim(2, 90, text.encode())))
