"""Kinds: a category at a place, and the sets of kinds that records hold, each as a number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.model.findings import PLACES, Evidence, Place

_IN_FIELDS = frozenset({Place.COLUMN, Place.TEXT})
"""Places that are one field of a table."""

_SCHEMA = pa.schema(
    [
        ("holding", pa.int32()),
        ("category", pa.string()),
        ("place", pa.string()),
        ("table", pa.string()),
        ("field", pa.string()),
    ]
)

_Kind = tuple[str, str, str, str]
"""Category, place, table and field."""


class Kinds:
    """The kinds that occur, and the sets of them that records hold."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = tables
        self._kinds: dict[_Kind, int] = {}
        self._holdings: dict[frozenset[int], int] = {}
        self._findings: Counter[str] = Counter()

    def count(self, categories: Sequence[str], codes: npt.NDArray[np.int32], findings: npt.NDArray[np.int64]) -> None:
        """Count findings of categories, each told by its place in a list."""
        counted = np.bincount(codes, weights=findings, minlength=len(categories))
        self._findings.update({name: int(number) for name, number in zip(categories, counted, strict=True) if number})

    def numbers(self, names: Sequence[Sequence[str]], codes: Sequence[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
        """Return the kind of each finding.

        Args:
            names: the words that stand for assets, categories, evidence and fields.
            codes: of each finding, the place of its asset, category, evidence and field in them.
        """
        assets, categories, evidence, fields = names
        in_field = np.array([_place(word) in _IN_FIELDS for word in evidence])[codes[2]]
        # Of what stands in no field, neither asset nor field matter: of a million pictures there are few kinds.
        asset_codes, field_codes = np.where(in_field, codes[0], 0), np.where(in_field, codes[3], 0)
        one = np.int64(1)
        key = ((asset_codes * one * len(categories) + codes[1]) * len(evidence) + codes[2]) * len(fields) + field_codes
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        found = [
            self._number(assets[a], categories[c], evidence[e], fields[f])
            for a, c, e, f in zip(*(code[first].tolist() for code in codes), strict=True)
        ]
        return np.array(found, np.int32)[place]

    def holding(self, kinds: Iterable[int]) -> int:
        """Return the number of a set of kinds."""
        return self._holdings.setdefault(frozenset(kinds), len(self._holdings))

    def unions(self, holdings: Iterable[Sequence[int]]) -> list[int]:
        """Return for each of several lists of holdings the number of all that they have together."""
        sets = list(self._holdings)
        return [self.holding(frozenset[int]().union(*(sets[number] for number in each))) for each in holdings]

    def write(self, db: duckdb.DuckDBPyConnection) -> None:
        """Create ``holding_members``, a row for each kind of each holding, and ``category_findings``."""
        kinds = list(self._kinds)
        rows = [(number, *kinds[kind]) for held, number in self._holdings.items() for kind in sorted(held)]
        columns = {name: [row[at] for row in rows] for at, name in enumerate(_SCHEMA.names)}
        db.register("members_in", pa.table(columns, schema=_SCHEMA))
        db.execute("CREATE OR REPLACE TEMP TABLE holding_members AS FROM members_in")
        db.unregister("members_in")
        db.execute("CREATE OR REPLACE TEMP TABLE category_findings (category VARCHAR, findings BIGINT)")
        if self._findings:
            db.executemany("INSERT INTO category_findings VALUES (?, ?)", list(self._findings.items()))

    def _number(self, asset: str, category: str, evidence: str, field: str) -> int:
        place = _place(evidence)
        table, field = (self._tables.get(asset, asset), field) if place in _IN_FIELDS else ("", "")
        return self._kinds.setdefault((category, place, table, field), len(self._kinds))


def _place(evidence: str) -> Place:
    return PLACES[Evidence(evidence)]


def unique_sets(bits: npt.NDArray[np.uint64], own: Sequence[int], kinds: Kinds) -> npt.NDArray[np.int32]:
    """Return the holding of each record.

    Args:
        bits: words x records; a bit for each kind.
        own: the kinds that the bits stand for, the lowest bit of the first word first.
        kinds: numbers the sets.
    """
    if len(bits) == 1:
        found, place = np.unique(bits[0], return_inverse=True)
        sets = found[:, np.newaxis]
    else:
        sets, place = np.unique(bits.T, axis=0, return_inverse=True)
    numbers = [kinds.holding(own[bit] for bit in _set_bits(words)) for words in sets.tolist()]
    return np.array(numbers, np.int32)[place.reshape(-1)]


def _set_bits(words: Sequence[int]) -> list[int]:
    return [64 * at + bit for at, word in enumerate(words) for bit in range(64) if word >> bit & 1]
