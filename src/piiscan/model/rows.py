"""Turns hits and findings into rows of the published tables, without an object per row.

All rows of one ``Hits`` share everything but the record: those columns are slices of one repeated value, so they cost
neither time nor memory, and the Parquet writer stores them as runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, groupby
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.findings import Finding, Hits
from piiscan.model.schemas import FINDINGS, LINKS

_WORDS = ("asset", "category", "field", "evidence", "detector", "shown")
_SLICE = 1 << 16


class _Single:
    """Findings of single records, such as pictures, in the order of their records."""

    def __init__(self) -> None:
        self._assets: list[str] = []
        self._records: list[int] = []
        self._counts: list[int] = []
        self.findings: list[Finding] = []

    def add(self, asset: str, record: int, findings: Sequence[Finding]) -> None:
        self._assets.append(asset)
        self._records.append(record)
        self._counts.append(len(findings))
        self.findings += findings

    def columns(self, words: "_Dictionaries") -> dict[str, Any]:
        """Return them as columns. Detectors hand out equal findings as one object: each is looked at once."""
        rows = len(self.findings)
        addresses = np.fromiter(map(id, self.findings), np.int64, rows)
        _, first, place = np.unique(addresses, return_index=True, return_inverse=True)
        taken = pa.array(place.astype(np.int32))
        unique = _unique_columns([self.findings[at] for at in first.tolist()], words)
        assets = np.fromiter((words.code("asset", asset) for asset in self._assets), np.int32, len(self._assets))
        return {
            **{name: column.take(taken) for name, column in unique.items()},
            "asset": pa.array(np.repeat(assets, self._counts)),
            "record": pa.array(np.repeat(np.array(self._records, np.int64), self._counts)),
            "span_start": _nothing("span_start", rows),
            "span_end": _nothing("span_end", rows),
        }


class HitRows(Protocol):
    """Takes findings at many records of an asset."""

    def add_hits(self, asset: str, hits: Hits) -> None:
        """Add the same finding at many records of an asset."""


@dataclass(slots=True)
class FindingRows:
    """Collects the findings of a unit."""

    _chunks: list[tuple[str, Hits]] = field(default_factory=list)
    _spread: list[tuple[list[str], Hits]] = field(default_factory=list)
    """Hits in several assets: the asset of each, and the hits."""

    _single: _Single = field(default_factory=_Single)

    def add_hits(self, asset: str, hits: Hits) -> None:
        """Add the same finding at many records of an asset."""
        for start in range(0, len(hits.records), _SLICE):
            self._chunks.append((asset, _part(hits, start)))

    def add_hits_of(self, assets: list[str], hits: Hits) -> None:
        """Add the same finding at a record of each of these assets, or at all records of the only one."""
        if len(assets) == 1:
            self.add_hits(assets[0], hits)
            return
        for start in range(0, len(hits.records), _SLICE):
            self._spread.append((assets[start : start + _SLICE], _part(hits, start)))

    def add(self, asset: str, record: int, finding: Finding) -> None:
        """Add one finding of one record."""
        self._single.add(asset, record, (finding,))

    def add_all(self, asset: str, record: int, findings: Sequence[Finding]) -> None:
        """Add the findings of one record."""
        if findings:
            self._single.add(asset, record, findings)

    def table(self) -> pa.Table:
        """Return the rows; words are dictionary-encoded, with one dictionary for each column."""
        words = _Dictionaries(_WORDS)
        alike = sorted(self._chunks, key=lambda chunk: (chunk[0], chunk[1].finding.field, chunk[1].finding.category))
        batches = [_hits_batch(asset, hits, words) for asset, hits in chain(alike, self._spread)]
        if self._single.findings:
            batches.append(self._single.columns(words))
        schema = words.schema(FINDINGS)
        chunks = [words.encode(batch, schema) for batch in batches]
        return pa.Table.from_batches(chunks, schema=schema)


@dataclass(slots=True)
class LinkRows:
    """Collects the tokens of a unit."""

    _chunks: list[dict[str, Any]] = field(default_factory=list)

    def add(self, place: tuple[str, str, str, str], records: ArrowArray, tokens: ArrowArray) -> None:
        """Add tokens of one field: ``place`` is asset, field, role and level."""
        words = dict(zip(("asset", "field", "role", "level"), place, strict=True))
        self._chunks.append({**words, "record": records, "token": tokens})

    def add_assets(
        self, assets: list[str], place: tuple[str, str, str], tokens: ArrowArray, records: ArrowArray | None = None
    ) -> None:
        """Add a token for a record of each of these assets: ``place`` is field, role and level.

        Without ``records``, each asset is one.
        """
        words = dict(zip(("field", "role", "level"), place, strict=True))
        own = pa.array([0] * len(assets), pa.int64()) if records is None else records
        self._chunks.append({"asset": assets, **words, "record": own, "token": tokens})

    def table(self) -> pa.Table:
        """Return the rows; words are dictionary-encoded, with one dictionary for each column."""
        words = _Dictionaries(("asset", "field", "role", "level"))
        alike = sorted(self._chunks, key=lambda chunk: [_only_word(chunk[name]) for name in words.names])
        coded = [{**chunk, **{name: words.codes(name, chunk[name]) for name in words.names}} for chunk in alike]
        schema = words.schema(LINKS)
        return pa.Table.from_batches([words.encode(chunk, schema) for chunk in coded], schema=schema)


class _Dictionaries:
    """One growing dictionary for each column of words, so that all chunks of a table share it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._codes: dict[str, dict[str, int]] = {name: {} for name in names}
        self._arrays: dict[str, ArrowArray] = {}

    def code(self, name: str, word: str | None) -> int | None:
        codes = self._codes[name]
        return None if word is None else codes.setdefault(word, len(codes))

    def codes(self, name: str, said: str | Sequence[str]) -> Any:
        """Return the code of a word, or an array of codes of several."""
        return (
            self.code(name, said) if isinstance(said, str) else pa.array([self.code(name, x) for x in said], pa.int32())
        )

    def schema(self, published: pa.Schema) -> pa.Schema:
        kind = pa.dictionary(pa.int32(), pa.string())
        fields = [item.with_type(kind) if item.name in self.names else item for item in published]
        return pa.schema(fields, metadata=published.metadata)

    def encode(self, columns: dict[str, Any], schema: pa.Schema) -> pa.RecordBatch:
        rows = len(columns["record"])
        arrays = []
        for item in schema:
            column = columns[item.name]
            if item.name in self.names:
                indices = column if isinstance(column, pa.Array) else _repeated_code(column, rows)
                arrays.append(pa.DictionaryArray.from_arrays(indices, self._dictionary(item.name)))
            else:
                arrays.append(column)
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _dictionary(self, name: str) -> ArrowArray:
        if name not in self._arrays or len(self._arrays[name]) != len(self._codes[name]):
            self._arrays[name] = pa.array(list(self._codes[name]), pa.string())
        return self._arrays[name]


