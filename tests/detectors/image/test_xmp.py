"""Parsing of XMP packets."""

import pytest

from piiscan.detectors.image.xmp import DC, EXIF, parse_xmp
from tests.builders import xmp_around, xmp_packet

CREATOR = (DC, "creator")


@pytest.mark.parametrize("kind", ["Bag", "Seq", "Alt"])
def test_lists(kind: str) -> None:
    """The items of a list are values of its property, in order."""
    items = "<rdf:li>Ada</rdf:li><rdf:li>Bob</rdf:li>"
    packet = xmp_around(f"<rdf:Description><dc:creator><rdf:{kind}>{items}</rdf:{kind}></dc:creator></rdf:Description>")

    assert ("Ada", "Bob") == parse_xmp(packet).values(*CREATOR)


def test_namespace_not_prefix() -> None:
    """A property is known by the namespace that its prefix stands for."""
    packet = (
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:q="http://purl.org/dc/elements/1.1/" '
        b'xmlns:dc="http://example.org/"><r:Description q:creator="Ada" dc:creator="no"/></r:RDF>'
    )

    assert ("Ada",) == parse_xmp(packet).values(*CREATOR)


def test_nested() -> None:
    """Properties inside a structure are found."""
    inner = '<exif:Place rdf:parseType="Resource"><exif:GPSLatitude>1,2N</exif:GPSLatitude></exif:Place>'

    assert "1,2N" == parse_xmp(xmp_around(f"<rdf:Description>{inner}</rdf:Description>")).first(EXIF, "GPSLatitude")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_encodings(encoding: str) -> None:
    """Packets in UTF-16 are read as those in UTF-8, padding included."""
    text = '<?xml version="1.0" encoding="UTF-16"?>' + xmp_packet(dc__creator="Zoë").decode() + "  "

    assert ("Zoë",) == parse_xmp(text.encode(encoding)).values(*CREATOR)


@pytest.mark.parametrize("tail", ["<unclosed>", "&undefined;", "\x0b"])
def test_malformed(tail: str) -> None:
    """From XML that is not well-formed what can be made out is taken."""
    items = "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>"
    packet = xmp_around(f'<rdf:Description exif:GPSLatitude="1,2N">{items}{tail}</rdf:Description>')

    parsed = parse_xmp(packet)

    assert (("Ada",), "1,2N") == (parsed.values(*CREATOR), parsed.first(EXIF, "GPSLatitude"))


def test_entities_are_not_expanded() -> None:
    """Entities that would fill the memory, or read a file, are not followed."""
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    packet = declared.encode() + xmp_around("<rdf:Description><dc:creator>&a;&f;</dc:creator></rdf:Description>")

    assert ("&a;&f;",) == parse_xmp(packet).values(*CREATOR)


@pytest.mark.parametrize("packet", [None, b"", b"no markup", b"<", b"\0\0\0", b"<" * 1000])
def test_nothing(packet: bytes | None) -> None:
    """What holds no properties gives none, and no error."""
    assert {} == parse_xmp(packet).properties


def test_long_words() -> None:
    """A damaged packet of one endless word is gone through once, not once for each letter."""
    assert {} == parse_xmp(b"<a:b " + b"x" * 2_000_000 + b"> <").properties


def test_depth() -> None:
    """A packet nested deeper than Python's stack is walked all the same."""
    deep = b"<a>" * 5_000 + b"</a>" * 5_000

    assert {} == parse_xmp(deep).properties
