"""Builds the sketch of a column, batch by batch."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.table.value_tests import LONGEST_TESTED, ValueTests
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.columns import SKETCH_SIZE, ColumnSketch
from piiscan.model.keyed_hash import hash_column
from piiscan.model.schemas import SKETCHES

_MANY = 4096
"""Values of which only those with the lowest hashes are looked at."""

_HASHED_PREFIX = 4 * LONGEST_TESTED
"""Bytes of a cell that decide its hash here: at least all that the tests look at, so that one hash has one answer."""


class SketchBuilder:
    """Counts one column; what it keeps does not depend on the order of values or batches."""

    def __init__(self, name: str, position: int, tests: ValueTests, key: bytes) -> None:
        self._name, self._position, self._tests, self._key = name, position, tests, key
        self._rows = 0
        self._nulls = 0
        self._kept: dict[int, tuple[int, str | bytes]] = {}
        """By hash: how often, and what the tests look at of the value. Most are displaced before any is tested."""

    def add(self, cells: PresentText) -> None:
        """Count a batch."""
        self._rows += cells.rows
        self._nulls += cells.rows - len(cells.text)
        if len(cells.text) == 0:
            return
        text, counts = _distinct(cells)
        hashes = hash_column(_prefix(text), self._key)
        self._keep(text, hashes, counts)

    def _keep(self, text: ArrowArray, hashes: npt.NDArray[np.uint64], counts: npt.NDArray[np.int64] | None) -> None:
        """Take in the values whose hash is among the smallest so far; few are once some batches have passed."""
        if len(self._kept) == SKETCH_SIZE:
            rows = np.flatnonzero(hashes <= np.uint64(max(self._kept)))
            hashes, text = hashes[rows], text.take(pa.array(rows))
            counts = counts[rows] if counts is not None else None
        elif counts is None and (lowest := _lowest(hashes)) is not None:
            hashes, text = hashes[lowest], text.take(pa.array(lowest))
        found, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
        weights = np.bincount(inverse, weights=counts, minlength=len(found))
        values = text.take(pa.array(first[:SKETCH_SIZE])).to_pylist()
        for value_hash, weight, value in zip(found[:SKETCH_SIZE].tolist(), weights.tolist(), values, strict=False):
            before, tested = self._kept.get(value_hash) or (0, value.strip()[:LONGEST_TESTED])
            self._kept[value_hash] = (before + int(weight), tested)
        if len(self._kept) > SKETCH_SIZE:
            self._kept = {value_hash: self._kept[value_hash] for value_hash in sorted(self._kept)[:SKETCH_SIZE]}

    def sketch(self) -> ColumnSketch:
        """Return what was counted."""
        hashes = sorted(self._kept)
        return ColumnSketch(
            name=self._name,
            position=self._position,
            rows=self._rows,
            nulls=self._nulls,
            hashes=tuple(hashes),
            weights=tuple(self._kept[value_hash][0] for value_hash in hashes),
            passes=tuple(self._tests.passes(self._kept[value_hash][1]) for value_hash in hashes),
        )


def small_sketches(
    tables: tuple[list[str], list[str]],
    column: tuple[str, int],
    cells: PresentText,
    places: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    tests: ValueTests,
    key: bytes,
) -> pa.Table:
    """Return the sketches of a column of many small tables, as a builder would make them one by one.

    Args:
        tables: their assets, and the name of the table that each is part of.
        column: its name, and its place among the columns.
        cells: those of all tables that hold something, in order.
        places: the table of each cell, and the number of values of each table, ``SKETCH_SIZE`` at most.
        tests: for values under that name.
        key: for their hashes.
    """
    (assets, names), (owners, rows) = tables, places
    hashes = hash_column(_prefix(cells.distinct), key) if len(cells.text) else np.empty(0, np.uint64)
    hashes = hashes if cells.codes is None else hashes[cells.codes]
    order = np.lexsort((hashes, owners))
    owners, hashes = owners[order], hashes[order]
    first = np.flatnonzero(np.append(True, (owners[1:] != owners[:-1]) | (hashes[1:] != hashes[:-1]))[: len(order)])
    values = cells.text.take(pa.array(order[first])).to_pylist()
    ends = pa.array(np.searchsorted(owners[first], np.arange(len(assets) + 1)), pa.int32())
    columns = {
        "asset": assets,
        "table": names,
        "name": pa.repeat(column[0], len(assets)),
        "position": pa.repeat(pa.scalar(column[1], pa.int32()), len(assets)),
        "rows": rows,
        "nulls": rows - np.bincount(owners, minlength=len(assets)),
        "hashes": pa.ListArray.from_arrays(ends, pa.array(hashes[first])),
        "weights": pa.ListArray.from_arrays(ends, pa.array(np.diff(np.append(first, len(order))), pa.int64())),
        "passes": pa.ListArray.from_arrays(
            ends, pa.array([tests.passes(value.strip()[:LONGEST_TESTED]) for value in values], pa.string())
        ),
    }
    return pa.table(columns, schema=SKETCHES)


def _distinct(cells: PresentText) -> tuple[ArrowArray, npt.NDArray[np.int64] | None]:
    """Return distinct values with their counts where they are known, else the values themselves."""
    if cells.codes is None or cells.values is None:
        return cells.text, None
    counts = np.bincount(cells.codes, minlength=len(cells.values))
    there = np.flatnonzero(counts)
    return cells.values.take(pa.array(there)), counts[there]


def _lowest(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64] | None:
    """Return the rows of all hashes up to some small one, if that are enough different ones for a sketch."""
    if len(hashes) <= _MANY:
        return None
    rows: npt.NDArray[np.int64] = np.flatnonzero(hashes <= np.partition(hashes, _MANY // 4)[_MANY // 4])
    return rows if len(np.unique(hashes[rows])) >= SKETCH_SIZE else None


def _prefix(text: ArrowArray) -> ArrowArray:
    octets = text.cast(pa.large_binary())
    if pc.max(pc.binary_length(octets)).as_py() <= _HASHED_PREFIX:
        return octets
    return pc.binary_slice(octets, 0, _HASHED_PREFIX)


def sketches_table(asset: str, table: str, sketches: Iterable[ColumnSketch], schema: pa.Schema) -> pa.Table:
    """Return sketches as rows of the internal table ``sketches``."""
    rows = list(sketches)
    return pa.table(
        {
            "asset": [asset] * len(rows),
            "table": [table] * len(rows),
            "name": [sketch.name for sketch in rows],
            "position": [sketch.position for sketch in rows],
            "rows": [sketch.rows for sketch in rows],
            "nulls": [sketch.nulls for sketch in rows],
            "hashes": [sketch.hashes for sketch in rows],
            "weights": [sketch.weights for sketch in rows],
            "passes": [sketch.passes for sketch in rows],
        },
        schema=schema,
    )
