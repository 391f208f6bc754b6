"""Assets within assets: their names, the tables that they are parts of, and how many of them are opened."""

import hashlib
import os
import re
from collections.abc import Iterator

import pyarrow as pa

from piiscan.detectors.table.links import KeyFor, tokens
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset
from piiscan.model.content import Member, Part
from piiscan.model.limits import Limits, size_words
from piiscan.model.units import Piece, PixelBudget
from piiscan.planning.pixel_share import PixelShare
from piiscan.readers.limits import EXPANSION_FROM
from piiscan.sources.names import asset_name

WITHIN = "!/"
"""Stands between the name of an asset and what lies in it; ``!`` in a name itself is encoded."""

_COUNTED = re.compile(r"[0-9a-f]{8,}|\d+")
"""What differs between the names of the parts of one table: numbers and hashes."""


class Unpacked:
    """What has come out of one file so far, out of the archives within it too: together it has a limit."""

    def __init__(self, size: int, limits: Limits) -> None:
        self._left = max(EXPANSION_FROM, limits.expansion * size)

    def is_too_much(self, size: int) -> bool:
        """Count so many bytes more, and say whether that is more than so small a file can hold."""
        self._left -= size
        return self._left < 0


class Inside:
    """The members of one container, as they come."""

    def __init__(self, container: Piece, limits: Limits, unpacked: Unpacked) -> None:
        self._container, self._limits, self.unpacked = container, limits, unpacked
        self._names: dict[str, int] = {}
        self._bytes = 0
        self._pixels: PixelShare | None = None
        self._samples: dict[str, list[str]] = {}
        self._newest = ""

    def asset(self, member: Member) -> Asset:
        """Return a member as an asset; the second of one name has a number behind it."""
        name = self._unique(member.name)
        if self._container.reader == "tar":
            self._sample(name)
        return Asset(
            name=name,
            uri=self._container.uri,
            size=member.size,
            modified_ns=member.modified_ns,
            kind=member.kind,
            etag=self._container.version,
        )

    def part(self, part: Part) -> str:
        """Return the name of a part as an asset."""
        return self._unique(part.name)

    def limit(self, member: Member) -> str | None:
        """Return why neither this member nor any after it is opened; None where it is."""
        most = self._limits
        self._bytes += member.size
        if self._container.asset.count(WITHIN) >= most.nesting:
            return f"it lies {most.nesting} archives deep: what it holds is not opened"
        if self.unpacked.is_too_much(member.size):
            return f"what lies in it is more than {most.expansion} times larger than the file, as no data are"
        if len(self._names) >= most.members:
            return f"only its first {most.members} members were opened"
        if self._bytes > most.bytes:
            return f"only its first {size_words(most.bytes)} were opened"
        return None

    def pixels(self, budget: PixelBudget) -> PixelShare:
        """Return the share of its pictures whose pixels are looked at."""
        if self._pixels is None:
            self._pixels = PixelShare(budget)
        return self._pixels

    def samples(self, key_for: KeyFor) -> Iterator[tuple[list[str], ArrowArray]]:
        """Yield the members that make up one sample of a WebDataset each, together, with the token of each sample."""
        together = [(asset, stem) for stem, assets in self._samples.items() if len(assets) > 1 for asset in assets]
        if together:
            assets, stems = zip(*together, strict=True)
            yield list(assets), tokens(pa.array(stems, pa.string()), key_for("sample"))

    def _sample(self, name: str) -> None:
        """Note which members stand one after the other under one name up to its first dot, as WebDataset has it."""
        folder, slash, base = name.rpartition("/")
        stem = folder + slash + base.partition(".")[0]
        if stem != self._newest and len(self._samples.get(self._newest, ())) == 1:
            del self._samples[self._newest]
        self._newest = stem
        self._samples.setdefault(stem, []).append(name)

    def _unique(self, name: str) -> str:
        name = asset_name(os.fsencode(name.removeprefix("./"))) or "unnamed"
        count = self._names[name] = self._names.get(name, 0) + 1
        unique = name if count == 1 else f"{name} ({count})"
        return f"{self._container.asset}{WITHIN}{unique}"


def inner_table(container: Piece, asset: str, columns: tuple[tuple[str, str], ...]) -> str:
    """Return the name of the table that an inner asset is part of.

    Assets are parts of one table where their names differ by numbers only and their columns are the same, in whichever
    archive of the container's group they lie.
    """
    mark = hashlib.blake2b(repr(columns).encode(), digest_size=4).hexdigest()
    name = _COUNTED.sub("*", asset.removeprefix(container.asset).removeprefix(WITHIN))
    return f"{container.table or container.asset}{WITHIN}{name} {mark}"


def container_of(table: str) -> str:
    """Return the group of containers that a table lies in, or the table's own name."""
    return table.partition(WITHIN)[0]
