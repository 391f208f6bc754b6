"""Cuts pieces into units whose ids say what they read and what they do.

Where a unit ends depends on the names and the costs of the assets in it and not on how many come before, so that one
new file changes one unit: an asset ends its unit where its name's hash falls below its share of what a unit costs.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from operator import attrgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.inside import container_of
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.columns import Verdict
from piiscan.model.pieces import PIECE, PieceRows, piece_rows
from piiscan.model.units import Piece, ScanContext, Unit
from piiscan.settings import SMALL_UNIT_BYTES, UNIT_ASSETS

UNOPENED_UNIT_BYTES = 256 << 20
"""What a unit of assets that planning did not open costs, as bytes that are hashed: seconds, not minutes."""

MOST_UNITS = 4096
"""About so many units are made of assets that planning did not open; of more assets, each takes in more."""

_ASSET_BYTES = 128 << 10
"""What opening an asset and reading its header costs, as bytes that are hashed."""

_DECODING_BYTES = 5 << 19
"""What decoding a picture and searching it costs, as bytes that are hashed."""

_READING = {"text": 16, "document": 4}
"""How much dearer than hashing it is to read what is not read by its header alone."""

_HASHES = 2.0**64

_piece_row = attrgetter(*(item.name for item in fields(Piece)))


@dataclass(slots=True)
class Cutter:
    """Says where units end, piece by piece; what the newest unit holds so far is all that it remembers."""

    target: float
    """Bytes that a unit should cost."""

    most: float
    """Bytes beyond which a unit takes in nothing more."""

    most_assets: int
    _held: float = 0
    _count: int = 0

    def ends(self, ranks: Iterable[int], costs: Iterable[float]) -> list[int]:
        """Return the places before which units end; what follows the last one is continued by the next call."""
        found = []
        scale = _HASHES / self.target
        for place, (rank, cost) in enumerate(zip(ranks, costs, strict=True)):
            if self._count and self._held + cost > self.most:
                found.append(place)
                self._held = self._count = 0
            self._held += cost
            self._count += 1
            if rank < cost * scale or self._count >= self.most_assets:
                found.append(place + 1)
                self._held = self._count = 0
        return found


def ranks(names: Iterable[str]) -> list[int]:
    """Return a number below 2**64 for each name that depends on nothing else."""
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    found: list[int] = np.frombuffer(digests, "<u8").tolist()
    return found


def unopened_costs(kinds: ArrowArray, sizes: ArrowArray, hashed: bool) -> ArrowArray:
    """Return what reading assets costs that planning did not open, as bytes that are hashed, leaving out pixels."""
    times = pa.array([float(hashed) + _READING.get(kind, 0) for kind in kinds.to_pylist()], pa.float64())
    return pc.add(pc.multiply(sizes.cast(pa.float64()), times), float(_ASSET_BYTES))


def with_pixels(costs: ArrowArray, pixels: ArrowArray) -> ArrowArray:
    """Return the costs with that of decoding those pictures."""
    return pc.add(costs, pc.multiply(pixels.cast(pa.float64()), float(_DECODING_BYTES)))


def _opened_cost(piece: Piece) -> float:
    if piece.stop is not None and piece.reader != "parquet":
        size = piece.stop - piece.start
    elif piece.reader == "picture" and not piece.hashes:
        size = 0
    else:
        size = piece.size
    return size + _ASSET_BYTES + piece.pixels * _DECODING_BYTES


@dataclass(frozen=True, slots=True)
class UnitRows:
    """Units as columns: what each reads, its size, and the tables whose verdicts it needs."""

    ends: list[int]
    """Where each unit ends in ``pieces``."""

    reads: list[bytes]
    """Hash of what each unit reads."""

    sizes: list[int]
    tables: list[list[str]]
    pieces: ArrowArray


def cut_opened(batches: Iterable[ArrowArray]) -> Iterator[UnitRows]:
    """Yield the units of pieces of what planning opened; a container's unit needs the verdicts on all tables in it."""

    def ends(rows: ArrowArray) -> list[int]:
        pieces = PieceRows(rows)
        return cutter.ends(ranks(piece.asset for piece in pieces), map(_opened_cost, pieces))

    cutter = Cutter(SMALL_UNIT_BYTES / 2, SMALL_UNIT_BYTES, UNIT_ASSETS)
    for rows, at in _together(batches, ends):
        pieces = PieceRows(rows)
        parts = [pieces[start:end] for start, end in pairwise((0, *at))]
        yield UnitRows(
            ends=at,
            reads=[_reads(json.dumps(list(map(_piece_row, part)), default=asdict).encode()) for part in parts],
            sizes=[Unit("", part).size for part in parts],
            tables=[sorted({container_of(piece.table) for piece in part if piece.table is not None}) for part in parts],
            pieces=rows,
        )


