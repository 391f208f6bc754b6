"""Raw pictures and layered ones: each container gives what the camera wrote, wherever it keeps it."""

import io
import struct

import pytest
from PIL.ExifTags import Base

from piiscan.readers.picture import read_header
from piiscan.readers.stream_bytes import StreamBytes
from tests.builders import exif_block, photo

BLOCK = exif_block(gps=(12.5, -33.25), serial="00412345", artist="Ada Invented").tobytes().removeprefix(b"Exif\0\0")
TIFF = photo(gps=(12.5, -33.25), serial="00412345", artist="Ada Invented", size=(32, 24), format="TIFF")


def raf() -> bytes:
    """Fuji's file is a preview with all metadata, whose place stands in the front."""
    preview = photo(gps=(12.5, -33.25), serial="00412345", artist="Ada Invented", size=(32, 24))
    return b"FUJIFILMCCD-RAW ".ljust(84, b"0") + struct.pack(">II", 160, len(preview)) + bytes(68) + preview


def psd() -> bytes:
    """Photoshop's file keeps EXIF as an image resource."""
    resource = b"8BIM" + struct.pack(">HHI", 0x0422, 0, len(BLOCK)) + BLOCK
    front = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 24, 32, 8, 3) + bytes(4)
    return front + struct.pack(">I", len(resource)) + resource


def mrw() -> bytes:
    """Minolta's file is a row of blocks, of which one is TIFF."""
    size = b"\0PRD" + struct.pack(">I", 24) + bytes(8) + struct.pack(">HHHH", 24, 32, 24, 32) + bytes(8)
    blocks = size + b"\0TTW" + struct.pack(">I", len(BLOCK)) + BLOCK
    return b"\0MRM" + struct.pack(">I", len(blocks)) + blocks


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("RAF", raf()),
        ("PSD", psd()),
        ("MRW", mrw()),
        ("TIFF", TIFF),
        ("ORF", TIFF.replace(b"II*\0", b"IIRO", 1)),
        ("ORF", TIFF.replace(b"II*\0", b"IIRS", 1)),
        ("RW2", TIFF.replace(b"II*\0", b"IIU\0", 1)),
    ],
)
def test_what_the_camera_wrote(name: str, encoded: bytes) -> None:
    """Position, serial number and artist are found in the container of each maker."""
    header = read_header(StreamBytes(io.BytesIO(encoded)))
    (exif, *_) = header.exif

    assert name == header.format
    assert ("N", "W") == (exif.gps.get(1), exif.gps.get(3))
    assert "00412345" == exif.photo.get(Base.BodySerialNumber)
    assert "Ada Invented" == exif.main.get(Base.Artist)


def test_serials_of_reflex_cameras_alone() -> None:
    """Where Canon's first raw files of reflex cameras keep the serial number, compact ones keep another number."""
    found = {}
    for model in (b"EOS 10D", b"PowerShot"):
        names = b"Canon\0Canon " + model + b"\0"
        place = struct.pack("<HII", 0x080A, len(names), 14), struct.pack("<HII", 0x180B, 4, 14 + len(names))
        heap = names + struct.pack("<I", 412345) + struct.pack("<H", 2) + b"".join(place)
        heap = bytes(14) + heap + struct.pack("<I", 14 + len(names) + 4)
        header = read_header(StreamBytes(io.BytesIO(b"II\x0e\0\0\0HEAPCCDR" + heap)))
        found[model] = [value.text for exif in header.exif for value in exif.maker]

    assert {b"EOS 10D": ["412345"], b"PowerShot": []} == found
