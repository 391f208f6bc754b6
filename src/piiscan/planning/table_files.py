"""Which of the planned files are still live in their tables, for tables with a history."""

from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from piiscan.lake.history import mark_snapshots, table_folders
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset, Kind
from piiscan.model.listed import LISTED, assets_of
from piiscan.planning.plan_files import correct_assets, plan_file
from piiscan.sources.opening import open_uri


def mark_table_files(report: Path) -> None:
    """Put into the plan what the books of tables say of their files.

    In memory are the books, and the files of the folders whose tables they keep.
    """
    books = tuple(_planned(report, lambda batch: pc.equal(batch.column("kind"), str(Kind.BOOKKEEPING))))
    if not books:
        return
    folders = table_folders(books)
    assets = tuple(_planned(report, lambda batch: _below(batch, folders))) if folders else books
    elsewhere = () if not folders else tuple(book for book in books if not _is_below(book.name, folders))
    before = (*assets, *elsewhere)
    marked = mark_snapshots(before, lambda asset: open_uri(asset.uri, asset.etag, asset.size))
    changed = {new.name: new for old, new in zip(before, marked, strict=True) if new != old}
    if changed:
        correct_assets(report, changed)


def _planned(report: Path, chosen: Callable[[pa.RecordBatch], ArrowArray]) -> Iterator[Asset]:
    with pq.ParquetFile(plan_file(report, "assets")) as file:
        for batch in file.iter_batches(columns=LISTED.names):
            yield from assets_of(batch.filter(chosen(batch)))


def _below(batch: pa.RecordBatch, folders: frozenset[str]) -> ArrowArray:
    return pa.array([_is_below(name, folders) for name in batch.column("name").to_pylist()], pa.bool_())


def _is_below(name: str, folders: frozenset[str]) -> bool:
    """Whether an asset lies in one of the folders, which end with a slash; "" is the dataset itself."""
    above = accumulate(part + "/" for part in name.split("/")[:-1])
    return "" in folders or any(folder in folders for folder in above)
