"""Which opened tables are parts of one table: those of one folder and one format with the same columns."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.lake.partitions import partitioned_folder
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset
from piiscan.model.pieces import PIECE, PieceRows, piece_rows
from piiscan.model.units import DIGEST_READER, Piece
from piiscan.planning.picture_lists import is_headerless, name_columns
from piiscan.planning.plan_files import PLAN_OPENED
from piiscan.planning.sampling import Columns, Table
from piiscan.planning.survey import Looked

_MARK = 8


_WITH_COLUMNS = PLAN_OPENED.append(pa.field("columns", pa.list_(pa.list_(pa.string()))))
"""With the columns of lists without a header, which may yet be named otherwise."""

_LISTS_AT_ONCE = 8192


def opened_rows(looked: Iterable[Looked]) -> pa.Table:
    """Return the pieces of opened assets as rows of ``PLAN_OPENED``, with the columns of lists without a header."""
    return _rows((asset.pieces, asset.columns if asset.holds_tables else None) for asset in looked)


def _rows(parts: Iterable[tuple[tuple[Piece, ...], Columns | None]]) -> pa.Table:
    each = list(parts)
    groups = [None if columns is None else _group(pieces, columns) for pieces, columns in each for _ in pieces]
    lists = [
        columns if columns and is_headerless((pieces, columns)) else None for pieces, columns in each for _ in pieces
    ]
    rows = piece_rows(piece for pieces, _ in each for piece in pieces)
    arrays = [rows, pa.array(groups, pa.string()), pa.array(lists, _WITH_COLUMNS.field("columns").type)]
    return pa.Table.from_arrays(arrays, schema=_WITH_COLUMNS)


def name_lists(opened: Iterable[pa.Table], class_files: Collection[Asset]) -> pa.Table:
    """Return rows of ``PLAN_OPENED``, the columns of lists that lie beside pictures named."""
    rows = pa.concat_tables([_WITH_COLUMNS.empty_table(), *opened])
    are_lists = pc.is_valid(rows["columns"])
    if not pc.any(are_lists).as_py():  # as in most datasets: no copy of all
        return rows.select(PLAN_OPENED.names)
    named = [rows.filter(pc.invert(are_lists))]
    lists = rows.filter(are_lists).combine_chunks()
    for at in range(0, len(lists), _LISTS_AT_ONCE):
        some = lists.slice(at, _LISTS_AT_ONCE)
        columns = [tuple((name, kind) for name, kind in pairs) for pairs in some["columns"].to_pylist()]
        pieces = PieceRows(some["piece"].combine_chunks())
        parts = [((piece,), own) for piece, own in zip(pieces, columns, strict=True)]
        named.append(_rows(name_columns(parts, class_files)))
    return pa.concat_tables(named).select(PLAN_OPENED.names)


def _group(pieces: tuple[Piece, ...], columns: Columns) -> str:
    folder = partitioned_folder(pieces[0].asset)
    reader = next((piece.reader for piece in pieces if piece.reader != DIGEST_READER), "")
    return f"{columns_mark(columns)} {reader} {folder}"


def columns_mark(columns: Columns) -> str:
    """Return 16 hex digits that stand for the names and types of a table's columns."""
    return hashlib.blake2b(repr(columns).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """What planning opened, in order of assets, with the name of its table on each piece."""

    pieces: ArrowArray
    """Of type ``PIECE``."""

    def table_names(self) -> list[str]:
        """Return the names of all tables."""
        read = pc.not_equal(self.pieces.field("reader"), DIGEST_READER)
        names: list[str] = pc.unique(self._tables().filter(read)).drop_null().to_pylist()
        return names

    def samples(self, names: Iterable[str]) -> Iterator[Table]:
        """Yield these tables with their first, a middle and their last piece."""
        tables = self._tables()
        readers = self.pieces.field("reader")
        read = pc.and_(pc.is_valid(tables), pc.not_equal(readers, DIGEST_READER))
        places = np.flatnonzero(read.to_numpy(zero_copy_only=False))
        encoded = tables.take(pa.array(places)).dictionary_encode()
        codes = encoded.indices.to_numpy()
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(encoded.dictionary) + 1))
        at = {name: code for code, name in enumerate(encoded.dictionary.to_pylist())}
        for name in names:
            own = places[order[starts[at[name]] : starts[at[name] + 1]]]
            spread = sorted({own[0], own[(len(own) - 1) // 2], own[-1]})
            yield Table(name, tuple(PieceRows(self.pieces.take(pa.array(spread)))))

    def _tables(self) -> ArrowArray:
        return self.pieces.field("table")


def grouped(opened: pa.Table) -> Opened:
    """Return rows of ``PLAN_OPENED`` as pieces in order, with the names of the tables that their groups make up."""
    # Tables of millions of pieces have to fit: as columns they take some 200 bytes each.
    pieces = opened["piece"].combine_chunks()
    groups = opened["group"].combine_chunks()
    order = pc.sort_indices(
        pa.table([pieces.field("asset"), pieces.field("start"), pieces.field("reader")], names=["a", "s", "r"]),
        sort_keys=[("a", "ascending"), ("s", "ascending"), ("r", "ascending")],
    )
    pieces, groups = pieces.take(order), groups.take(order)
    columns = dict(zip(PIECE.names, pieces.flatten(), strict=True))
    columns["table"] = pa.array(_table_names(columns["asset"].to_pylist(), groups.to_pylist()), pa.string())
    return Opened(pa.StructArray.from_arrays(list(columns.values()), fields=list(PIECE)))


def first_parts(opened: pa.Table, readers: list[str]) -> Iterator[Piece]:
    """Yield the first piece of each table that one of these readers reads, with the table's name; compressed ones not.

    Args:
        opened: rows of ``PLAN_OPENED``.
        readers: identifiers of readers.
    """
    pieces = opened["piece"].combine_chunks()
    read = pc.and_(pc.is_in(pieces.field("reader"), pa.array(readers)), pc.is_null(pieces.field("codec")))
    first = pc.and_(read, pc.and_(pc.equal(pieces.field("start"), 0), pc.is_valid(opened["group"].combine_chunks())))
    pieces, groups = pieces.filter(first), opened["group"].combine_chunks().filter(first)
    assets = pa.table([groups, pieces.field("asset")], names=["group", "asset"])
    parts = assets.group_by("group").aggregate([("asset", "min"), ("asset", "count_distinct")])
    place = {asset: at for at, asset in enumerate(pieces.field("asset").to_pylist())}
    for group, asset, several in zip(*(parts[name].to_pylist() for name in _PARTS), strict=True):
        [piece] = PieceRows(pieces.slice(place[asset], 1))
        yield replace(piece, table=_common_name(group) if several > 1 else asset)


_PARTS = ("group", "asset_min", "asset_count_distinct")


def _table_names(assets: list[str], groups: list[str | None]) -> Iterator[str | None]:
    """Yield for each piece the table that it is part of: the file's own name for a table in one part."""
    first: dict[str, str] = {}
    several = set()
    for asset, group in zip(assets, groups, strict=True):
        if group is not None and first.setdefault(group, asset) != asset:
            several.add(group)
    for asset, group in zip(assets, groups, strict=True):
        yield None if group is None else _common_name(group) if group in several else asset


def _common_name(group: str) -> str:
    # The columns' mark and not the first file's name, so that another part leaves the table's name as it is.
    mark, reader, folder = group.split(" ", 2)
    return f"{folder}/*.{reader} {mark[:_MARK]}".lstrip("/")
