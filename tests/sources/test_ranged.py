"""Ranged reads: the same bytes as a file, and few requests."""

import io

from hypothesis import given
from hypothesis import strategies as st

from piiscan.sources.ranged import RangedFile, buffered

CONTENT = bytes(i * 7 % 251 for i in range(400_000))


class Recorded:
    """Gives ranges of the content, and remembers which."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def __call__(self, start: int, stop: int) -> bytes:
        """Give the bytes of a range."""
        self.ranges.append((start, stop))
        return CONTENT[start:stop]


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.integers(-500_000, 500_000), st.integers(0, 300_000))))
def test_reads_as_a_file_does(steps: list[tuple[int, int, int]]) -> None:
    """
    Any sequence of seeks and reads gives what a file in memory gives.
    """
    remote, local = buffered(RangedFile(Recorded(), len(CONTENT))), io.BytesIO(CONTENT)
    for whence, offset, size in steps:
        base = {0: 0, 1: local.tell(), 2: len(CONTENT)}[whence]
        target = max(0, base + offset)
        remote.seek(target)
        local.seek(target)

        assert local.read(size) == remote.read(size)
        assert local.tell() == remote.tell()


def test_reading_on_takes_longer_and_longer_blocks() -> None:
    """
    A file read in small steps from front to back costs a request per doubling, not per step.
    """
    fetch = Recorded()
    file = buffered(RangedFile(fetch, len(CONTENT)))
    while file.read(1000):
        pass

    assert [(0, 65_536), (65_536, 196_608), (196_608, 400_000)] == fetch.ranges


def test_columns_read_in_turn_keep_their_blocks() -> None:
    """
    Two places read in turn are two series of blocks, as the columns of a row group are.
    """
    fetch = Recorded()
    file = RangedFile(fetch, len(CONTENT))
    for at in range(0, 60_000, 6_000):
        for base in (0, 200_000):
            file.seek(base + at)
            assert CONTENT[base + at : base + at + 6_000] == file.read(6_000)

    assert [(0, 65_536), (200_000, 265_536)] == fetch.ranges
