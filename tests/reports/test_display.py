"""Showing names from a dataset to people."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.reports.display import display_count, display_name, display_path, display_size


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photos/ann.smith@example.org/1.jpg", "photos/a•••@•••/1.jpg"),
        ("calls/+44 20 7946 0958.txt", "calls/+•• •• •••• ••58.txt"),
        ("scans/123-45-6789.pdf", "scans/•••-••-••89.pdf"),
        ("25_0_2_20170116174525125.jpg", "25_0_2_•••••••••••••••25.jpg"),
    ],
)
def test_identifiers_are_masked(name: str, shown: str) -> None:
    """E-mail addresses and long numbers in names are masked."""
    assert shown == display_name(name)


@pytest.mark.parametrize(
    "name",
    ["IMG_20190412_101530.jpg", "part-00003-of-00010.parquet", "2019-04-12/a b.csv", "müller/写真/1.jpg", "v1.2.3@old"],
)
def test_ordinary_names_are_kept(name: str) -> None:
    """Dates, part numbers, versions and other scripts stay as they are."""
    assert name == display_name(name)


def test_direction_characters_are_written_out() -> None:
    """A name cannot pretend to be another one, nor colour the terminal."""
    assert r"x\u202egpj.exe\u001b[31m" == display_name("x\u202egpj.exe\x1b[31m")


def test_long_names_lose_their_middle() -> None:
    """A name of thousands of characters does not bury the page; its beginning and its ending stay."""
    shown = display_name("a" * 5000 + ".jpg")

    assert len(shown) < 400
    assert shown.endswith(".jpg")


def test_own_path_can_be_copied() -> None:
    """The path of the report is shown whole, with its numbers."""
    assert "/runs/123456789012/report.html" == display_path("/runs/123456789012/report.html")


@given(st.text())
def test_nothing_shown_steers(text: str) -> None:
    """Whatever the name, no control, direction or unpaired character comes through, and it can be written as UTF-8."""
    shown = display_name(text)

    assert [] == [c for c in shown if unicodedata.category(c) in {"Cc", "Cs"} or "\u202a" <= c <= "\u202e"]
    assert shown == shown.encode().decode()


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (1400, "1.4 kB"), (3 * 10**15, "3000.0 TB")]
)
def test_sizes(size: int, shown: str) -> None:
    """Sizes are told in the unit that leaves the fewest digits."""
    assert shown == display_size(size)


@pytest.mark.parametrize(("number", "shown"), [(1, "1 category"), (1200, "1,200 categories")])
def test_counts(number: int, shown: str) -> None:
    """One is singular, all else plural."""
    assert shown == display_count(number, "category")
