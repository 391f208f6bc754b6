"""Reads NumPy arrays row by row; arrays of Python objects are refused, since reading them runs code."""

import posixpath
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.model.units import Layout, Piece
from piiscan.readers.arrays import columns_of, what_is_left
from piiscan.readers.decoding import whole_piece
from piiscan.readers.limits import limits
from piiscan.readers.text_rows import batches

_BYTES = 8_000_000


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the array as one piece. Raises ReadError where it holds Python objects, or is no array."""
    shape, dtype, _ = _header(stream)
    note = what_is_left(shape, dtype.kind)
    return Layout((whole_piece(asset, "numpy", note=note),), ((_name(asset.name), str(dtype)),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the rows. Raises ReadError where the array is cut off or holds Python objects."""
    shape, dtype, by_column = _header(stream)
    if by_column and len(shape) > 1:
        yield Unread("it is stored column by column, which is not read by this version")
        return
    name = _name(piece.asset)
    rows = shape[0] if shape else 1
    width = max(1, int(np.prod(shape[1:], dtype=np.int64))) * dtype.itemsize
    if width > limits().decoded:
        raise ReadError(f"one of its records takes more than {size_words(limits().decoded)}")
    step = max(1, _BYTES // max(width, 1))
    for start in range(0, rows, step):
        count = min(step, rows - start)
        content = stream.read(count * width)
        if len(content) < count * width:
            raise ReadError("the array is cut off")
        part: np.typing.NDArray[Any] = np.frombuffer(content, dtype).reshape((count, *shape[1:]))
        columns = columns_of(name, part)
        yield from batches(tuple(columns), zip(*columns.values(), strict=True), start)


def _header(stream: BinaryIO) -> tuple[tuple[int, ...], "np.dtype[Any]", bool]:
    """Return shape, type, and whether it is stored column by column."""
    stream.seek(0)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, by_column, dtype = read_header(stream)
    except (ValueError, EOFError, TypeError) as error:
        raise ReadError(f"the array's header could not be read ({type(error).__name__})") from None
    if dtype.hasobject:
        raise ReadError("it holds pickled Python objects, which are never loaded")
    return shape, dtype, by_column


def _name(asset: str) -> str:
    return posixpath.basename(asset).partition(".")[0]
