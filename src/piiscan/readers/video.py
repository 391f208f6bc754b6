"""Reads movies in containers whose headers say little (Matroska, WebM, AVI, MPEG, FLV, WMV): a few of their frames."""

from collections.abc import Iterator
from typing import BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Member, Unread
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.video_frames import frames

NOTE = "nothing looked at its frames and its sound"


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the movie as one piece."""
    return Layout((whole_piece(asset, "video"),), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[Member | Unread]:
    """Yield frames if ``piece.pixels``, and what nobody looked at."""
    if piece.pixels:
        yield from frames(stream)
    else:
        yield Unread(NOTE)
