"""Times of capture."""

import pytest
from PIL.ExifTags import GPS, Base

from piiscan.detectors.image.capture_time import find_capture_time, stated_seconds
from piiscan.model.categories import Category
from tests.builders import xmp_packet
from tests.detectors.image.contents import content, iim


def test_exif() -> None:
    """The original date is the one that counts; its value is not shown."""
    exif = content(photo={Base.DateTimeOriginal: "2001:02:03 04:05:06"}, main={Base.DateTime: "2002:02:03 04:05:06"})

    (finding,) = find_capture_time(exif)

    assert ("Exif:DateTimeOriginal", Category.TIME_EVENT, "[time]") == (finding.field, finding.category, finding.shown)
    assert finding.precision is not None
    assert finding.precision < 1e-6


def test_other_places() -> None:
    """Dates in the GPS directory, in XMP and in IPTC are found."""
    picture = content(
        gps={GPS.GPSDateStamp: "2001:02:03"},
        xmp=xmp_packet(photoshop__DateCreated="2001-02-03T04:05:06+01:00"),
        iptc=iim(2, 55, b"20010203"),
    )

    fields = [finding.field for finding in find_capture_time(picture)]

    assert ["Exif:GPSDateStamp", "XMP:DateCreated", "IPTC:DateCreated"] == fields


@pytest.mark.parametrize(
    "text",
    ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "2001:13:01 00:00:01", "2001:02:30", "yesterday", "2001",
     "1980:01:01 00:00:00", "2000-01-01T00:00:31"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    """Placeholders, impossible dates and the start of a clock that was never set are no time of capture."""
    assert [] == find_capture_time(content(photo={Base.DateTimeOriginal: text}))


@pytest.mark.parametrize(
    ("text", "seconds"), [("2001:02:03 04:05:06", 1), ("2001-02-03T04:05", 60), ("20010203", 86_400)]
)
def test_stated_seconds(text: str, seconds: int) -> None:
    """How fine a time is stated is read off its form."""
    assert seconds == stated_seconds(text)
