"""Blocks that are alike are known without being read again, and nothing that is different is taken for alike."""

import struct
from random import Random
from typing import Any

from piiscan.model.exif_tags import EXPOSURE_TAGS, GPS_TAGS, MAIN_DIFFERING, MAIN_TAGS, PHOTO_DIFFERING, PHOTO_TAGS
from piiscan.readers.alike_exif import AlikeBlocks
from piiscan.readers.exif import ExifBlock, read_exif


def directory(entries: list[tuple[int, int, int, bytes]], at: int, following: int = 0) -> bytes:
    """Return a directory that stands at a place of a little-endian block, and its values behind it."""
    fields, values = b"", b""
    start = at + 2 + 12 * len(entries) + 4
    for tag, kind, number, value in entries:
        fields += struct.pack("<HHI", tag, kind, number)
        fields += value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", start + len(values))
        values += value if len(value) > 4 else b""
    return struct.pack("<H", len(entries)) + fields + struct.pack("<I", following) + values


def place(degrees: int, minutes: int, hundredths: int) -> bytes:
    return struct.pack("<6I", degrees, 1, minutes, 1, hundredths, 100)


def block(serial: bytes = b"1234567", second: int = 31, speed: int = 200, thumbnail: int = 40) -> bytes:
    """Return a block as cameras write it: four directories, a note of a maker, and a thumbnail."""
    note = b"Nikon\0\2\x10\0\0II*\0\x08\0\0\0" + directory([(0x1D, 2, 8, serial + b"\0"), (0x80, 4, 1, b"\1\2\3\4")], 8)
    picture = b"\xff\xd8\xff\xc0\0\x11\x08\0\x78\0\xa0".ljust(thumbnail, b"\1")
    times = f"2025:06:01 12:00:{second:02}\0".encode()
    main = [(0x10F, 2, 6, b"NIKON\0"), (0x112, 3, 1, b"\6\0"), (0x132, 2, 20, times), (0x13B, 2, 9, b"Invented\0"),
            (0x8769, 4, 1, struct.pack("<I", 200)), (0x8825, 4, 1, struct.pack("<I", 500))]  # fmt: skip
    shot = [(0x8827, 3, 1, struct.pack("<H", speed)), (0x9003, 2, 20, times), (0x927C, 7, len(note), note)]
    gps = [(1, 2, 2, b"N\0"), (2, 5, 3, place(43, 30, second)), (3, 2, 2, b"W\0"), (4, 5, 3, place(130, 30, second))]
    small = [(0x201, 4, 1, struct.pack("<I", 800)), (0x202, 4, 1, struct.pack("<I", len(picture)))]
    parts = {0: b"II*\0\x08\0\0\0" + directory(main, 8, 700), 200: directory(shot, 200), 500: directory(gps, 500),
             700: directory(small, 700), 800: picture}  # fmt: skip
    whole = b""
    for at, part in parts.items():
        whole = whole.ljust(at, b"\0") + part
    return whole


def said(found: ExifBlock | None) -> Any:
    """Return all of a block that anybody looks at."""
    if found is None:
        return None
    main, photo, gps = found.tags.main, found.tags.photo, found.tags.gps
    values = [[each.get(tag) for tag in tags] for each, tags in (
        (main, (*MAIN_TAGS, *MAIN_DIFFERING)), (photo, (*PHOTO_TAGS, *PHOTO_DIFFERING)), (gps, GPS_TAGS))]  # fmt: skip
    exposed = [tag in photo for tag in EXPOSURE_TAGS]
    return values, exposed, found.orientation, found.thumbnail, found.xmp, found.missing, found.tags.maker


def test_one_camera() -> None:
    """Photos that differ in place, time, exposure and the size of the thumbnail are known by the first of them."""
    blocks = AlikeBlocks()

    first, second = blocks.read(block()), blocks.read(block(second=58, speed=6400, thumbnail=90))

    assert first is not None
    assert second is not None
    assert first.tags.like is second.tags.like is not None
    assert said(read_exif(block(second=58, speed=6400, thumbnail=90))) == said(second)


def test_another_camera() -> None:
    """A photo with another serial number in the maker's note is not taken for one of the first camera."""
    blocks = AlikeBlocks()

    first, second = blocks.read(block()), blocks.read(block(serial=b"7654321"))

    assert first is not None
    assert second is not None
    assert first.tags.like is not second.tags.like
    assert ["1234567", "7654321"] == [found.tags.maker[0].text for found in (first, second)]


def test_broken_like_read() -> None:
    """Whatever byte of a block is changed, and wherever it ends, it says what reading it alone says."""
    random, blocks = Random(1), AlikeBlocks()  # noqa: S311 -- changes need no cryptography
    whole = block(thumbnail=60)
    blocks.read(whole)

    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] = random.choice((0, 1, 4, 0xFF, changed[at] ^ 0x20))
        cut = bytes(changed)[: random.choice((None, None, at))]
        assert said(read_exif(cut)) == said(blocks.read(cut)), at


def test_same_camera_after_changes() -> None:
    """A block is still told from its like once many changed ones were read."""
    random, blocks = Random(2), AlikeBlocks()  # noqa: S311 -- changes need no cryptography
    for _ in range(300):
        changed = bytearray(block(second=random.randrange(60)))
        changed[random.randrange(len(changed))] = random.randrange(256)
        for data in (bytes(changed), block(second=random.randrange(60))):
            assert said(read_exif(data)) == said(blocks.read(data))
