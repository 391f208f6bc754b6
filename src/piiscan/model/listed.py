"""Listings as columns: a dataset may hold millions of assets, and an object for each is dear."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pyarrow as pa

from piiscan.model.assets import Asset, Kind, Status

BATCH_ROWS = 1 << 16

LISTED = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("uri", pa.string(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("modified_ns", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("etag", pa.string()),
        pa.field("media_type", pa.string()),
        pa.field("reader", pa.string()),
        pa.field("status", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("in_snapshot", pa.bool_(), nullable=False),
    ]
)
"""One row per asset discovered: the fields of ``Asset``, in its order."""

SURVEYED = LISTED.append(pa.field("named", pa.string()))
"""One row per asset of a plan; ``named`` is the kind that its name promises, where its reading is to find out."""


def listed_batches(assets: Iterable[Asset]) -> Iterator[pa.RecordBatch]:
    """Yield assets as rows of ``LISTED``, ``BATCH_ROWS`` at a time."""
    waiting = iter(assets)
    while together := list(islice(waiting, BATCH_ROWS)):
        columns = [pa.array([getattr(asset, item.name) for asset in together], item.type) for item in LISTED]
        yield pa.RecordBatch.from_arrays(columns, schema=LISTED)


def assets_of(batch: pa.RecordBatch) -> Iterator[Asset]:
    """Yield the rows of a listing as assets."""
    columns: list[list[Any]] = [batch.column(item.name).to_pylist() for item in LISTED]
    for name, uri, size, modified_ns, kind, etag, media_type, reader, status, reason, in_snapshot in zip(
        *columns, strict=True
    ):
        known = Status(status) if status else None
        yield Asset(name, uri, size, modified_ns, Kind(kind), etag, media_type, reader, known, reason, in_snapshot)


def assets_called(batch: pa.RecordBatch, endings: tuple[str, ...]) -> Iterator[Asset]:
    """Yield the assets of a listing whose names end so, in lower case."""
    called = [place for place, name in enumerate(batch.column("name").to_pylist()) if name.lower().endswith(endings)]
    yield from assets_of(batch.select(LISTED.names).take(pa.array(called, pa.int32())))
