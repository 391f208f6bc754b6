"""Surveys a dataset: lists its assets, and opens those that may be tables or archives."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.lake.history import MAY_BE_BOOKS, mark_bookkeeping
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import PiiscanError
from piiscan.model.listed import LISTED, SURVEYED, assets_of, listed_batches
from piiscan.model.units import DIGEST_READER, Piece
from piiscan.planning.isolation import is_isolated, opened_elsewhere
from piiscan.planning.looking import HOLDING_TABLES, Look, look_into
from piiscan.planning.sampling import Columns
from piiscan.planning.small_texts import SmallTexts
from piiscan.readers.compression import codec_of
from piiscan.readers.endings import kind_by_name
from piiscan.readers.limits import limits
from piiscan.readers.sniff import FRONT_BYTES
from piiscan.readers.up_to import UpTo
from piiscan.runtimes.board import slot
from piiscan.settings import SMALL_UNIT_BYTES, ScanSettings, root_labels
from piiscan.sources.ahead import Open, Place, opened_ahead
from piiscan.sources.listing import list_batches
from piiscan.sources.opening import open_uri
from piiscan.sources.selection import Selection, mark_excluded


@dataclass(frozen=True, slots=True)
class Looked:
    """An asset that planning opened."""

    asset: Asset
    pieces: tuple[Piece, ...] = ()
    columns: Columns = ()
    """Where it is a table."""

    @property
    def holds_tables(self) -> bool:
        """Whether other files of its folder may be parts of the same table."""
        return self.asset.kind in HOLDING_TABLES and bool(self.pieces)


def survey(
    settings: ScanSettings, hash_files: bool, otherwise: Container[tuple[str, str]]
) -> Iterator[tuple[pa.RecordBatch, list[Looked]]]:
    """Yield all assets of the datasets in batches of ``SURVEYED``, and those of each batch that were opened.

    Args:
        settings: name the datasets, and what of them is wanted.
        hash_files: whether whole files are to be hashed.
        otherwise: name and version of assets known to be tables or archives, whatever their names say.

    Raises:
        UsageError: there is no such dataset.
    """
    selection = Selection(settings.include, settings.exclude)
    for dataset, label in zip(settings.datasets, root_labels(settings.datasets), strict=True):
        for listed in list_batches(dataset, label, [settings.output]):
            told = _without_books(listed)
            batch = _selected(told, selection) if selection.include or selection.exclude else told
            yield _look_into_batch(batch, hash_files, otherwise)


def _without_books(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a listing with the books of tables marked as such; most listings have none, by a look at all names."""
    if not pc.any(pc.match_substring_regex(batch.column("name"), MAY_BE_BOOKS)).as_py():
        return batch
    [marked] = listed_batches(mark_bookkeeping(assets_of(batch)))
    return marked


def _selected(batch: pa.RecordBatch, selection: Selection) -> pa.RecordBatch:
    [selected] = listed_batches(mark_excluded(assets_of(batch), selection))
    return selected


def _look_into_batch(
    batch: pa.RecordBatch, hash_files: bool, otherwise: Container[tuple[str, str]]
) -> tuple[pa.RecordBatch, list[Looked]]:
    open_ended = pc.is_null(batch.column("status")).to_pylist()
    by_name = [kind_by_name(name) if is_open else None for name, is_open in zip(_names(batch), open_ended, strict=True)]
    to_open = [place for place, is_open in enumerate(open_ended) if is_open and by_name[place] is None]
    if otherwise:
        known = {place for place in _known_otherwise(batch, otherwise) if open_ended[place]}
        to_open = sorted({*to_open, *known})
        # What is known to be no text was left unopened once: the unit that tried to read it stays as it was.
        by_name = [kind or (Kind.TEXT if place in known else None) for place, kind in enumerate(by_name)]
    texts = SmallTexts(batch, [place for place in to_open if by_name[place] is None])
    waiting = texts.waiting()
    looked = _look_at_places(batch, [place for place in to_open if place not in waiting], hash_files)
    if waiting:
        left = texts.left({place for place, seen in looked.items() if seen.asset.reader != _PLAIN_TEXT})
        looked |= _look_at_places(batch, sorted(waiting - left), hash_files)
        by_name = [Kind.TEXT if place in left else kind for place, kind in enumerate(by_name)]
    kinds = [kind or old for kind, old in zip(by_name, batch.column("kind").to_pylist(), strict=True)]
    columns: dict[str, Any] = {item.name: batch.column(item.name) for item in LISTED} | {"kind": kinds}
    if looked:
        tell_what_was_seen(columns, {place: seen.asset for place, seen in looked.items()})
    arrays = [pa.array(column, item.type) for column, item in zip(columns.values(), LISTED, strict=True)]
    return pa.RecordBatch.from_arrays([*arrays, pa.array(by_name, pa.string())], schema=SURVEYED), list(looked.values())


