"""IPTC-IIM blocks."""

from piiscan.detectors.image.iptc import iptc_values
from tests.detectors.image.contents import iim


def test_repeated() -> None:
    """A dataset may be repeated; others are left out."""
    block = iim(2, 80, b"Ada") + iim(2, 5, b"Title") + iim(2, 80, b"Bob")

    assert ("Ada", "Bob") == iptc_values(block, 2, 80)


def test_encodings() -> None:
    """Text is UTF-8 where it can be, else Latin-1."""
    assert ("Zoë",) == iptc_values(iim(2, 80, "Zoë".encode()), 2, 80)
    assert ("Zoë",) == iptc_values(iim(2, 80, "Zoë".encode("latin-1")), 2, 80)


def test_malformed() -> None:
    """What stands before a fault is kept."""
    assert ("Ada",) == iptc_values(iim(2, 80, b"Ada") + b"\x1c\x02", 2, 80)
    assert ("Ada",) == iptc_values(iim(2, 80, b"Ada") + b"\x1c\x02\x50\x80\x04\0\0", 2, 80)
    assert () == iptc_values(b"no block", 2, 80)
    assert () == iptc_values(None, 2, 80)