def cut_unopened(batches: Iterable[tuple[ArrowArray, ArrowArray]], total: float) -> Iterator[UnitRows]:
    """Yield the units of assets that planning did not open.

    Args:
        batches: pieces, and what reading each costs.
        total: what reading all of them costs.
    """
    # By powers of four, so that a growing dataset keeps its units but for a few times in its life.
    more = max(1, 4 ** math.ceil(math.log(max(1, total / UNOPENED_UNIT_BYTES / MOST_UNITS), 4)))
    cutter = Cutter(UNOPENED_UNIT_BYTES * more, 4 * UNOPENED_UNIT_BYTES * more, UNIT_ASSETS * more)
    costs: list[ArrowArray] = []

    def ends(rows: ArrowArray) -> list[int]:
        return cutter.ends(ranks(rows.field("asset").to_pylist()), costs.pop().to_pylist())

    def pieces() -> Iterator[ArrowArray]:
        for rows, its_costs in batches:
            costs.append(its_costs)
            yield rows

    for rows, at in _together(pieces(), ends):
        yield _unopened_units(rows, at)


def _together(
    batches: Iterable[ArrowArray], ends_in: Callable[[ArrowArray], list[int]]
) -> Iterator[tuple[ArrowArray, list[int]]]:
    """Yield whole units, several together, with where each ends; one that a batch leaves open goes on in the next."""
    held: list[ArrowArray] = []
    for rows in batches:
        before = sum(map(len, held))
        ends = ends_in(rows)
        if ends:
            yield pa.concat_arrays([*held, rows[: ends[-1]]]), [before + end for end in ends]
            held = []
        held.append(rows[ends[-1] if ends else 0 :])
    if rest := sum(map(len, held)):
        yield pa.concat_arrays(held), [rest]


def _unopened_units(rows: ArrowArray, ends: list[int]) -> UnitRows:
    columns = dict(zip(PIECE.names, rows.flatten(), strict=True))
    names, versions = columns["asset"].to_pylist(), columns["version"].to_pylist()
    sizes = columns["size"].to_numpy().astype("<i8")
    marks = np.stack([columns[name].to_numpy(zero_copy_only=False) for name in ("pixels", "hashes")])
    bounds = list(pairwise((0, *ends)))
    reads = [
        _reads(
            "\0".join((*names[start:end], *versions[start:end])).encode(),
            sizes[start:end].tobytes(),
            marks[:, start:end].tobytes(),
        )
        for start, end in bounds
    ]
    return UnitRows(ends, reads, [int(sizes[start:end].sum()) for start, end in bounds], [[] for _ in ends], rows)


def _reads(*content: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in content:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


class UnitIds:
    """Gives units their ids: hashes of what they read and of what they do."""

    def __init__(self, context: ScanContext, verdicts: Iterable[Verdict]) -> None:
        said = asdict(context)
        for name in ("rules_dirs", "key_file", "face_model"):  # where things lie says nothing of what they are
            del said[name]
        self._settings = json.dumps(said, sort_keys=True)
        self._of_table: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            self._of_table.setdefault(container_of(verdict.table), []).append(verdict)

    def verdicts(self, tables: Iterable[str]) -> tuple[Verdict, ...]:
        """Return the verdicts on these tables and on those within them."""
        return tuple(verdict for table in tables for verdict in self._of_table.get(table, ()))

    def id(self, reads: bytes, tables: Iterable[str]) -> str:
        """Return the id of the unit that reads this and needs the verdicts on these tables."""
        judged = json.dumps([asdict(verdict) for verdict in self.verdicts(tables)])
        content = f"{self._settings}\n{reads.hex()}\n{judged}"
        return "u-" + hashlib.blake2b(content.encode(), digest_size=12).hexdigest()


def units_of(rows: UnitRows, ids: UnitIds) -> Iterator[Unit]:
    """Yield rows as units."""
    for (start, end), reads, tables in zip(pairwise((0, *rows.ends)), rows.reads, rows.tables, strict=True):
        yield Unit(ids.id(reads, tables), PieceRows(rows.pieces[start:end]), ids.verdicts(tables))


def cut_units(context: ScanContext, pieces: Iterable[Piece], verdicts: Iterable[Verdict]) -> Iterator[Unit]:
    """Yield the units that together read these pieces of what planning opened, in order."""
    ids = UnitIds(context, verdicts)
    for rows in cut_opened([piece_rows(pieces)]):
        yield from units_of(rows, ids)
