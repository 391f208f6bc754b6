"""Holdings: what each record holds, and where, as one number for each set of it that occurs.

A database groups fifty million findings in many seconds. They were written column by column, so a long run of them
shares everything but the record, and what a record holds is put together as bits in whole columns.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.risk.kinds import Kinds, unique_sets
from piiscan.risk.overlaps import Stretches
from piiscan.risk.token_runs import Filling, Records, asset_column, encoded

Numbers32 = npt.NDArray[np.int32]

FindingParts = Callable[[], Iterable[Iterable[pa.RecordBatch]]]
"""Gives the parts of ``findings``, each as batches with at least the columns of ``COLUMNS``."""

COLUMNS = ("asset", "record", "category", "evidence", "field")
_WORDS = ("asset", "category", "evidence", "field")
_BATCH_ROWS = 1_000_000
_LONG_RUN = 1024
"""Rows from which on a run is a column's."""

_MOST_SHORT = 2_000_000
"""Rows in short runs that are put together at a time."""

_MET = """
CREATE OR REPLACE TEMP TABLE met AS
SELECT asset, record, min(holding) AS least, max(holding) AS most, count(*) AS times
FROM holdings GROUP BY asset, record
"""

# Lists are dear: they are made for the few records that were met three times and more.
_MET_OFTEN = """
CREATE OR REPLACE TEMP TABLE met_often AS
SELECT asset, record, list_sort(list_distinct(list(holding))) AS found
FROM holdings SEMI JOIN (FROM met WHERE times > 2 AND least < most) USING (asset, record) GROUP BY asset, record
"""

_DIFFERENT = """
SELECT DISTINCT [least, most] AS found FROM met WHERE times = 2 AND least < most
UNION SELECT DISTINCT found FROM met_often
"""

_MERGED = """
CREATE OR REPLACE TEMP TABLE holdings AS
SELECT asset, record, coalesce(united.holding, least) AS holding
FROM (SELECT asset, record, least, coalesce(found, [least, most]) AS found
      FROM met LEFT JOIN met_often USING (asset, record))
LEFT JOIN united USING (found)
"""


def findings_in(db: duckdb.DuckDBPyConnection) -> FindingParts:
    """Return the table ``findings`` of a database as one part."""
    return lambda: [db.sql(f"SELECT {', '.join(COLUMNS)} FROM findings").to_arrow_reader(_BATCH_ROWS)]  # noqa: S608 - ours


def gather_holdings(db: duckdb.DuckDBPyConnection, parts: FindingParts) -> None:
    """Create ``holdings`` (asset, record, holding) and ``holding_members`` (holding, category, place, table, field).

    ``holdings`` has one row for each record with a finding. The members of a holding are the categories that its
    records hold, each at a place: in a column or a text of one field of one table, or in metadata, in a name, in
    pixels, where table and field are empty. ``category_findings`` (category, findings) counts the findings themselves.

    Args:
        db: the report's database, with ``fields``.
        parts: gives ``findings`` part by part.
    """
    kinds = Kinds(_tables(db))
    filling = Filling(db, "holdings", "asset VARCHAR, record BIGINT, holding INTEGER")
    stretches = Stretches()
    for part in parts():
        for asset, records, holdings in _gather(part, kinds):
            filling.add(pa.table([asset, pa.array(records), pa.array(holdings)], names=("asset", "record", "holding")))
            stretches.add(asset, records)
    filling.flush()
    if stretches.overlap():
        _merge(db, kinds)
    kinds.write(db)


