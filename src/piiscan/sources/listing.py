"""Lists the assets of a dataset, wherever it is."""

import os
from collections.abc import Iterable, Iterator

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.listed import listed_batches
from piiscan.sources.addresses import STORES, WEB, is_path, is_remote, scheme_of
from piiscan.sources.local import PathLike, discover, discover_batches
from piiscan.sources.memory import MEMORY_SCHEME, held_asset

__all__ = ["is_path", "is_remote", "list_assets"]


def list_batches(dataset: str, label: str | None, skip: Iterable[PathLike]) -> Iterator[pa.RecordBatch]:
    """Yield what ``list_assets`` does as rows of ``LISTED``, in batches; of folders without an object for each file."""
    if is_path(dataset):
        yield from discover_batches(dataset, label, [each for each in skip if is_path(os.fsdecode(each))])
    else:
        yield from listed_batches(list_assets(dataset, label, skip))


def list_assets(dataset: str, label: str | None, skip: Iterable[PathLike]) -> Iterator[Asset]:
    """Yield the assets of a dataset: those below a path or an address, or the table held in memory.

    Args:
        dataset: a path, an address such as ``s3://bucket/prefix``, or a ``memory:`` address.
        label: stands before each name when there are several datasets.
        skip: paths and addresses to pass over, such as the report.

    Raises:
        UsageError: there is no such path or address, or a package that it needs is missing.
        SourceError: no such table is held.
    """
    if is_path(dataset):
        yield from discover(dataset, label, [each for each in skip if is_path(os.fsdecode(each))])
    elif dataset.startswith(MEMORY_SCHEME):
        yield held_asset(dataset)
    elif scheme_of(dataset) in (*STORES, *WEB):
        # Imported where needed: most scans never leave this machine.
        from piiscan.sources.remote_listing import discover_objects

        yield from discover_objects(dataset, label, [each for each in map(os.fsdecode, skip) if is_remote(each)])
    else:
        from piiscan.sources.fsspec_files import discover_with_fsspec

        yield from discover_with_fsspec(dataset, label)
