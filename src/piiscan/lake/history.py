"""Tables with a history: which of their files are live, and which files only keep their books.

What is physically there is scanned: rows deleted from a table stay in its old files, and travel with the folder.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import unquote

from piiscan.lake import delta, iceberg
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import PiiscanError

OpenAsset = Callable[[Asset], BinaryIO]

_LOG = "log of a Delta table: not data, but it may hold the lowest and highest values of columns"
_VECTOR = "deletion vectors of a Delta table: numbers of rows that are deleted and still there"
_BOOKS = "metadata of an Iceberg table: not data, but it may hold the lowest and highest values of columns"
_ICEBERG_VECTORS = "deletion vectors of an Iceberg table: numbers of rows that are deleted and still there"
_MARK = "mark of the program that wrote the table: holds no records"
_CHECKSUM = "checksum of the file beside it: holds no records"
_BOOKKEEPING = (
    (re.compile(r"(?:.*/)?_delta_log/(?:\d{20}\.(?:[\w.-]*\.)?(?:json|parquet|crc)|_last_checkpoint)"), _LOG),
    (re.compile(r"(?:.*/)?_delta_log/_sidecars/[\w.-]+\.parquet"), _LOG),
    (re.compile(r"(?:.*/)?_delta_log/\.\d{20}\.[\w.-]*\.crc"), _CHECKSUM),
    (re.compile(r"(?:.*/)?deletion_vector_[0-9a-f-]{36}\.bin"), _VECTOR),
    (re.compile(r"(?:.*/)?data/(?:[\w.=-]+/)*[\w.-]+\.puffin"), _ICEBERG_VECTORS),
    (re.compile(r"(?:.*/)?metadata/(?:[\w.-]+\.metadata\.json(?:\.gz)?|version-hint\.text)"), _BOOKS),
    (re.compile(r"(?:.*/)?metadata/(?:snap-[\w.-]+|[0-9a-f-]{36}-m\d+|[\w-]+-m\d+)\.avro"), _BOOKS),
    (re.compile(r"(?:.*/)?(?:_SUCCESS|_started_\d+|_committed_\d+)"), _MARK),
    (re.compile(r"(?:.*/)?\.[^/]+\.crc"), _CHECKSUM),
)
MAY_BE_BOOKS = r"(?:^|/)(?:_delta_log/|deletion_vector_|metadata/|_SUCCESS|_started_|_committed_)|\.(?:crc|puffin)$"
"""Where none of a listing's names holds this, none is of a table's books: all patterns above begin or end so."""

_BEGINNINGS = {
    _VECTOR: (b"\x01",),
    _ICEBERG_VECTORS: (b"PFA1",),
    _CHECKSUM: (b"crc\0", b"{"),
    _MARK: (b"{",),
}
"""How such files begin where they are not empty.

Delta protocol, "Deletion Vector File Storage Format"; Puffin spec; Hadoop's ChecksumFileSystem; committers write JSON.
"""

_LONGEST_BEGINNING = 4
_AT_ONCE = 16

_LARGEST_MARK = 1 << 20

_DEAD = "no longer part of its table, but still in its folder"


def mark_bookkeeping(assets: Iterable[Asset]) -> Iterator[Asset]:
    """Yield all assets; those that by place and name are a table's books are not to be read as data, and say why."""
    for asset in assets:
        yield _marked(asset)


def _marked(asset: Asset) -> Asset:
    if asset.status is not None and asset.kind is not Kind.EMPTY:
        return asset
    reason = next((reason for pattern, reason in _BOOKKEEPING if pattern.fullmatch(asset.name)), None)
    is_small = asset.size <= _LARGEST_MARK
    if reason is None or (reason in (_MARK, _CHECKSUM) and not is_small):
        return asset
    return replace(asset, kind=Kind.BOOKKEEPING, status=Status.SKIPPED, reason=reason)


def table_folders(books: Iterable[Asset]) -> frozenset[str]:
    """Return the folders, each with its slash, whose tables have such books; "" for the dataset itself."""
    return frozenset(_tables(books))


