"""Maker notes."""

import struct

import pytest

from piiscan.model.content import MakerTag, MakerValue
from piiscan.readers.exif import read_exif
from piiscan.readers.maker_notes import maker_values
from piiscan.readers.tiff import LITTLE
from tests.builders import exif_block


def directory(order: str, offset_of_values: int, *entries: tuple[int, int, bytes]) -> bytes:
    """Return a directory of (tag, type, value), with the longer values behind it."""
    head, behind = struct.pack(f"{order}H", len(entries)), b""
    for tag, kind, value in entries:
        count = len(value) // (4 if kind == 4 else 1)
        place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(f"{order}I", offset_of_values + len(behind))
        head += struct.pack(f"{order}HHI", tag, kind, count) + place
        behind += value if len(value) > 4 else b""
    return head + b"\0\0\0\0" + behind


def values_start(entries: int) -> int:
    """Return where values start in a directory of that many entries."""
    return 2 + 12 * entries + 4


SERIAL = b"A0041234\0"

NIKON = b"Nikon\0\2\0\0\0MM\0*\0\0\0\x08" + directory(">", 8 + values_start(1), (0x1D, 2, SERIAL))
PANASONIC = b"Panasonic\0\0\0" + directory("<", 5_000, (0x25, 7, SERIAL))
SIGMA = b"SIGMA\0\0\0\1\0" + directory("<", 700, (0x02, 2, SERIAL))
PENTAX = b"AOC\0MM" + directory(">", 4_000, (0x0229, 2, SERIAL))
FUJI = b"FUJIFILM\x0c\0\0\0" + directory("<", 12 + values_start(1), (0x10, 2, SERIAL))
OLYMPUS = (
    b"OLYMPUS\0II\3\0"
    + directory("<", 0, (0x2010, 13, struct.pack("<I", 12 + values_start(1))))
    + directory("<", 12 + 2 * values_start(1), (0x0101, 2, SERIAL))
)
CANON = directory(
    "<", 900, (0x09, 2, b"Ada Invented".ljust(32, b"\0")), (0x0C, 4, struct.pack("<I", 41234)), (0x96, 2, SERIAL)
)


def values(note: bytes, make: str) -> tuple[MakerValue, ...]:
    """Return the values of a note that stands alone."""
    return maker_values(note, 0, note, make, LITTLE)


@pytest.mark.parametrize("note", [NIKON, PANASONIC, SIGMA, PENTAX, FUJI, OLYMPUS], ids=lambda note: note[:5].decode())
def test_serial(note: bytes) -> None:
    """The serial number of a body is found in the layout of each maker, wherever its offsets count from."""
    assert ["A0041234"] == [value for _, value in values(note, "")]


def test_canon() -> None:
    """Canon's notes are known by the maker's name; they hold the owner's beside two serial numbers."""
    assert {
        (MakerTag.OWNER_NAME, "Ada Invented"),
        (MakerTag.SERIAL_NUMBER, "41234"),
        (MakerTag.INTERNAL_SERIAL_NUMBER, "A0041234"),
    } == set(values(CANON, "Canon"))
    assert () == values(CANON, "Acme")


def test_in_a_block() -> None:
    """A note is found by its maker and its place in an EXIF block, whose offsets it shares."""
    block = read_exif(exif_block(Make="Canon", MakerNote=CANON).tobytes()[6:])

    assert block is not None
    assert (MakerTag.OWNER_NAME, "Ada Invented") in block.tags.maker


@pytest.mark.parametrize("note", [NIKON, PANASONIC, SIGMA, PENTAX, FUJI, OLYMPUS, CANON])
def test_cut_off(note: bytes) -> None:
    """A note that is cut anywhere gives what is left of it, and no error."""
    whole = dict(values(note, "Canon"))

    for end in range(len(note)):
        assert all(whole[name].startswith(value) or value.isdigit() for name, value in values(note[:end], "Canon"))


@pytest.mark.parametrize("note", [b"", b"\0", b"no such maker", b"Nikon\0\2" + b"\xff" * 200])
def test_unknown(note: bytes) -> None:
    """What is no note of a known maker gives nothing."""
    assert () == values(note, "Acme")


PHASE_ONE = b"IIII\0waR" + struct.pack("<II8xII4I", 24, 0, 1, 0, 0x0102, 1, 9, 48) + SERIAL


def test_phase_one() -> None:
    """Phase One's directories have entries of their own form."""
    assert ["A0041234"] == [value for _, value in values(PHASE_ONE, "Phase One")]


def test_apple() -> None:
    """Apple's notes hold ids of the picture, of which only is kept that they are there."""
    note = b"Apple iOS\0\0\1MM" + directory(
        ">", 14 + values_start(1), (0x15, 2, b"0123ABCD-0123-0123-0123-0123456789AB\0")
    )

    assert (MakerValue(MakerTag.UNIQUE_ID, ""),) == values(note, "Apple")


@pytest.mark.parametrize(("id_", "is_there"), [(bytes(16), False), (bytes(range(16)), True)])
def test_canon_id(id_: bytes, is_there: bool) -> None:
    """Canon's id of a picture that is all zeros is none."""
    found = values(directory("<", values_start(1), (0x28, 1, id_)), "Canon")

    assert is_there == (MakerValue(MakerTag.UNIQUE_ID, "") in found)
