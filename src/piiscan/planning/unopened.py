"""The assets that planning did not open, as pieces: columns from the listing, without an object for each."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Kind
from piiscan.model.listed import BATCH_ROWS
from piiscan.model.pieces import PIECE
from piiscan.planning.cutting import ranks, unopened_costs, with_pixels
from piiscan.planning.pixel_choice import PixelChoice
from piiscan.planning.survey import version_column

SHOWN_KINDS = (Kind.PICTURE, Kind.VIDEO)
"""Kinds that the pixel budget covers; their readers bear the same names."""

_COLUMNS = ["name", "uri", "size", "modified_ns", "etag", "named"]


def unopened_pieces(
    assets: pq.ParquetFile, choice: PixelChoice, hash_files: bool
) -> Iterator[tuple[ArrowArray, ArrowArray]]:
    """Yield the assets that were left unopened as pieces, in batches, with what reading each costs."""
    for batch in assets.iter_batches(BATCH_ROWS, columns=_COLUMNS):
        rows = batch.filter(pc.is_valid(batch.column("named")))
        names, kinds = rows.column("name").to_pylist(), rows.column("named")
        shown = pc.is_in(kinds, pa.array(SHOWN_KINDS, pa.string()))
        pixels = choice.covers(ranks(names), shown.to_pylist())
        costs = unopened_costs(kinds, rows.column("size"), hash_files)
        yield _pieces(rows, pc.if_else(shown, kinds, ""), pixels, hash_files), with_pixels(costs, pixels)


def _pieces(rows: pa.RecordBatch, readers: ArrowArray, pixels: ArrowArray, hash_files: bool) -> ArrowArray:
    number = len(rows)
    given = {
        "asset": rows.column("name"),
        "uri": rows.column("uri"),
        "reader": readers,
        "size": rows.column("size"),
        "version": version_column(rows),
        "start": _repeated(0, number, pa.int64()),
        "first_record": _repeated(0, number, pa.int64()),
        "pixels": pixels,
        "hashes": _repeated(hash_files, number, pa.bool_()),
        "looked": _repeated(False, number, pa.bool_()),
    }
    columns = [given[item.name] if item.name in given else pa.nulls(number, item.type) for item in PIECE]
    return pa.StructArray.from_arrays(columns, fields=list(PIECE))


def _repeated(value: int | bool, number: int, kind: pa.DataType) -> ArrowArray:
    return pa.repeat(pa.scalar(value, kind), number)
