"""What a decoder's failure may say, and what a whole file is as one piece."""

from collections.abc import Iterator
from typing import TypeVar

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.errors import ReadError
from piiscan.model.units import Dialect, Piece

DECODE_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError)
"""What Arrow raises on bytes that are not what they claim to be."""

Content = TypeVar("Content")


def undecodable(what: str, error: BaseException) -> ReadError:
    """Return the error to raise; it names the kind of failure only, since a decoder's own text may quote values."""
    return ReadError(f"{what} could not be decoded ({type(error).__name__})")


def decoded(contents: Iterator[Content], what: str) -> Iterator[Content]:
    """Yield contents as they come. Raises ReadError where decoding fails."""
    try:
        yield from contents
    except DECODE_ERRORS as error:
        raise undecodable(what, error) from None


def whole_piece(asset: Asset, reader: str, dialect: Dialect | None = None, note: str | None = None) -> Piece:
    """Return the piece that is all of an asset."""
    return Piece(
        asset=asset.name,
        uri=asset.uri,
        reader=reader,
        size=asset.size,
        version=asset.etag or str(asset.modified_ns),
        dialect=dialect,
        note=note,
    )
