"""Reads the pictures inside office documents; what is written in these is not read yet, and the ledger says so."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Member, Unread
from piiscan.model.units import Layout, Piece
from piiscan.readers import zip_archive
from piiscan.readers.decoding import whole_piece

_MEDIA = ("/media/", "Pictures/", "/embeddings/", "/images/")
"""Folders of pictures and embedded files (ECMA-376, part 2; OpenDocument 1.3, part 2, section 3)."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the document as one piece."""
    return Layout((whole_piece(asset, "office"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the pictures in a document. Raises ReadError where its directory cannot be read."""
    yield from (member for member in zip_archive.members(stream, is_media))
    yield Unread("what is written in it is not read by this version")


def media(stream: BinaryIO) -> Iterator[Member]:
    """Yield the pictures in a document that is a zip archive inside; nothing where it is something else."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        yield from zip_archive.members(stream, is_media)


def is_media(name: str) -> bool:
    """Whether a member of a document is a picture or an embedded file, and not the document's own text."""
    return any(folder in name for folder in _MEDIA)