def _tables(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    told = 'SELECT asset, min("table") FROM fields WHERE "table" IS NOT NULL GROUP BY asset'
    return dict(db.execute(told).fetchall())


def _merge(db: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make one row of those of a record that was found in several parts, such as a picture and its name."""
    db.execute(_MET)
    db.execute(_MET_OFTEN)
    found = [row[0] for row in db.execute(_DIFFERENT).fetchall()]
    rows = {"found": found, "holding": kinds.unions(found)}
    united = pa.table(rows, schema=pa.schema([("found", pa.list_(pa.int32())), ("holding", pa.int32())]))
    db.register("united", united)
    db.execute(_MERGED)
    db.unregister("united")
    for table in ("met", "met_often"):
        db.execute(f"DROP TABLE {table}")


Gathered = tuple[pa.Array, Records, Numbers32]
"""The asset and the number of each record, and its holding."""


def _gather(batches: Iterable[pa.RecordBatch], kinds: Kinds) -> Iterator[Gathered]:
    """Yield what the records of one part hold, each record once unless there are very many."""
    columns: dict[str, _Column] = {}
    short = _Short()
    for batch in batches:
        if batch.num_rows:
            _sort_out(batch, kinds, columns, short)
        if short.rows > _MOST_SHORT:
            yield from short.gather(kinds, columns)
    yield from short.gather(kinds, columns)
    for asset, column in columns.items():
        records, holdings = column.gather(kinds)
        yield asset_column(asset, len(records)), records, holdings


def _sort_out(batch: pa.RecordBatch, kinds: Kinds, columns: "dict[str, _Column]", short: "_Short") -> None:
    """Take in long runs by themselves, and put the others aside."""
    words = [encoded(batch.column(name)) for name in _WORDS]
    codes = [word.indices.to_numpy() for word in words]
    starts = np.concatenate([[0], np.flatnonzero(np.any([code[1:] != code[:-1] for code in codes], axis=0)) + 1])
    lengths = np.diff(np.append(starts, batch.num_rows))
    names = [word.dictionary.to_pylist() for word in words]
    heads = [code[starts] for code in codes]
    of_run = kinds.numbers(names, heads)
    kinds.count(names[1], heads[1], lengths)
    records = batch.column("record").to_numpy()
    for run in np.flatnonzero(lengths >= _LONG_RUN).tolist():
        column = columns.setdefault(names[0][heads[0][run]], _Column())
        column.add(records[starts[run] : starts[run] + lengths[run]], int(of_run[run]))
    few = lengths < _LONG_RUN
    if few.any():
        rows = np.repeat(few, lengths)
        short.add(names[0], np.repeat(heads[0][few], lengths[few]), records[rows], np.repeat(of_run[few], lengths[few]))


class _Column:
    """The records of one asset that stand close together, with a bit for each kind."""

    def __init__(self) -> None:
        self._first = 0
        self._bits: list[npt.NDArray[np.uint64]] = []
        self._kinds: dict[int, int] = {}

    def add(self, records: Records, kind: int) -> None:
        """Say that these records hold a kind."""
        places = records - self._reach(int(records.min()), int(records.max()))
        word, bit = divmod(self._kinds.setdefault(kind, len(self._kinds)), 64)
        while len(self._bits) <= word:
            self._bits.append(np.zeros_like(self._bits[0]))
        self._bits[word][places] |= np.uint64(1 << bit)

    def holds(self, records: Records) -> npt.NDArray[np.bool_]:
        """Return which of these records have a place here."""
        held: npt.NDArray[np.bool_] = (records >= self._first) & (records < self._first + len(self._bits[0]))
        return held

    def gather(self, kinds: Kinds) -> tuple[Records, Numbers32]:
        """Return the records that hold anything, and their holdings."""
        bits = np.stack(self._bits)
        places = np.flatnonzero(bits.any(axis=0))
        return places + self._first, unique_sets(bits[:, places], list(self._kinds), kinds)

    def _reach(self, least: int, most: int) -> int:
        """Make room for records up to these, and return the first one that there is room for."""
        if not self._bits:
            self._first, self._bits = least, [np.zeros(most - least + 1, np.uint64)]
        before, after = max(0, self._first - least), max(0, most + 1 - self._first - len(self._bits[0]))
        if before or after:
            self._bits = [np.pad(word, (before, after)) for word in self._bits]
            self._first -= before
        return self._first


class _Short:
    """Rows of short runs, such as the findings of pictures, which are of another asset every few rows."""

    def __init__(self) -> None:
        self._assets: dict[str, int] = {}
        self._waiting: list[tuple[Numbers32, Records, Numbers32]] = []
        self.rows = 0

    def add(self, names: list[str], assets: Numbers32, records: Records, kinds: Numbers32) -> None:
        """Put rows aside: the asset of each by its place in ``names``."""
        own = np.array([self._assets.setdefault(name, len(self._assets)) for name in names], np.int32)
        self._waiting.append((own[assets], records, kinds))
        self.rows += len(records)

    def gather(self, kinds: Kinds, columns: dict[str, _Column]) -> Iterator[Gathered]:
        """Give each row to the column that has a place for it, and yield what the others hold."""
        if not self._waiting:
            return
        assets, records, numbers = (np.concatenate(column) for column in zip(*self._waiting, strict=True))
        names = pa.array(list(self._assets), pa.string())
        left = np.ones(len(records), np.bool_)
        for name, column in columns.items():
            of_asset = np.flatnonzero(assets == self._assets.get(name, -1))
            rows = of_asset[column.holds(records[of_asset])]
            for kind in np.unique(numbers[rows]).tolist():
                column.add(records[rows[numbers[rows] == kind]], kind)
            left[rows] = False
        if left.any():
            places, records, holdings = _of_rows(assets[left], records[left], numbers[left], kinds)
            yield pa.DictionaryArray.from_arrays(pa.array(places), names), records, holdings
        self._assets, self._waiting, self.rows = {}, [], 0


def _of_rows(
    assets: Numbers32, records: Records, numbers: Numbers32, kinds: Kinds
) -> tuple[Numbers32, Records, Numbers32]:
    """Return assets, records and holdings, one for each record, of rows in any order."""
    if ((np.diff(assets) < 0) | ((np.diff(assets) == 0) & (np.diff(records) < 0))).any():
        order = np.lexsort((records, assets))
        assets, records, numbers = assets[order], records[order], numbers[order]
    changes = np.flatnonzero((np.diff(assets) != 0) | (np.diff(records) != 0)) + 1
    starts = np.concatenate([[0], changes])
    own, places = np.unique(numbers, return_inverse=True)
    words = []
    for first, end in pairwise([*range(0, len(own), 64), len(own)]):
        within = (places >= first) & (places < end)
        bits = np.where(within, np.uint64(1) << (places - first).clip(0, 63).astype(np.uint64), np.uint64(0))
        words.append(np.bitwise_or.reduceat(bits, starts))
    return assets[starts], records[starts], unique_sets(np.stack(words), own.tolist(), kinds)
