"""Small text files that planning leaves unopened: where there are many, a sample tells whether any of them is a table.

A file that was left counts as a text by its name only, as a picture does; what it is, its reading finds out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.meanings import NAMED_AS_DESCRIBING

LARGEST = 16_384
"""Bytes; a larger file takes longer to read than to open, and to look at than to set out for it."""

FEWEST = 1024
"""Such files of one listing from which on any is left unopened."""

_FEWEST_IN_FOLDER = 8
"""Such files of one folder from which on any is left: a list that lies alone may speak of all others."""

_ONE_IN = 64
"""One of so many is opened: which one depends on its name alone, so that a new file changes nothing for others."""

_TEXTS = r"(?i)[.](?:txt|text|log)$"


class SmallTexts:
    """The small text files of a listing; none where they are few."""

    def __init__(self, listed: pa.RecordBatch, to_open: Sequence[int]) -> None:
        """Take a listing, and the places in it that planning would open."""
        folders: defaultdict[str, list[int]] = defaultdict(list)
        self._sampled: set[int] = set()
        for place, name in _called_texts(listed, to_open):
            folders[name.rpartition("/")[0]].append(place)
            if crc32(name.encode()) % _ONE_IN == 0:
                self._sampled.add(place)
        self._folders = [places for places in folders.values() if len(places) >= _FEWEST_IN_FOLDER]
        if sum(map(len, self._folders)) < FEWEST:
            self._folders = []

    def waiting(self) -> set[int]:
        """Return the places of those that are not opened before the sample has been."""
        return {place for places in self._folders for place in places if place not in self._sampled}

    def left(self, others: Collection[int]) -> set[int]:
        """Return the places of those that are not opened at all.

        Args:
            others: places of what was opened and is no plain text.
        """
        samples = [self._sampled.intersection(places) for places in self._folders]
        are_plain = any(samples) and not any(sample.intersection(others) for sample in samples)
        return {
            place
            for places, sample in zip(self._folders, samples, strict=True)
            if (sample.isdisjoint(others) if sample else are_plain)
            for place in places
            if place not in sample
        }


def _called_texts(listed: pa.RecordBatch, to_open: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Return place and name of the files to open that are small and called texts, and do not speak of others."""
    rows = listed.select(["name", "size"]).take(pa.array(to_open, pa.int32()))
    names, sizes = rows.column("name"), rows.column("size")
    small = pc.and_(pc.greater(sizes, 0), pc.less_equal(sizes, LARGEST))
    wanted = pc.and_(small, pc.match_substring_regex(names, _TEXTS))
    wanted = pc.and_not(wanted, pc.match_substring_regex(names, NAMED_AS_DESCRIBING))
    places = pc.indices_nonzero(wanted)
    return zip([to_open[at] for at in places.to_pylist()], names.take(places).to_pylist(), strict=True)
