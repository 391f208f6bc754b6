"""Directories of TIFF files and EXIF blocks."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from piiscan.readers.tiff import BIG, LITTLE, find_tags, read_directory

ENTRIES = st.lists(
    st.tuples(st.integers(0, 0x0202), st.integers(0, 13), st.integers(0, 9), st.binary(min_size=4, max_size=4))
)


@given(entries=ENTRIES, tags=st.sets(st.integers(0, 0x0202), max_size=4), is_big=st.booleans(), cut=st.integers(0, 40))
def test_a_few_tags(entries: list[tuple[int, int, int, bytes]], tags: set[int], is_big: bool, cut: int) -> None:
    """Looking for a few tags finds the same values as reading the whole directory, also where it is cut off."""
    form, order = (BIG, ">") if is_big else (LITTLE, "<")
    body = b"".join(struct.pack(f"{order}HHI4s", *entry) for entry in entries)
    data = struct.pack(f"{order}H", len(entries)) + body
    data = data[: max(2, len(data) - cut)]

    whole, found = read_directory(data, 0, form), find_tags(data, 0, form, tags)

    assert whole is not None
    assert found is not None
    assert {tag: whole.entry(tag) for tag in tags if tag in whole} == {tag: found.entry(tag) for tag in found}
    assert {tag: whole.get(tag) for tag in found} == {tag: found.get(tag) for tag in found}


def test_no_directory() -> None:
    """Where the data ends there is no directory."""
    assert None is find_tags(b"\0", 0, BIG, (1,))
    assert None is find_tags(b"\0\0", -1, BIG, (1,))
