"""Positions in pictures."""

import io
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL.ExifTags import GPS
from PIL.TiffImagePlugin import IFDRational

from piiscan.detectors.image.gps import exif_angle, find_gps, xmp_angle
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence
from piiscan.model.units import Piece
from piiscan.readers import picture
from tests.builders import gps_directory, photo, xmp_around, xmp_packet
from tests.detectors.image.contents import content


def located(latitude: Any, longitude: Any, **refs: Any) -> ImageContent:
    tags: dict[int, Any] = {
        GPS.GPSLatitude: latitude,
        GPS.GPSLongitude: longitude,
        GPS.GPSLatitudeRef: "N",
        GPS.GPSLongitudeRef: "E",
    }
    return content(gps={**tags, **{GPS[name]: value for name, value in refs.items()}})


def whole(*numbers: int) -> tuple[IFDRational, ...]:
    return tuple(IFDRational(number) for number in numbers)


def test_exif_position() -> None:
    """A position in EXIF is found, shown to a tenth of a degree, with the precision that its digits state."""
    (finding,) = find_gps(content(gps=gps_directory(65.055578, -16.625703)))

    assert ("image.gps", Category.LOCATION_COORDINATES) == (finding.detector, finding.category)
    assert ("Exif:GPSLatitude", Evidence.EXIF, "65.1, -16.6") == (finding.field, finding.evidence, finding.shown)
    assert finding.precision is not None
    assert 0 < finding.precision < 1


@settings(max_examples=40, deadline=None)
@given(st.floats(-89.99, 89.99), st.floats(-179.99, 179.99))
def test_any_position_is_found(latitude: float, longitude: float) -> None:
    """Whatever position a file states is found in it, to a thousandth of a degree, and shown no finer than a tenth."""
    encoded = photo(gps=(latitude, longitude), size=(8, 8))
    piece = Piece(asset="a", uri="a", reader="picture", size=len(encoded), version="1")
    (read,) = picture.read(io.BytesIO(encoded), piece)
    assert isinstance(read, ImageContent)

    gps = read.exif.gps
    angles = (
        exif_angle(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef]),
        exif_angle(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef]),
    )
    assert [pytest.approx(latitude, abs=1e-3), pytest.approx(longitude, abs=1e-3)] == [
        angle.degrees for angle in angles if angle
    ]
    for finding in find_gps(read):
        assert re.fullmatch(r"-?\d{1,2}\.\d, -?\d{1,3}\.\d", finding.shown or "")


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {GPS.GPSVersionID: b"\x02\x03\0\0"},
        gps_directory(0, 0),
        {GPS.GPSLatitude: whole(12, 0, 0)},
        {GPS.GPSLatitude: (), GPS.GPSLongitude: ()},
        {GPS.GPSLatitude: whole(91, 0, 0), GPS.GPSLongitude: whole(5, 0, 0)},
        {GPS.GPSLatitude: whole(9, 61, 0), GPS.GPSLongitude: whole(5, 0, 0)},
        {GPS.GPSLatitude: whole(9, 0, 0), GPS.GPSLongitude: whole(181, 0, 0)},
        {GPS.GPSLatitude: (IFDRational(0, 0),) * 3, GPS.GPSLongitude: (IFDRational(0, 0),) * 3},
        {GPS.GPSLatitude: "here", GPS.GPSLongitude: b"\xff\xfe"},
        {GPS.GPSLatitude: b"1e999999999", GPS.GPSLongitude: b"1/0"},
        {GPS.GPSLatitude: float("nan"), GPS.GPSLongitude: float("inf")},
    ],
)
def test_no_position(gps: dict[int, Any]) -> None:
    """A block without a position, with an impossible one, or with the 0/0 of a missing fix is no location."""
    assert [] == find_gps(content(gps=gps))


def test_unknown_seconds() -> None:
    """A denominator of 0 means that the part is unknown, not that there is no position."""
    (finding,) = find_gps(located((*whole(26, 34), IFDRational(0, 0)), whole(10, 20, 0)))

    assert "26.6, 10.3" == finding.shown


