"""Names of those whose photo it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.ExifTags import Base

from piiscan.detectors.image.owner import find_owners
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, MakerTag
from piiscan.model.findings import Evidence
from tests.builders import xmp_around, xmp_packet
from tests.detectors.image.contents import content, iim

NAME = "Ada Invented"


def listed(name: str, values: str) -> bytes:
    return xmp_around(f"<rdf:Description><{name}><rdf:Seq>{values}</rdf:Seq></{name}></rdf:Description>")


@pytest.mark.parametrize(
    ("picture", "field", "evidence"),
    [
        (content(maker=((MakerTag.OWNER_NAME, NAME),)), "MakerNote:OwnerName", Evidence.MAKERNOTE),
        (content(photo={Base.CameraOwnerName: NAME}), "Exif:CameraOwnerName", Evidence.EXIF),
        (content(main={Base.Artist: NAME}), "Exif:Artist", Evidence.EXIF),
        (content(main={Base.Artist: "Zoë Invented".encode()}), "Exif:Artist", Evidence.EXIF),
        (content(main={Base.XPAuthor: NAME.encode("utf-16-le") + b"\0\0"}), "Exif:XPAuthor", Evidence.EXIF),
        (content(main={Base.XPAuthor: tuple(NAME.encode("utf-16-le"))}), "Exif:XPAuthor", Evidence.EXIF),
        (content(main={Base.Copyright: f"Copyright 2001 {NAME}"}), "Exif:Copyright", Evidence.EXIF),
        (content(xmp=listed("dc:creator", f"<rdf:li>{NAME}</rdf:li>")), "XMP:creator", Evidence.XMP),
        (content(xmp=xmp_packet(aux__OwnerName=NAME)), "XMP:OwnerName", Evidence.XMP),
        (content(xmp=listed("dc:rights", f'<rdf:li xml:lang="en">© {NAME}</rdf:li>')), "XMP:rights", Evidence.XMP),
        (content(iptc=iim(2, 80, NAME.encode())), "IPTC:By-line", Evidence.IPTC),
        (content(iptc=iim(2, 5, b"Title") + iim(2, 116, NAME.encode())), "IPTC:CopyrightNotice", Evidence.IPTC),
        (content(texts=(("PNG:Author", NAME),)), "PNG:Author", Evidence.EXIF),
    ],
)
def test_found(picture: ImageContent, field: str, evidence: Evidence) -> None:
    """A name is found in each tag that is made for one, and never shown."""
    (finding,) = find_owners(picture)

    assert (field, evidence, "[name]") == (finding.field, finding.evidence, finding.shown)
    assert ("image.owner", Category.IDENTIFIER_NAME) == (finding.detector, finding.category)


@pytest.mark.parametrize("text", ["", " ", "unknown", "Default", "Picasa", "Canon", "NIKON", "-", "1234", "\0\0", "me"])
def test_placeholders(text: str) -> None:
    """Blanks, placeholders and brands of cameras are nobody's name."""
    assert [] == find_owners(content(main={Base.Artist: text}, iptc=iim(2, 80, text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        "2001",
        "(c) 2001",
        "Copyright 2001-2002",
        "All rights reserved",
        "© 2001. All rights reserved.",
        "Public Domain",
        "CC BY-SA 4.0",
        "Creative Commons Attribution",
        "(C) by Acme One User",
    ],
)
def test_rights_of_nobody(text: str) -> None:
    """A rights statement that names no one is no finding."""
    assert [] == find_owners(content(main={Base.Copyright: text, Base.Model: "Acme One"}))


def test_signed_by_a_program() -> None:
    """A program that signs with its maker's name names nobody; the same word in front of another program does."""
    assert [] == find_owners(content(main={Base.Copyright: "Acme", Base.Software: "Acme-Editor 1.0"}))
    assert 1 == len(find_owners(content(main={Base.Copyright: NAME, Base.Software: "Acme-Editor 1.0"})))


def test_job_title_is_no_name() -> None:
    """What the author is, is not who the author is."""
    assert [] == find_owners(content(xmp=xmp_packet(photoshop__AuthorsPosition="Staff")))


def test_several_places() -> None:
    """Each tag is a finding of its own: clearing one leaves the others."""
    picture = content(main={Base.Artist: NAME}, xmp=xmp_packet(dc__creator=NAME))

    assert ["Exif:Artist", "XMP:creator"] == [finding.field for finding in find_owners(picture)]


@given(st.from_regex(r"[A-Z][a-z]{4,9}q [A-Z][a-z]{4,9}q", fullmatch=True))
def test_never_shown(name: str) -> None:
    """No part of a finding holds a part of the name."""
    packet = xmp_packet(dc__creator=name)

    for finding in find_owners(content(main={Base.Artist: name}, xmp=packet, iptc=iim(2, 80, name.encode()))):
        assert not any(part in repr(finding) for part in name.split())


@pytest.mark.parametrize(
    "value", ["Invented Widgets Ltd", "University of Nowhere", "It must not be sold or lent to anyone"]
)
def test_bodies_and_terms(value: str) -> None:
    """A body is no person, and terms of use name nobody."""
    assert [] == find_owners(content(main={Base.Copyright: value}))
    assert ["Exif:Artist"] == [found.field for found in find_owners(content(main={Base.Artist: "Ada Invented"}))]
