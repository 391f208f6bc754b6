"""Tokens as columns: the rows of ``links`` as runs of one field each, and what they say of each record as one number.

A database joins and groups a hundred million rows in minutes. They were written field by field, so a run of rows shares
everything but record and token, and adding up a record's tokens is arithmetic on whole columns.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.uint64]
Records = npt.NDArray[np.int64]


class LinkPart(Protocol):
    """A part of ``links``, to read as often as wanted."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield its rows."""

    def without_tokens(self) -> Iterator[pa.RecordBatch]:
        """Yield its rows without the column of tokens, which is nearly all that there is to read."""


LinkParts = Callable[[], Iterable[LinkPart]]
"""Gives the parts of ``links``, as often as asked; all rows of one record stand in one part."""

_WORDS = ("asset", "field", "role", "level")
_BATCH_ROWS = 1_000_000
_SPARSE = 4
"""Numbers of records for each record that is there, from which on they are looked up and not counted through."""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of one field of one asset at one level."""

    field: str
    role: str
    level: str
    records: Records
    tokens: Numbers
    """The eight bytes of each, read as a number."""


def parts_in(db: duckdb.DuckDBPyConnection) -> LinkParts:
    """Return the table ``links`` of a database as one part."""
    return lambda: [_Query(db)]


class _Query:
    """The table ``links`` of a database, read anew each time."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        links = self._db.sql("SELECT asset, field, role, level, record, token FROM links")
        yield from links.to_arrow_reader(_BATCH_ROWS)

    def without_tokens(self) -> Iterator[pa.RecordBatch]:
        links = self._db.sql("SELECT asset, field, role, level, record FROM links")
        yield from links.to_arrow_reader(_BATCH_ROWS)


def runs_by_asset(batches: Iterable[pa.RecordBatch], roles: frozenset[str], level: str) -> dict[str, list[Run]]:
    """Return the runs of a part that play these roles, by asset; those at other levels come without their rows."""
    found: defaultdict[str, list[Run]] = defaultdict(list)
    for batch in batches:
        for asset, run in runs_in(batch, roles):
            # Copied, so that the batch with all else that stands in it can go.
            rows = slice(None) if run.level == level else slice(0)
            found[asset].append(replace(run, records=run.records[rows].copy(), tokens=run.tokens[rows].copy()))
    return found


def runs_in(batch: pa.RecordBatch, roles: frozenset[str]) -> Iterator[tuple[str, Run]]:
    """Yield the runs in a batch that play these roles, each with its asset; without tokens where the batch has none."""
    played = encoded(batch.column("role"))
    wanted = np.array([role in roles for role in played.dictionary.to_pylist()], np.bool_)
    mask = wanted[played.indices.to_numpy()]
    if not mask.all():
        batch = batch.filter(pa.array(mask))
    if not batch.num_rows:
        return
    words = [encoded(batch.column(name)) for name in _WORDS]
    codes = [word.indices.to_numpy() for word in words]
    changes = np.zeros(batch.num_rows - 1, np.bool_)
    for code in codes:
        changes |= code[1:] != code[:-1]
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    names = [word.dictionary.take(pa.array(code[starts])).to_pylist() for word, code in zip(words, codes, strict=True)]
    records = batch.column("record").to_numpy()
    tokens = _numbers(batch.column("token")) if "token" in batch.schema.names else np.empty(0, np.uint64)
    ends = [*starts[1:].tolist(), batch.num_rows]
    for asset, field, role, level, start, end in zip(*names, starts.tolist(), ends, strict=True):
        yield asset, Run(field, role, level, records[start:end], tokens[start:end])


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """Return a column of words as numbers and the words that they stand for."""
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _numbers(tokens: pa.Array) -> Numbers:
    fixed = tokens if pa.types.is_fixed_size_binary(tokens.type) else tokens.cast(pa.binary(8))
    return np.frombuffer(fixed.buffers()[1], np.uint64, count=len(fixed), offset=8 * fixed.offset)


