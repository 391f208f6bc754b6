"""Files made of boxes: movies, raw pictures, JPEG XL and JPEG 2000."""

import io
import struct

import pytest
from PIL.ExifTags import Base

from piiscan.detectors.image.gps import find_gps
from piiscan.model.content import ImageContent, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.readers import picture
from tests.builders import exif_block, xmp_packet
from tests.readers.boxes import apple_keys, box, loci, movie

XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
CANON_ID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


def read(encoded: bytes) -> ImageContent:
    """Return the content of a file."""
    piece = Piece(asset="a", uri="a", reader="picture", size=len(encoded), version="1")
    content = next(picture.read(io.BytesIO(encoded), piece))
    assert isinstance(content, ImageContent)
    return content


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        (box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 18, 0), b"+26.5825-010.5080/")), "QuickTime:GPSCoordinates"),
        (box(b"udta", loci(26.5825, -10.508)), "3GPP:Location"),
        (
            apple_keys(com__apple__quicktime__location__ISO6709="+26.5825-010.5080+012.000/"),
            "QuickTime:LocationISO6709",
        ),
    ],
)
def test_places(inside: bytes, field: str) -> None:
    """A movie's position is found in each of the three places where cameras put it."""
    content = read(movie(inside))

    assert [(field, "26.6, -10.5")] == [(finding.field, finding.shown) for finding in find_gps(content)]
    assert content.is_movie


def test_frames_are_not_read() -> None:
    """Of a movie only the header is read, and that is said."""
    piece = Piece(asset="a", uri="a", reader="picture", size=1, version="1")

    _, unread = picture.read(io.BytesIO(movie()), piece)

    assert Unread(picture.MOVIE_NOTE) == unread


def test_user_data() -> None:
    """Authors and serial numbers of QuickTime, 3GPP and Apple's keys are texts by the name of their tag."""
    texts = read(
        movie(
            box(b"udta", box(b"SNum", b"00412345"), box(b"auth", bytes(6), b"Ada Invented\0")),
            apple_keys(com__apple__quicktime__author="Ada Invented"),
        )
    ).texts

    assert [
        ("QuickTime:SerialNumber", "00412345"),
        ("3GPP:Author", "Ada Invented"),
        ("QuickTime:Author", "Ada Invented"),
    ] == [tuple(text) for text in texts]


@pytest.mark.parametrize(
    "front", [box(b"ftyp", b"isom", bytes(4)), box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 ", bytes(4))]
)
def test_xmp_box(front: bytes) -> None:
    """XMP stands in a box of its own in movies and in JPEG 2000 pictures."""
    packet = xmp_packet(dc__creator="Ada Invented")

    assert (packet,) == read(front + box(b"uuid", XMP_ID, packet)).xmp


def test_jxl() -> None:
    """JPEG XL keeps EXIF and XMP in boxes; what is compressed is not read, and that is said."""
    exif = exif_block(Artist="Ada Invented").tobytes()[6:]
    boxes = box(b"Exif", bytes(4), exif) + box(b"xml ", xmp_packet(dc__creator="Ada")) + box(b"brob", b"Exif", b"?")

    content = read(box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4)) + boxes)

    assert ("JXL", "Ada Invented", 1) == (content.format, content.exif.main[Base.Artist], len(content.xmp))
    assert "metadata that is compressed by Brotli was not read" == content.note


def test_canon_raw() -> None:
    """Canon's raw pictures keep each directory in a block of its own."""
    main = exif_block(Artist="Ada Invented").tobytes()[6:]
    camera = exif_block(Make="00412345").tobytes()[6:]
    place = b"MM\0*\0\0\0\x08" + struct.pack(">HHHI4sI", 1, 1, 2, 2, b"N\0", 0)
    blocks = (box(b"CMT1", main), box(b"CMT2", camera), box(b"CMT4", place))

    content = read(box(b"ftyp", b"crx ", bytes(4)) + box(b"moov", box(b"uuid", CANON_ID, *blocks)))

    assert ("CR3", "Ada Invented") == (content.format, content.exif.main[Base.Artist])
    assert ("00412345", "N") == (content.exif.photo[Base.Make], content.exif.gps[1])
    assert not content.is_movie


def test_content_credentials() -> None:
    """A C2PA store is known by the identifier of its box."""
    c2pa = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")

    assert b"store" == read(movie() + box(b"uuid", c2pa, b"store")).credentials


@pytest.mark.parametrize("body", [b"\0\0\0\x02ftypheic", b"\0\0\0\x07ftyp"])
def test_no_boxes(body: bytes) -> None:
    """What only begins like a box is refused, and never walked for ever."""
    with pytest.raises(ReadError, match="holds none"):
        read(body)