def _hits_batch(asset: str | Sequence[str], hits: Hits, words: _Dictionaries) -> dict[str, Any]:
    rows, finding = len(hits.records), hits.finding
    values = _words_of(asset, finding)
    return {
        **{name: None if value is None else words.codes(name, value) for name, value in values.items()},
        "record": hits.records,
        "confidence": _repeated_float(finding.confidence, rows),
        "precision": _repeated_float(finding.precision, rows),
        "span_start": _nothing("span_start", rows) if hits.span_start is None else hits.span_start,
        "span_end": _nothing("span_end", rows) if hits.span_end is None else hits.span_end,
        "box": _nothing("box", rows),
    }


def _words_of(asset: str | Sequence[str], finding: Finding) -> dict[str, Any]:
    return {
        "asset": asset,
        "category": finding.category,
        "field": finding.field,
        "evidence": finding.evidence,
        "detector": finding.detector,
        "shown": finding.shown,
    }


def _unique_columns(findings: list[Finding], words: _Dictionaries) -> dict[str, ArrowArray]:
    texts = [_words_of("", finding) for finding in findings]
    boxes = [None if f.box is None else (f.box.x, f.box.y, f.box.width, f.box.height) for f in findings]
    names = ("x", "y", "width", "height")
    return {
        **{name: pa.array([words.code(name, text[name]) for text in texts], pa.int32()) for name in _WORDS[1:]},
        "confidence": pa.array([f.confidence for f in findings], pa.float64()),
        "precision": pa.array([f.precision for f in findings], pa.float64()),
        "box": pa.array([box and dict(zip(names, box, strict=True)) for box in boxes], FINDINGS.field("box").type),
    }


def _part(hits: Hits, start: int) -> Hits:
    if start == 0 and len(hits.records) <= _SLICE:
        return hits
    begin, end = hits.span_start, hits.span_end
    return Hits(
        hits.finding,
        hits.records.slice(start, _SLICE),
        None if begin is None else begin.slice(start, _SLICE),
        None if end is None else end.slice(start, _SLICE),
    )


def _only_word(said: str | list[str]) -> str:
    """Return the word that all rows have; nothing where each has its own."""
    return said if isinstance(said, str) else ""


def _repeated_code(code: int | None, rows: int) -> ArrowArray:
    return pa.nulls(rows, pa.int32()) if code is None else _full_code(code).slice(0, rows)


@lru_cache(maxsize=256)
def _full_code(code: int) -> ArrowArray:
    return pa.array(np.full(_SLICE, code, np.int32))


def _repeated_float(value: float | None, rows: int) -> ArrowArray:
    return _nothing("precision", rows) if value is None else _full_float(value).slice(0, rows)


@lru_cache(maxsize=64)
def _full_float(value: float) -> ArrowArray:
    return pa.array(np.full(_SLICE, value, np.float64))


def _nothing(name: str, rows: int) -> ArrowArray:
    return _full_nothing(name).slice(0, rows) if rows <= _SLICE else pa.nulls(rows, FINDINGS.field(name).type)


@lru_cache(maxsize=8)
def _full_nothing(name: str) -> ArrowArray:
    return pa.nulls(_SLICE, FINDINGS.field(name).type)


def grouped(rows: pa.Table, words: Sequence[str]) -> Iterator[pa.Table]:
    """Yield rows as groups: those of a column, where they are many, by themselves, so that readers can leave them out.

    Args:
        rows: findings or links as they are collected, what is alike together.
        words: the names of the columns, dictionary-encoded, that rows of a group share.
    """
    waiting: list[pa.RecordBatch] = []
    for alike, batches in groupby(rows.to_batches(), key=lambda batch: [_only_code(batch[name]) for name in words]):
        group = list(batches)
        if None in alike or sum(len(batch) for batch in group) < _GROUP_ROWS:
            waiting += group
        else:
            yield pa.Table.from_batches(group, rows.schema)
    if waiting:
        yield pa.Table.from_batches(waiting, rows.schema)


_GROUP_ROWS = 16_384
"""Rows from which on a group of their own is worth what a file says of it."""


def _only_code(words: ArrowArray) -> int | None:
    """Return the code of the word that stands in every row, or None where there are several."""
    codes = words.indices.to_numpy(zero_copy_only=False)
    return int(codes[0]) if len(codes) and (codes == codes[0]).all() else None


def rows_table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return a few rows, such as one per picture or per piece, as a table of that schema."""
    return pa.Table.from_pylist(list(rows), schema=schema)
