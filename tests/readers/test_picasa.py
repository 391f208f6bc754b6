"""What Picasa keeps beside pictures."""

import io

import pytest

from piiscan.detectors.image.gps import find_gps
from piiscan.detectors.image.persons import find_persons
from piiscan.model.content import ImageContent
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.readers import picasa
from piiscan.readers.sniff import sniff

INI = """[Picasa]
name=Summer
[IMG_1.jpg]
faces=rect64(3f845bcb59418507),b8e4d3c9b3e7a6f1;rect64(11112222aaaabbbb),ffffffffffffffff
star=yes
[IMG_2.jpg]
geotag=-26.582500,10.508000
[IMG_3.jpg]
faces=rect64(3f845bcb59418507),0000000000000abc
[Contacts2]
b8e4d3c9b3e7a6f1=Ada Invented;;
[.album:0123456789abcdef]
name=Party
"""


def read(body: bytes) -> list[ImageContent]:
    """Return what a file says of the pictures of its folder."""
    piece = Piece(asset="trip/.picasa.ini", uri="a", reader="picasa", size=len(body), version="1")
    return [content for content in picasa.read(io.BytesIO(body), piece) if isinstance(content, ImageContent)]


def test_faces() -> None:
    """A face whose contact has a name shows a person; one that nobody named, or whose contact is gone, does not."""
    found = {content.picture_name: [f.field for f in find_persons(content)] for content in read(INI.encode())}

    assert {"trip/IMG_1.jpg": ["Picasa:faces"], "trip/IMG_2.jpg": [], "trip/IMG_3.jpg": []} == found


def test_place() -> None:
    """A position that somebody gave a picture counts as its place."""
    (finding,) = [finding for content in read(INI.encode()) for finding in find_gps(content)]

    assert ("Picasa:geotag", "-26.6, 10.5") == (finding.field, finding.shown)


@pytest.mark.parametrize("name", [".picasa.ini", "Picasa.ini"])
def test_known_by_content(name: str) -> None:
    """The file is known by the sections and keys that only Picasa writes."""
    assert "picasa" == sniff(INI.encode(), name).reader
    assert "picasa" != sniff(b"[server]\nhost=example\n", name).reader


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is far too large is refused with a reason."""
    monkeypatch.setattr(picasa, "MOST_BYTES", 10)

    with pytest.raises(ReadError, match="larger"):
        read(INI.encode())
