"""Texts in the metadata of pictures."""

from piiscan.detectors.text.pictures import find_in_picture, user_comment
from piiscan.model.content import ExifTags, ImageContent, StatedText
from tests.detectors.text.cells import RULES

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>'
    "<rdf:Alt><rdf:li>orders to zorelia@example.com</rdf:li></rdf:Alt></dc:description></rdf:Description>"
    "</rdf:RDF></x:xmpmeta>"
)


def picture(**changes: object) -> ImageContent:
    """A picture that says nothing but what is asked for."""
    parts: dict[str, object] = {"format": "JPEG", "width": 8, "height": 8, "exif": ExifTags({}, {}, {})} | changes
    return ImageContent(**parts)  # type: ignore[arg-type]


def fields(content: ImageContent) -> list[tuple[str, str]]:
    """Field and detector of what is found."""
    return [(hits.finding.field, hits.finding.detector) for hits in find_in_picture(content, tuple(RULES.values()))]


def test_descriptions_and_comments() -> None:
    """
    A description, a comment and a caption are texts like any other, each told under its tag.
    """
    exif = ExifTags({0x010E: "call +1 202 555 0143"}, {0x9286: b"ASCII\0\0\0zorelia@example.com"}, {})

    assert [("Exif:ImageDescription", "text.phone"), ("Exif:UserComment", "text.email")] == fields(picture(exif=exif))
    assert [("XMP:description", "text.email")] == fields(picture(xmp=(XMP.encode(),)))
    assert [("PNG:Comment", "text.email")] == fields(picture(texts=(StatedText("PNG:Comment", "ostle@example.org"),)))


def test_silent_pictures() -> None:
    """
    What cameras write into every picture is no finding.
    """
    exif = ExifTags({0x010E: "UMBRA DIGITAL CAMERA", 0x9C9B: b"h\0i\0"}, {0x9286: b"\0" * 64}, {})

    assert [] == fields(picture(exif=exif))


def test_comment_codes() -> None:
    """
    A comment is read by the character code that it names.
    """
    assert "zo" == user_comment(b"ASCII\0\0\0zo\0\0")
    assert "zo" == user_comment(b"UNICODE\0" + "zo".encode("utf-16-le"))
    assert "zo" == user_comment(b"UNICODE\0" + "zo".encode("utf-16-be"))
    assert "zo" == user_comment(b"\0" * 8 + b"zo")