_PLAIN_TEXT = "plain_text"


def _look_at_places(batch: pa.RecordBatch, places: list[int], hash_files: bool) -> dict[int, Looked]:
    return dict(zip(places, _look_at_all(batch.take(pa.array(places, pa.int32())), hash_files), strict=True))


def _names(batch: pa.RecordBatch) -> list[str]:
    names: list[str] = batch.column("name").to_pylist()
    return names


def _known_otherwise(batch: pa.RecordBatch, otherwise: Container[tuple[str, str]]) -> set[int]:
    versions = version_column(batch).to_pylist()
    pairs = enumerate(zip(_names(batch), versions, strict=True))
    return {place for place, pair in pairs if pair in otherwise}


def tell_what_was_seen(columns: dict[str, Any], seen: Mapping[int, Asset]) -> None:
    """Put what opening assets showed into the columns of their batch, by their places in it."""
    for name in ("kind", "media_type", "reader", "status", "reason", "in_snapshot"):
        column = list(columns[name]) if name == "kind" else columns[name].to_pylist()
        for place, asset in seen.items():
            column[place] = getattr(asset, name)
        columns[name] = column


def version_column(batch: pa.RecordBatch) -> ArrowArray:
    """Return for each asset what makes a changed file another one: as ``version_of``."""
    return pc.coalesce(batch.column("etag"), batch.column("modified_ns").cast(pa.string()))


def version_of(asset: Asset) -> str:
    """Return what makes a changed file another one."""
    return asset.etag or str(asset.modified_ns)


def _look_at_all(batch: pa.RecordBatch, hash_files: bool) -> Iterator[Looked]:
    """Yield the assets of a listing as opened; those that lie elsewhere are opened ahead of being looked at."""
    with opened_ahead(assets_of(batch), _place) as assets:
        for asset, opened in assets:
            yield look_at(asset, hash_files, opened)


def _place(asset: Asset) -> Place:
    # Nothing is opened ahead that another process is to open.
    return ("", "", 0, True) if is_isolated() else (asset.uri, asset.etag or "", asset.size, True)


def look_at(asset: Asset, hash_files: bool, opened: Open | None = None) -> Looked:
    """Return the asset as its content says it is, its pieces, and the columns where it is a table.

    An asset that cannot be opened or cut comes back as failed, with the reason and without pieces.
    """
    if opened is not None and not is_isolated():
        return _look_at(asset, hash_files, opened)
    failed = partial(replace, asset, status=Status.FAILED)
    return opened_elsewhere(partial(_look_at, asset, hash_files), lambda reason: Looked(failed(reason=reason)))


def _look_at(asset: Asset, hash_files: bool, opened: Open | None = None) -> Looked:
    opened = opened or partial(open_uri, asset.uri, asset.etag, asset.size)
    try:
        with slot().reading(), opened() as stream:
            seen, layout = _look_into(stream, asset)
    except PiiscanError as error:
        return Looked(replace(asset, status=Status.FAILED, reason=str(error)))
    if not hash_files:
        return Looked(seen, layout.pieces, layout.columns)
    if not layout.pieces:
        return Looked(seen, (_digest_piece(seen),) if seen.kind is Kind.MODEL else ())
    return Looked(seen, _with_digest(seen, layout.pieces), layout.columns)


def _look_into(stream: BinaryIO, asset: Asset) -> Look:
    """Look at an asset; one beyond the limit is not cut, so that its limit is that of its one piece."""
    most = limits().bytes
    is_packed = asset.size > most and codec_of(stream.read(FRONT_BYTES)) is not None
    stream.seek(0)
    if asset.size <= most or is_packed:
        return look_into(stream, asset, SMALL_UNIT_BYTES)
    return look_into(UpTo(stream, most).as_stream(), asset, asset.size + 1)


def _with_digest(asset: Asset, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces so marked that the whole asset is hashed once."""
    if len(pieces) == 1:
        return (replace(pieces[0], hashes=True),)
    return (*pieces, _digest_piece(asset))


def _digest_piece(asset: Asset) -> Piece:
    """Return the piece that hashes an asset without reading what it holds; it stands outside its records."""
    return Piece(asset.name, asset.uri, DIGEST_READER, asset.size, version_of(asset), start=-1, hashes=True)