@pytest.mark.parametrize(("ref", "shown"), [("S", "-26.5, 10.5"), (b"S\0", "-26.5, 10.5"), ("s", "-26.5, 10.5")])
def test_refs(ref: Any, shown: str) -> None:
    """The hemisphere counts, as text or as bytes."""
    (finding,) = find_gps(located(whole(26, 30, 0), whole(10, 30, 0), GPSLatitudeRef=ref))

    assert shown == finding.shown


def test_missing_refs() -> None:
    """Without a hemisphere the position is found with less confidence."""
    bare = content(gps={GPS.GPSLatitude: whole(26, 30, 9), GPS.GPSLongitude: whole(10, 30, 9)})

    assert find_gps(bare)[0].confidence < find_gps(located(whole(26, 30, 9), whole(10, 30, 9)))[0].confidence


@pytest.mark.parametrize(
    ("latitude", "metres", "category"),
    [
        ((26, 0, 0), 111_000, Category.LOCATION_COARSE),
        ((26, 34, 0), 1_860, Category.LOCATION_COARSE),
        ((26, 34, 57), 30.9, Category.LOCATION_COORDINATES),
        ((26, Fraction("34.951"), 0), 1.86, Category.LOCATION_COORDINATES),
        ((Fraction("26.58"), 0, 0), 2_230, Category.LOCATION_COARSE),
    ],
)
def test_precision(latitude: tuple[Any, ...], metres: float, category: Category) -> None:
    """Precision is what the digits state; coarser than 564 m is a coarse position."""
    exact = tuple(IFDRational(Fraction(part).numerator, Fraction(part).denominator) for part in latitude)

    (finding,) = find_gps(located(exact, exact))

    assert pytest.approx(metres, rel=0.01) == finding.precision
    assert category == finding.category


def test_stated_error() -> None:
    """A stated error that is larger than the digits' precision is the precision."""
    precise = gps_directory(26.58251, 10.5)

    (finding,) = find_gps(content(gps={**precise, GPS.GPSHPositioningError: IFDRational(1500)}))

    assert (1500.0, Category.LOCATION_COARSE) == (finding.precision, finding.category)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("26,34.951N", 26.58251),
        ("26,34.951S", -26.58251),
        ("26,34,57.06N", 26.58251),
        ("26.58251", 26.58251),
        ("-26.58251", -26.58251),
        ("+26.58251", 26.58251),
        ("26.58251 S", -26.58251),
        ("26 deg 34' 57.06\" S", -26.58251),
    ],
)
def test_xmp_forms(text: str, degrees: float) -> None:
    """Every form that writers of XMP use is read."""
    angle = xmp_angle(text)

    assert angle is not None
    assert pytest.approx(degrees, abs=1e-5) == angle.degrees


@pytest.mark.parametrize("text", ["", "N", "somewhere", "1,2,3,4N", "26,61N"])
def test_no_xmp_angle(text: str) -> None:
    """What is no angle gives none."""
    assert xmp_angle(text) is None


def test_xmp_position() -> None:
    """A position in XMP is found as attributes, as elements and in DJI's own properties."""
    element = "<exif:GPSLatitude>26,34.951N</exif:GPSLatitude><exif:GPSLongitude>10,30.5W</exif:GPSLongitude>"
    packets = {
        "XMP:GPSLatitude": [
            xmp_packet(exif__GPSLatitude="26,34.951N", exif__GPSLongitude="10,30.5W"),
            xmp_around(f"<rdf:Description>{element}</rdf:Description>"),
        ],
        "XMP:GpsLatitude": [xmp_packet(drone_dji__GpsLatitude="26.58251", drone_dji__GpsLongitude="-10.508")],
    }
    for field, of_field in packets.items():
        for packet in of_field:
            (finding,) = find_gps(content(xmp=packet))
            assert (field, Evidence.XMP, "26.6, -10.5") == (finding.field, finding.evidence, finding.shown)


def test_both() -> None:
    """Positions in EXIF and in XMP are two findings: removing one leaves the other."""
    packet = xmp_packet(exif__GPSLatitude="26,34.951N", exif__GPSLongitude="10,30.5W")

    found = find_gps(content(gps=gps_directory(26.58251, -10.508), xmp=packet))

    assert [Evidence.EXIF, Evidence.XMP] == [finding.evidence for finding in found]
