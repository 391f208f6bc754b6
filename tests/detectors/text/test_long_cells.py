"""Long cells."""

from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.detectors.text.long_cells import CORE, LONG, MARGIN, cut
from tests.detectors.text.cells import found

ADDRESS = "zorelia@example.com"


def test_an_address_at_the_end_of_twenty_megabytes() -> None:
    """
    A cell of 20 MB is looked at to its last character.
    """
    cell = "soup and maps and " * (20_000_000 // 18) + ADDRESS

    assert [(0, "text.email", ADDRESS)] == found(cell)


@settings(max_examples=30, deadline=None)
@given(st.integers(LONG, LONG + 2 * CORE))
def test_found_once_wherever_it_stands(at: int) -> None:
    """
    An entity is found once, wherever the cuts fall.
    """
    cell = "ö " * (at // 2) + ADDRESS + " ä" * 3000

    assert [(0, "text.email", ADDRESS)] == found(cell)


@given(st.text(max_size=50), st.integers(0, 300))
def test_cores_are_the_text(text: str, times: int) -> None:
    """
    The cores of the pieces, one after the other, are the text; and no piece is long.
    """
    whole = text * times
    pieces = list(cut(whole))

    assert whole == "".join(piece.text[piece.core_start : piece.core_end] for piece in pieces)
    assert all(len(piece.text) <= CORE + 2 * MARGIN for piece in pieces)


def test_short_and_long_cells_together() -> None:
    """
    A long cell changes nothing about the short ones beside it.
    """
    long = "x " * LONG

    assert [(0, "text.email", ADDRESS), (2, "text.email", ADDRESS)] == found(ADDRESS, long, ADDRESS, long)
