"""Reads lists as CelebA has them: the number of pictures, the names of columns, then a picture in each line."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.flattening import unique_names
from piiscan.readers.text_rows import batches

FIRST = "image"
"""What the first column is called where the header names all columns but that."""

_LONGEST_LINE = 1 << 20
_LINES_NEEDED = 3


def is_counted_list(text: str) -> bool:
    """Whether text begins with a number alone, then names, then as many fields or one more."""
    lines = text.splitlines()[:_LINES_NEEDED]
    if len(lines) < _LINES_NEEDED or not lines[0].strip().isdigit():
        return False
    names, fields = lines[1].split(), lines[2].split()
    worded = len(names) > 1 and not any(name.lstrip("-").replace(".", "", 1).isdigit() for name in names)
    return worded and len(fields) - len(names) in {0, 1}


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the list as one piece, with its columns. Raises ReadError where it is none."""
    names = _names(stream)
    return Layout((whole_piece(asset, "counted_list"),), tuple((name, "string") for name in names))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the rows. Raises ReadError where it is no such list."""
    names = _names(stream)
    stream.seek(0)
    yield from batches(names, (line.split()[: len(names)] for line in islice(_lines(stream), 2, None) if line.strip()))


def _names(stream: BinaryIO) -> tuple[str, ...]:
    stream.seek(0)
    first = list(islice(_lines(stream), _LINES_NEEDED))
    if not is_counted_list("".join(first)):
        raise ReadError("it is no list of pictures under a number")
    names = first[1].split()
    return unique_names((FIRST, *names) if len(first[2].split()) > len(names) else tuple(names))


def _lines(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline(_LONGEST_LINE):
        yield line.decode("utf-8", "replace")
