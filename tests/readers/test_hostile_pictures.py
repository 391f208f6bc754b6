"""Whatever stands in a file, its reader ends soon, with content or with a ReadError."""

import contextlib
import io
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.model.content import ImageContent
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.readers import picture
from piiscan.readers.picture import read_header
from piiscan.readers.stream_bytes import StreamBytes
from tests.builders import exif_block, photo, xmp_packet
from tests.readers.boxes import apple_keys, box, loci, movie

PIECE = Piece("a.jpg", "file:///a.jpg", "picture", 1, "1")
PACKET = xmp_packet(dc__creator="Ada Invented")
SEEDS = [
    photo(format=name, gps=(12.5, 33.25), artist="Ada Invented", serial="0042", xmp=PACKET, size=(16, 16))
    for name in ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF")
] + [
    movie(box(b"udta", loci(1, 2)), apple_keys(com__apple__quicktime__author="Ada")),
    b"FUJIFILMCCD-RAW".ljust(84, b"\0") + struct.pack(">II", 92, 500) + photo(size=(8, 8), serial="0042"),
    b"\0MRM\0\0\1\0\0TTW\0\0\0\x20MM\0*\0\0\0\x08" + bytes(40),
    b"II\x1a\0\0\0HEAPCCDR" + bytes(12) + struct.pack("<HHIII", 1, 0x180B, 4, 0, 0),
    b"FOVb" + bytes(60) + b"SECd\0\0\0\0\1\0\0\0" + struct.pack("<II4sI", 4, 30, b"PROP", 64),
    b"8BPS" + bytes(26) + b"\0\0\0\x148BIM\4\4\0\0\0\0\0\5\x1c\2\x50\0\0",
]


def walk(encoded: bytes) -> None:
    """Read a header; only a ReadError may come of it."""
    with contextlib.suppress(ReadError):
        read_header(StreamBytes(io.BytesIO(encoded)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=8)), max_size=8),
    st.integers(0, 10**6),
)
def test_damaged(seed: bytes, damage: list[tuple[int, bytes]], end: int) -> None:
    """Bytes written over anywhere, and a cut anywhere, break nothing."""
    body = bytearray(seed)
    for place, wrong in damage:
        at = place % len(body)
        body[at : at + len(wrong)] = wrong
    walk(bytes(body[: end % len(body) + 1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_cut_anywhere(seed: bytes) -> None:
    """A file that is cut after any of its first bytes breaks nothing."""
    for end in range(min(len(seed), 400)):
        walk(seed[:end])


def test_directory_that_points_to_itself() -> None:
    """A chain of directories that returns to itself ends."""
    header = read_header(StreamBytes(io.BytesIO(b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x0100, 4, 1, 7, 8))))

    assert ("TIFF", 1) == (header.format, len(header.exif))


def test_far_too_much() -> None:
    """A file whose metadata asks for more than metadata has is refused."""
    data = StreamBytes(io.BytesIO(bytes(200_000)))

    with pytest.raises(ReadError, match="far more bytes"):
        [data[start : start + 100_000] for start in range(5000)]


def test_tag_that_cannot_be_decoded_beside_another_block() -> None:
    """Of two EXIF blocks in one file, a tag of an unknown type in the first hides neither block's other tags."""
    odd = b"II*\0\x08\0\0\0" + struct.pack("<HHHI4sI", 1, 0x0100, 99, 1, b"abcd", 0)
    plain = exif_block(artist="Ada Invented").tobytes()[6:]
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(b) + 8) + b"Exif\0\0" + b for b in (odd, plain))
    content = next(picture.read(io.BytesIO(b"\xff\xd8" + segments + photo(size=(8, 8))[2:]), PIECE))

    assert isinstance(content, ImageContent)
    assert "Ada Invented" == content.exif.main[0x013B]
