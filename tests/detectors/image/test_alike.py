"""What photos of one camera have alike is looked at once, and nothing else is."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from piiscan.detectors.catalog import image_detectors
from piiscan.detectors.image.alike import likeness
from piiscan.detectors.image.capture_time import find_capture_time
from piiscan.detectors.image.gps import find_gps
from piiscan.detectors.image.unique_id import find_unique_ids
from piiscan.detectors.text.pictures import find_in_picture
from piiscan.model.content import ExifTags, ImageContent
from piiscan.model.exif_tags import EXPOSURE_TAGS, MAIN_TAGS, PHOTO_TAGS
from piiscan.model.units import Piece
from piiscan.readers import picture
from tests.builders import encode, exif_block, flat_picture
from tests.detectors.image.contents import content


class _Watched(Mapping[int, Any]):
    """Tags that note which of them anybody asks for: each is there."""

    def __init__(self) -> None:
        self.asked: set[int] = set()

    def __getitem__(self, tag: int) -> Any:
        self.asked.add(tag)
        return "Invented 123"

    def __contains__(self, tag: object) -> bool:
        return bool(self[tag])  # type: ignore[index]  # only numbers are asked for

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


def read(**tags: Any) -> ImageContent:
    encoded = encode(flat_picture((8, 8)), "JPEG", exif_block(**tags))
    piece = Piece(asset="a", uri="a", reader="picture", size=len(encoded), version="1")
    (found,) = picture.read(io.BytesIO(encoded), piece)
    assert isinstance(found, ImageContent)
    return found


def test_all_tags_that_matter() -> None:
    """Every tag that a detector looks at is part of the likeness, but for those of place and time."""
    main, photo = _Watched(), _Watched()
    watched = ImageContent("JPEG", 8, 8, ExifTags(main, photo, {}))

    for detect in image_detectors():
        if detect not in (find_gps, find_capture_time, find_unique_ids):
            detect(watched)
    list(find_in_picture(watched, ()))

    assert set() == main.asked - set(MAIN_TAGS)
    assert set() == photo.asked - set(PHOTO_TAGS) - set(EXPOSURE_TAGS)


def test_same_camera() -> None:
    """Two photos of one camera are alike wherever and whenever they were taken."""
    one = read(serial="123", Make="Acme", gps=(1.5, 2.5), taken="2001:02:03 04:05:06", ExposureTime=0.5)
    other = read(serial="123", Make="Acme", gps=(3.5, 4.5), taken="2002:02:03 04:05:06", ExposureTime=0.25)

    assert likeness(one) is not None
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(
    "other",
    [
        {"serial": "124"},
        {"artist": "Ada Invented"},
        {"Make": "Other"},
        {"ImageDescription": "ada@example.org"},
        {"UserComment": b"ASCII\0\0\0ada@example.org"},
        {"ExposureTime": 0.5},
        {"LensSerialNumber": "9"},
        {"XPAuthor": b"A\0d\0a\0"},
    ],
)
def test_differences(other: dict[str, Any]) -> None:
    """Photos that differ in a tag that a detector looks at are not alike."""
    assert likeness(read(serial="123")) != likeness(read(**{"serial": "123", **other}))


def test_more_than_exif() -> None:
    """A picture with a packet of metadata, or of which the pixels are there, is looked at itself."""
    assert None is likeness(content(xmp=b"<x/>"))
    assert None is likeness(content(pixels=flat_picture((8, 8))))


def test_long_values() -> None:
    """A picture with a long text is looked at itself, so that memory stays small."""
    assert None is likeness(read(UserComment=b"ASCII\0\0\0" + b"a" * 5000))
