"""EXIF blocks that a camera writes alike: read once, then known by the bytes that were looked at.

A camera writes the same directories into every photo; a photo differs in its place, its time and its exposure, which
stand in known places. To compare the bytes that matter takes a tenth of the time that reading them takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from piiscan.model.content import ExifTags
from piiscan.model.exif_tags import (
    EXPOSURE_TAGS,
    GPS_TAGS,
    MAIN_DIFFERING,
    MAIN_TAGS,
    MOST_STATED_BYTES,
    PHOTO_DIFFERING,
    PHOTO_TAGS,
)
from piiscan.readers.exif import ExifBlock, read_exif
from piiscan.readers.looked_bytes import LookedBytes, has_at_least
from piiscan.readers.stream_bytes import Sliceable
from piiscan.readers.tiff import NOTHING, Directory

_MOST_KNOWN: Final = 2048
"""Blocks that are remembered: some kilobytes each."""

_TRIES: Final = 64
"""Blocks that are learnt before it is asked whether that helps."""

_MAIN: Final = frozenset((*MAIN_TAGS, *MAIN_DIFFERING))
_PHOTO: Final = frozenset((*PHOTO_TAGS, *EXPOSURE_TAGS, *PHOTO_DIFFERING))
_GPS: Final = frozenset(GPS_TAGS)


class _Known:
    """A block that was read; those that are like it are told from it by this object."""

    __slots__ = ("_block", "_gps", "_main", "_photo", "at_least")

    def __init__(self, block: ExifBlock, at_least: dict[int, tuple[str, int]]) -> None:
        self._block, self.at_least = block, at_least
        tags = block.tags
        self._main, self._photo, self._gps = _only(tags.main, _MAIN), _only(tags.photo, _PHOTO), _only(tags.gps, _GPS)

    def of(self, data: bytes) -> ExifBlock:
        """Return what a block that is like this one says."""
        known = self._block
        main, photo, gps = self._main.within(data), self._photo.within(data), self._gps.within(data)
        tags = ExifTags(main, photo, gps, known.tags.maker, self)
        return ExifBlock(tags, known.orientation, known.thumbnail, (), known.missing)


def _only(directory: object, tags: frozenset[int]) -> Directory:
    assert isinstance(directory, Directory)  # noqa: S101 - what reading gives
    return directory.only(tags, b"")


@dataclass(slots=True)
class _Places:
    """Places that were looked at, and the blocks that differ in what stands there."""

    index: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    end: int
    known: dict[bytes, _Known] = field(default_factory=dict)


class AlikeBlocks:
    """Reads blocks, and remembers what the last ones said."""

    def __init__(self) -> None:
        self._by_front: dict[bytes, dict[bytes, _Places]] = {}
        self._learnt = self._total = self._hits = 0

    def read(self, data: bytes) -> ExifBlock | None:
        """Return what ``read_exif`` returns; of an alike block, without the tags that nobody looks at."""
        places = self._by_front.get(_front(data))
        if places:
            numbers = np.frombuffer(data, np.uint8)
            for place in places.values():
                if len(data) < place.end:
                    continue
                known = place.known.get(numbers[place.index].tobytes())
                if known is not None and has_at_least(data, known.at_least):
                    self._hits += 1
                    return known.of(data)
        found = read_exif(data)
        if found is None or (self._total > _TRIES and self._hits < self._total):
            return found
        self._total += 1
        return self._learn(data) or found

    def _learn(self, data: bytes) -> ExifBlock | None:
        looked = LookedBytes(data)
        block = _look(looked)
        if block is None or not looked.is_exact or block.xmp:
            return None
        if self._learnt >= _MOST_KNOWN:
            self._by_front.clear()
            self._learnt = 0
        self._learnt += 1
        places = self._by_front.setdefault(_front(data), {})
        index = np.flatnonzero(np.frombuffer(looked.seen, np.uint8))
        place = places.setdefault(looked.seen.rstrip(b"\0"), _Places(index, int(index[-1]) + 1))
        known = place.known[np.frombuffer(data, np.uint8)[index].tobytes()] = _Known(block, dict(looked.at_least))
        return known.of(data)


def _look(looked: LookedBytes) -> ExifBlock | None:
    """Read a block, and look at all that photos are told alike by, and at where place and time stand."""
    block = read_exif(looked)
    if block is None:
        return None
    main, photo, gps = block.tags.main, block.tags.photo, block.tags.gps
    stated: tuple[tuple[object, Iterable[int]], ...] = ((main, MAIN_TAGS), (photo, PHOTO_TAGS))
    for directory, tags in stated:
        if isinstance(directory, Directory) and directory.stated(tags, MOST_STATED_BYTES) is None:
            return None
    differing: tuple[tuple[object, Iterable[int]], ...] = (
        (main, MAIN_DIFFERING),
        (photo, PHOTO_DIFFERING),
        (gps, GPS_TAGS),
    )
    for directory, tags in differing:
        for tag in tags:
            if isinstance(directory, Directory) and tag in directory.entries:
                directory.entry(tag)
    return replace(block, tags=ExifTags(main, photo or NOTHING, gps or NOTHING, block.tags.maker))


def _front(data: bytes) -> bytes:
    """Return the header and the first directory, where it stands where cameras put it; nothing elsewhere."""
    entries = data[9:10] if data[:2] == b"MM" else data[8:9]
    return data[: 10 + 12 * entries[0]] if entries else b""


_blocks = AlikeBlocks()
"""Of this process: what is remembered changes no answer, only the time that it takes."""


def read_known_exif(data: Sliceable) -> ExifBlock | None:
    """Return what a block that begins with a TIFF header says; None where it is none."""
    return _blocks.read(data) if type(data) is bytes else read_exif(data)
