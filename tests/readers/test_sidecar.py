"""Metadata in files beside pictures."""

import io
import json

import pytest

from piiscan.detectors.image.gps import find_gps
from piiscan.detectors.image.persons import find_persons
from piiscan.model.assets import Kind
from piiscan.model.content import ImageContent
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.readers import sidecar
from piiscan.readers.sniff import sniff
from tests.builders import xmp_packet


def read(body: bytes, asset: str) -> ImageContent:
    """Return what a sidecar says."""
    piece = Piece(asset=asset, uri="a", reader="sidecar", size=len(body), version="1")
    (content,) = sidecar.read(io.BytesIO(body), piece)
    assert isinstance(content, ImageContent)
    return content


TAKEOUT = {
    "title": "IMG_1.jpg",
    "photoTakenTime": {"timestamp": "981173106"},
    "geoData": {"latitude": 26.5825, "longitude": -10.508},
    "geoDataExif": {"latitude": 0.0, "longitude": 0.0},
    "people": [{"name": "Ada Invented"}],
}


def test_takeout() -> None:
    """An export's file beside a photo tells its place, time and people, and which photo it is about."""
    content = read(json.dumps(TAKEOUT).encode(), "album/IMG_1.jpg.json")

    assert ["Takeout:geoData"] == [finding.field for finding in find_gps(content)]
    assert ["Takeout:people"] == [finding.field for finding in find_persons(content)]
    assert ("album/IMG_1.jpg", True) == (content.picture_name, content.is_sidecar)


@pytest.mark.parametrize(
    ("asset", "packet", "name"),
    [
        ("a/IMG_1.jpg.xmp", xmp_packet(dc__creator="Ada"), "a/IMG_1.jpg"),
        ("a/IMG_1.xmp", xmp_packet(photoshop__SidecarForExtension="NEF"), "a/IMG_1.NEF"),
        ("a/IMG_1.xmp", xmp_packet(xmp__RawFileName="IMG_1.CR2"), "a/IMG_1.CR2"),
        ("a/IMG_1.xmp", xmp_packet(xmp__RawFileName="other.CR2"), None),
        ("a/IMG_1.xmp", xmp_packet(dc__creator="Ada"), None),
    ],
)
def test_picture_of_a_packet(asset: str, packet: bytes, name: str | None) -> None:
    """The picture of a packet is known by the file's name, or by what the packet says of it."""
    content = read(packet, asset)

    assert (name, (packet,)) == (content.picture_name, content.xmp)


@pytest.mark.parametrize("body", [b"{", b"{" * 100_000, b'{"a": }'])
def test_broken(body: bytes) -> None:
    """JSON that is none fails with a sentence that holds nothing of it."""
    with pytest.raises(ReadError, match=r"^It could not be read as JSON \(\w+\)\.$"):
        read(body, "a.json")


@pytest.mark.parametrize(
    "change", [{"people": 3}, {"geoData": {"latitude": "x"}}, {"photoTakenTime": {}}, {"title": 1}]
)
def test_odd_types(change: dict[str, object]) -> None:
    """A value of another type than expected is as if it were not there."""
    assert read(json.dumps({**TAKEOUT, **change}).encode(), "a.json").is_sidecar


def test_known_by_content() -> None:
    """Sidecars are known by what they hold: other JSON and XML is not theirs."""
    assert (Kind.TEXT, "sidecar") == (sniff(xmp_packet(), "a.xmp").kind, sniff(xmp_packet(), "a.txt").reader)
    assert "sidecar" == sniff(json.dumps(TAKEOUT, indent=2).encode(), "IMG_1.jpg.json").reader
    assert "sidecar" != sniff(b'{"title": "x"}', "a.json").reader
    assert "sidecar" != sniff(b"<?xml version='1.0'?><a/>", "a.xml").reader