def mark_snapshots(assets: tuple[Asset, ...], open_asset: OpenAsset) -> tuple[Asset, ...]:
    """Return the assets with what the tables' books say: which files are no longer part of their table."""
    assets = _looked_at_all(assets, open_asset)
    tables = _tables(assets)
    if not tables:
        return assets
    places = {asset.name: at for at, asset in enumerate(assets)}
    marked = list(assets)
    for root, (kind, books) in tables.items():
        below = {name.removeprefix(root): at for name, at in places.items() if name.startswith(root)}
        _mark_table(kind, [name.removeprefix(root) for name in books], below, marked, open_asset)
    return tuple(marked)


def _looked_at_all(assets: tuple[Asset, ...], open_asset: OpenAsset) -> tuple[Asset, ...]:
    """Return the assets; what has no more than the name of a checksum, a mark or deletion vectors is failed."""
    to_open = [at for at, asset in enumerate(assets) if asset.size and _begins(asset)]
    looked = list(assets)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        seen = threads.map(lambda at: _looked_at(assets[at], open_asset), to_open)
        for at, asset in zip(to_open, seen, strict=True):
            looked[at] = asset
    return tuple(looked)


def _begins(asset: Asset) -> tuple[bytes, ...]:
    return _BEGINNINGS.get(asset.reason or "", ()) if asset.kind is Kind.BOOKKEEPING else ()


def _looked_at(asset: Asset, open_asset: OpenAsset) -> Asset:
    try:
        with open_asset(asset) as stream:
            head = stream.read(_LONGEST_BEGINNING)
    except PiiscanError as error:
        return replace(asset, status=Status.FAILED, reason=str(error))
    if head.startswith(_begins(asset)):
        return asset
    reason = "its name is that of a table's books, and its content is not: it was not read"
    return replace(asset, kind=Kind.DATA, status=Status.FAILED, reason=reason)


def _mark_table(kind: str, books: list[str], below: dict[str, int], marked: list[Asset], open_asset: OpenAsset) -> None:
    """Mark the assets of one table; ``below`` says where each stands, by its name below the table's folder."""
    try:
        live = _live(kind, books, lambda name: open_asset(marked[below[name]]))
    except Exception as error:  # noqa: BLE001 - broken books must not end the scan, nor be passed over in silence
        marked[below[books[-1]]] = _unread(marked[below[books[-1]]], error)
        return
    decoded = {unquote(name): at for name, at in below.items()}  # of the names' own encoding
    for name, at in decoded.items():
        if marked[at].kind is not Kind.BOOKKEEPING:
            marked[at] = _told(marked[at], live.get(name))


def _tables(assets: Iterable[Asset]) -> dict[str, tuple[str, list[str]]]:
    """Return the tables by the names of their folders, each with its kind and the names of its books."""
    found: dict[str, tuple[str, list[str]]] = {}
    for asset in assets:
        if asset.kind is not Kind.BOOKKEEPING or asset.reason not in (_LOG, _BOOKS):
            continue
        kind, folder = ("delta", f"{delta.LOG}/") if asset.reason == _LOG else ("iceberg", f"{iceberg.METADATA}/")
        root = (
            asset.name[: asset.name.index(folder)]
            if asset.name.startswith(folder)
            else asset.name.rpartition(f"/{folder}")[0] + "/"
        )
        found.setdefault(root, (kind, []))[1].append(asset.name)
    return {root: (kind, sorted(books)) for root, (kind, books) in found.items()}


def _live(kind: str, books: list[str], opened: Callable[[str], BinaryIO]) -> Mapping[str, str]:
    """Return the names of the live files, each with a note for the ledger or ""."""
    if kind == "delta":
        return {name: _vector_note(rows) for name, rows in delta.live_files(books, opened).deleted_rows.items()}
    return iceberg.live_files(books, opened)


def _vector_note(rows: int) -> str:
    note = f"{rows:,} of its rows are deleted from its table by a deletion vector, and were read all the same"
    return note if rows else ""


def _told(asset: Asset, note: str | None) -> Asset:
    """Return an asset with what its table's books say of it: None where they no longer know it."""
    reason = "; ".join(filter(None, (asset.reason, _DEAD if note is None else note))) or None
    return replace(asset, in_snapshot=note is not None, reason=reason)


def _unread(asset: Asset, error: Exception) -> Asset:
    why = str(error) if isinstance(error, PiiscanError) else type(error).__name__
    reason = f"{asset.reason}; which files of the table are live could not be read ({why}): all are taken to be"
    return replace(asset, status=Status.FAILED, reason=reason)
