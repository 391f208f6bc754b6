"""Photograph or drawing."""

from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import Base

from piiscan.detectors.image.photo import equal_neighbours, find_photo, judge_photo
from piiscan.model.findings import Evidence
from tests.builders import flat_picture, noisy_picture
from tests.detectors.image.contents import content

CAMERA: dict[int, Any] = {Base.Make: "Acme", Base.Model: "One"}
EXPOSED: dict[int, Any] = {Base.FNumber: 2.8}


def test_texture_is_a_photograph() -> None:
    """Noisy pixels are a photograph without any camera's word."""
    (finding,) = find_photo(content(pixels=noisy_picture((320, 240))))

    assert ("image.photo", "pixels", Evidence.PIXELS) == (finding.detector, finding.field, finding.evidence)
    assert finding.confidence >= 0.9


def test_drawing_is_none() -> None:
    """Flat shapes are no photograph."""
    assert [] == find_photo(content(pixels=flat_picture((320, 240))))


def test_header_of_a_camera() -> None:
    """Without pixels, a header that a camera wrote speaks for a photograph, with less confidence."""
    (finding,) = find_photo(content(main=CAMERA, photo=EXPOSED))

    assert ("Exif:Make", Evidence.EXIF) == (finding.field, finding.evidence)
    assert finding.confidence < judge_photo(content(pixels=noisy_picture((64, 64))))


def test_bare_header() -> None:
    """Without pixels and without a camera nothing is claimed."""
    assert [] == find_photo(content())
    assert [] == find_photo(content(main={Base.Make: "\0"}))


def test_small_pictures() -> None:
    """A picture smaller than the sample is not enlarged, which would make neighbours equal."""
    assert equal_neighbours(noisy_picture((32, 32))) < 0.1
    assert 1.0 == equal_neighbours(Image.new("RGB", (1, 9)))


def test_one_channel_is_enough() -> None:
    """Pixels that differ in one colour only are not equal."""
    picture = Image.new("RGB", (2, 1))
    picture.putpixel((1, 0), (0, 0, 1))

    assert 0.0 == equal_neighbours(picture)


@pytest.mark.parametrize(("main", "exposure"), [({}, {}), (CAMERA, {}), (CAMERA, EXPOSED)])
def test_camera_adds_confidence(main: dict[int, Any], exposure: dict[int, Any]) -> None:
    """Whatever the camera says, pixels of a photograph outweigh those of a drawing."""
    photograph = content(pixels=noisy_picture((64, 64)), main=main, photo=exposure)
    drawing = content(pixels=flat_picture((64, 64)), main=main, photo=exposure)

    assert judge_photo(photograph) > judge_photo(drawing)
