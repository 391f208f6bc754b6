"""Reads ORC files, cut at stripes."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import DECODE_ERRORS, decoded, undecodable, whole_piece
from piiscan.readers.flattening import flatten, storage_columns
from piiscan.readers.limits import limits


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where it has no readable footer."""
    import pyarrow.orc

    try:
        file = pyarrow.orc.ORCFile(pa.PythonFile(stream, mode="r"))
    except DECODE_ERRORS as error:
        raise undecodable("the ORC file", error) from None
    return Layout((whole_piece(asset, "orc"),), storage_columns(file.schema), file.nrows)


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    """Yield the records, stripe by stripe. Raises ReadError where one cannot be decoded."""
    return decoded(_read(stream, piece), "the ORC file")


def _read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    import pyarrow.orc

    file = pyarrow.orc.ORCFile(pa.PythonFile(stream, mode="r"))
    record = piece.first_record
    # A stripe is decoded whole, and a run of equal values takes a few bytes however long it is.
    if file.nrows * max(len(file.schema), 1) > limits().decoded * max(file.nstripes, 1):
        raise ReadError(f"its stripes hold more values than {size_words(limits().decoded)} have room for")
    for at in range(file.nstripes):
        batch = file.read_stripe(at)
        yield from flatten(batch, record)
        record += batch.num_rows
