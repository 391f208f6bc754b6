"""People that a picture names as shown."""

import pytest

from piiscan.detectors.image.persons import find_persons
from piiscan.model.categories import Category
from piiscan.model.content import MakerTag
from piiscan.model.findings import Box, Evidence
from tests.detectors.image.contents import content

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
}


def packet(inside: str) -> bytes:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
    return (
        f'<r:RDF xmlns:r="{RDF}" xmlns:rdf="{RDF}" {declared}><r:Description>{inside}</r:Description></r:RDF>'.encode()
    )


def region(name: str, kind: str = "Face") -> str:
    area = '<mwg-rs:Area stArea:x="0.25" stArea:y="0.5" stArea:w="0.5" stArea:h="0.2"/>'
    item = f'<rdf:li><rdf:Description mwg-rs:Name="{name}" mwg-rs:Type="{kind}">{area}</rdf:Description></rdf:li>'
    return f"<mwg-rs:RegionList><rdf:Bag>{item}</rdf:Bag></mwg-rs:RegionList>"


def listed(tag: str, *values: str) -> str:
    items = "".join(f"<rdf:li>{value}</rdf:li>" for value in values)
    return f"<{tag}><rdf:Bag>{items}</rdf:Bag></{tag}>"


def test_region() -> None:
    """A named face region is a person shown, with its box in pixels."""
    (finding,) = find_persons(content(xmp=packet(region("Ada Invented")), width=200, height=100))

    assert ("image.persons", Category.IDENTIFIER_DEPICTED_PERSON) == (finding.detector, finding.category)
    assert ("XMP:RegionName", Evidence.XMP, "[depicted person]") == (finding.field, finding.evidence, finding.shown)
    assert Box(0, 40, 100, 20) == finding.box


@pytest.mark.parametrize(
    ("orientation", "box"),
    [(1, Box(0, 40, 50, 20)), (3, Box(50, 40, 50, 20)), (6, Box(40, 0, 20, 50)), (8, Box(40, 50, 20, 50))],
)
def test_boxes_are_upright(orientation: int, box: Box) -> None:
    """Regions are stated of the stored picture; boxes are of the picture as it is looked at."""
    (finding,) = find_persons(content(xmp=packet(region("Ada")), width=100, height=100, orientation=orientation))

    assert box == finding.box


def test_microsoft_region() -> None:
    """Microsoft's regions state their corner instead of their centre."""
    said = 'MPReg:PersonDisplayName="Ada" MPReg:Rectangle="0.1, 0.2, 0.3, 0.4"'
    (finding,) = find_persons(content(xmp=packet(f"<rdf:li><rdf:Description {said}/></rdf:li>"), width=100, height=100))

    assert ("XMP:RegionPersonDisplayName", Box(10, 20, 30, 40)) == (finding.field, finding.box)


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        (listed("Iptc4xmpExt:PersonInImage", "Ada Invented"), "XMP:PersonInImage"),
        (listed("lr:hierarchicalSubject", "People|Ada Invented"), "XMP:hierarchicalSubject"),
        (listed("MicrosoftPhoto:LastKeywordXMP", "People/Ada Invented"), "XMP:LastKeywordXMP"),
    ],
)
def test_tags(inside: str, field: str) -> None:
    """People are named in lists of IPTC, and below "People" in the keyword trees of photo managers."""
    assert [field] == [finding.field for finding in find_persons(content(xmp=packet(inside)))]


@pytest.mark.parametrize(
    "inside",
    [
        region(""),
        region("Unknown"),
        region("Rex", kind="Pet"),
        listed("lr:hierarchicalSubject", "Places|Harbour", "People"),
        listed("Iptc4xmpExt:PersonInImage", "", "?"),
    ],
)
def test_nobody(inside: str) -> None:
    """Regions without a name, pets, and keywords about other things name nobody."""
    assert [] == find_persons(content(xmp=packet(inside)))


def test_maker_note_and_sidecar() -> None:
    """Cameras keep names of faces they know, and exports of photo services list people in a file beside the photo."""
    picture = content(maker=((MakerTag.PERSON_NAME, "Ada"),), texts=(("Takeout:people", "Ada"),))

    assert ["MakerNote:PersonName", "Takeout:people"] == [finding.field for finding in find_persons(picture)]
