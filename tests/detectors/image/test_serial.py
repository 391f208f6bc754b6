"""Serial numbers in pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.ExifTags import Base

from piiscan.detectors.image.serial import find_serials
from piiscan.model.categories import Category
from piiscan.model.content import MakerTag
from piiscan.model.findings import Evidence
from tests.builders import xmp_packet
from tests.detectors.image.contents import content


@pytest.mark.parametrize("tag", [Base.BodySerialNumber, Base.LensSerialNumber])
def test_exif(tag: Base) -> None:
    """Serial numbers of body and lens identify a device."""
    (finding,) = find_serials(content(photo={tag: "00412345"}))

    assert (f"Exif:{tag.name}", Evidence.EXIF) == (finding.field, finding.evidence)
    assert ("image.serial", Category.IDENTIFIER_DEVICE) == (finding.detector, finding.category)


def test_raw_files() -> None:
    """The serial number of a DNG file stands in its main directory, as text or bytes."""
    fields = [finding.field for finding in find_serials(content(main={Base.CameraSerialNumber: b"A1234\0"}))]

    assert ["Exif:CameraSerialNumber"] == fields


def test_xmp() -> None:
    """Serial numbers in XMP are found beside those in EXIF."""
    packet = xmp_packet(aux__SerialNumber="00412345", exifEX__LensSerialNumber="9", aux__LensSerialNumber="0")

    assert ["XMP:SerialNumber", "XMP:LensSerialNumber"] == [f.field for f in find_serials(content(xmp=packet))]


@pytest.mark.parametrize("text", ["", "   ", "0000000000", "0", "--", "(none)", "N/A", "unknown", b"\0\0\0", None, ()])
def test_placeholders(text: object) -> None:
    """Blanks, zeros, dashes and words for nothing are no serial number."""
    assert [] == find_serials(content(photo={Base.BodySerialNumber: text}))


@pytest.mark.parametrize("host", ["", "Acme One", "iPhone 99", "Mac OS X 10.4.11", "Windows 11", "Adobe Photoshop"])
def test_host_is_a_product(host: str) -> None:
    """A host computer that is named as a product, or as the camera itself, tells nothing of a device."""
    assert [] == find_serials(content(main={Base.HostComputer: host, Base.Model: "Acme One"}))


def test_host_has_a_name() -> None:
    """A host computer with a name of its own is a device."""
    assert ["Exif:HostComputer"] == [f.field for f in find_serials(content(main={Base.HostComputer: "ada-desk"}))]


@given(st.from_regex(r"[1-9A-Z][0-9A-Z]{5,15}", fullmatch=True))
def test_never_shown(serial: str) -> None:
    """No part of a finding holds the serial number."""
    (finding,) = find_serials(content(photo={Base.BodySerialNumber: serial}))

    assert serial not in repr(finding)


def test_maker_note() -> None:
    """Serial numbers of a maker note are findings of their own, and not shown."""
    notes = ((MakerTag.SERIAL_NUMBER, "41234"), (MakerTag.LENS_SERIAL_NUMBER, "X001"), (MakerTag.OWNER_NAME, "Ada"))

    found = find_serials(content(maker=notes))

    assert ["MakerNote:SerialNumber", "MakerNote:LensSerialNumber"] == [finding.field for finding in found]
    assert {Evidence.MAKERNOTE} == {finding.evidence for finding in found}
    assert "41234" not in repr(found)


def test_text_without_digits_is_no_serial() -> None:
    """Where a value's place had to be guessed, text without digits is no serial number."""
    assert [] == find_serials(content(maker=((MakerTag.SERIAL_NUMBER, "Lens cap"),)))
