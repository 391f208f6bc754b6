"""Reads MATLAB files up to version 7: the fields of a structure, or variables that are equally long, are a table."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Part
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.arrays import columns_of, what_is_left
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.text_rows import batches

MOST_BYTES = 128 << 20
"""The library holds all of a file in memory."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where it is too large, or the extra is missing."""
    load_extra("scipy.io", "matlab", "MATLAB files")
    if asset.size > MOST_BYTES:
        raise ReadError("a MATLAB file of more than 128 MB would have to be held in memory: save it as version 7.3")
    return Layout((whole_piece(asset, "matlab"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part]:  # noqa: ARG001 - a reader's signature
    """Yield the tables. Raises ReadError."""
    library = load_extra("scipy.io", "matlab", "MATLAB files")
    stream.seek(0)
    try:
        variables = library.loadmat(stream, squeeze_me=True, chars_as_strings=True)
    except (ValueError, TypeError, OSError, NotImplementedError, KeyError, IndexError) as error:
        raise ReadError(f"the MATLAB file could not be read ({type(error).__name__})") from None
    plain: dict[str, Any] = {}
    for name, value in variables.items():
        if name.startswith("__"):
            continue
        if value.dtype.names and not value.shape:
            yield from _tables(name, {field: value[field].item() for field in value.dtype.names})
        else:
            plain[name] = value
    yield from _tables("(variables)", plain)


def _tables(name: str, fields: dict[str, Any]) -> Iterator[Part]:
    import numpy as np

    tables: dict[int, dict[str, list[Any]]] = {}
    left: dict[str | None, None] = {}
    for field, value in fields.items():
        array = np.atleast_1d(value)
        left[what_is_left(array.shape, array.dtype.kind)] = None
        tables.setdefault(len(array), {}).update(columns_of(field, array))
    note = "; ".join(filter(None, left)) or None
    for rows, columns in tables.items():
        part = f"{name}" if len(tables) == 1 else f"{name} {rows}"
        content = batches(tuple(columns), zip(*columns.values(), strict=True))
        yield Part(part, tuple((column, "any") for column in columns), content, note)
