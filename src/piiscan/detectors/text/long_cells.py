"""Cuts long cells into pieces that overlap, so that they cost time and memory in proportion to their length."""

from collections.abc import Iterator
from dataclasses import dataclass

LONG = 4096
"""Bytes from which a cell is cut into pieces."""

CORE = 2048
"""Code points of a piece that are its own: an entity is told by the piece in whose core it begins."""

MARGIN = 512
"""Code points of its neighbours that a piece sees on both sides; longer than any entity and its context."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a long text with its surroundings."""

    text: str
    offset: int
    """Code points before it in the cell."""

    core_start: int
    core_end: int
    """Within ``text``."""


def cut(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text; together their cores are the text."""
    for start in range(0, len(text), CORE):
        first = max(0, start - MARGIN)
        piece = text[first : start + CORE + MARGIN]
        yield Piece(piece, first, start - first, min(start + CORE, len(text)) - first)