class Rows:
    """The records of one asset in one part, and numbers added up for each."""

    def __init__(self, pieces: Sequence[Records]) -> None:
        self._first = min(int(records.min()) for records in pieces)
        last = max(int(records.max()) for records in pieces)
        width = last - self._first + 1
        self._sorted = None
        if width > _SPARSE * sum(map(len, pieces)):
            self._sorted = np.unique(np.concatenate(pieces))
            width = len(self._sorted)
        self._there = np.zeros(width, np.bool_)
        for records in pieces:
            self._there[self.places(records)] = True
        self._all = bool(self._there.all())
        self._before: npt.NDArray[np.int64] | None = None

    def __len__(self) -> int:
        """Return how many records are there."""
        return int(np.count_nonzero(self._there))

    def places(self, records: Records) -> npt.NDArray[np.int64]:
        """Return the place of each of these records."""
        if self._sorted is not None:
            return np.searchsorted(self._sorted, records)
        return records - self._first

    def holds(self, records: Records) -> npt.NDArray[np.bool_]:
        """Return which of these records are there."""
        places = self.places(records)
        within = (places >= 0) & (places < len(self._there))
        places = np.where(within, places, 0)
        held: npt.NDArray[np.bool_] = within & self._there[places] & (self.records_at(places) == records)
        return held

    def sums(self, runs: Iterable[Run], salted: Callable[[Run], str]) -> Numbers:
        """Return for each place the sum of its tokens, each mixed with the field that it stands in."""
        total = np.zeros(len(self._there), np.uint64)
        for run in runs:
            _add(total, self.places(run.records), mixed(run.tokens, salted(run)))
        return total

    def stretch(self, run: Run, salt: str) -> tuple[int, Numbers]:
        """Return the sums of a run alone, from the first of its records on, counting only records that are there."""
        places, numbers = self.ranks(run.records), mixed(run.tokens, salt)
        first = int(places.min())
        total = np.zeros(int(places.max()) - first + 1, np.uint64)
        _add(total, places - first, numbers)
        return first, total

    def ranks(self, records: Records) -> npt.NDArray[np.int64]:
        """Return for each of these records, which are there, how many are before it."""
        places = self.places(records)
        return places if self._all else self._ranks()[places]

    def _ranks(self) -> npt.NDArray[np.int64]:
        if self._before is None:
            self._before = np.cumsum(self._there) - 1
        return self._before

    def present(self, numbers: Numbers) -> Numbers:
        """Return the numbers of the places where a record is."""
        return numbers[self._there]

    @property
    def records(self) -> Records:
        """The records that are there, ascending."""
        return self.records_at(np.flatnonzero(self._there))

    def records_at(self, places: npt.NDArray[np.int64]) -> Records:
        """Return the records at these places."""
        return places + self._first if self._sorted is None else self._sorted[places]


def _add(total: Numbers, places: npt.NDArray[np.int64], numbers: Numbers) -> None:
    if len(places) < 2 or (np.diff(places) > 0).all():  # noqa: PLR2004 - two make an order
        total[places] += numbers
    else:
        np.add.at(total, places, numbers)


def mixed(tokens: Numbers, salt: str) -> Numbers:
    """Return tokens mixed with a word, so that sums of them are equal only where their parts are.

    The last steps of splitmix64 (Steele, Lea and Flood, 2014); the tokens are keyed hashes already.
    """
    numbers = tokens ^ np.uint64(int.from_bytes(hashlib.blake2b(salt.encode(), digest_size=8).digest(), "little"))
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers


class Filling:
    """A table of the database that is filled with columns, some hundred thousand rows at a time."""

    def __init__(self, db: duckdb.DuckDBPyConnection, table: str, columns: str) -> None:
        self._db, self._table = db, table
        self._waiting: list[pa.Table] = []
        self._rows = 0
        db.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")

    def add(self, rows: pa.Table) -> None:
        """Add rows whose columns stand in the order of the table's."""
        self._waiting.append(rows)
        self._rows += len(rows)
        if self._rows >= _BATCH_ROWS // 4:
            self.flush()

    def flush(self) -> None:
        """Put what waits into the table."""
        if self._waiting:
            self._db.register("waiting_rows", pa.concat_tables(self._waiting))
            self._db.execute(f"INSERT INTO {self._table} FROM waiting_rows")
            self._db.unregister("waiting_rows")
            self._waiting, self._rows = [], 0


def asset_column(asset: str, rows: int) -> pa.Array:
    """Return a column that names one asset, at the cost of one number a row."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([asset], pa.string()))
