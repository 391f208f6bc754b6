"""Previews inside pictures."""

import pytest

from piiscan.detectors.image.thumbnail import find_previews
from piiscan.model.categories import Category
from piiscan.model.content import Preview
from tests.detectors.image.contents import content


def test_preview() -> None:
    """A preview is a finding, once for each kind."""
    previews = (Preview("Exif:Thumbnail", 160, 120), Preview("MPF:Image", 0, 0), Preview("MPF:Image", 0, 0))

    found = find_previews(content(width=400, height=300, previews=previews))

    assert ["Exif:Thumbnail", "MPF:Image"] == [finding.field for finding in found]
    assert {Category.IMAGE_THUMBNAIL} == {finding.category for finding in found}


@pytest.mark.parametrize(
    ("size", "field"),
    [
        ((300, 400), "Exif:Thumbnail"),
        ((3000, 2000), "Exif:Thumbnail"),
        ((400, 220), "Exif:Thumbnail of another shape"),
    ],
)
def test_shape(size: tuple[int, int], field: str) -> None:
    """A preview of another shape shows more than a cropped picture does; turned ones and black bars do not count."""
    preview = Preview("Exif:Thumbnail", 160, 107) if size == (400, 220) else Preview("Exif:Thumbnail", 160, 120)

    assert [field] == [f.field for f in find_previews(content(width=size[0], height=size[1], previews=(preview,)))]


def test_none() -> None:
    """A picture without a preview has no finding."""
    assert [] == find_previews(content())
