"""Reads vCards (RFC 6350): each card is a record, each property a column."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import ColumnValues, TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.plugins import PluginReader
from piiscan.readers.signatures import Signature

READER = PluginReader(
    id="vcards",
    kind=Kind.TABLE,
    module="piiscan_vcards.reader",
    signatures=(Signature(b"BEGIN:VCARD", Kind.TABLE, "text/vcard", "vCards"),),
    media_type="text/vcard",
)


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where no card is complete."""
    if b"END:VCARD" not in stream.read():
        raise ReadError("no vCard in it is complete")
    return Layout((Piece(asset.name, asset.uri, READER.id, asset.size, str(asset.modified_ns)),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the cards."""
    cards = stream.read().decode("utf-8", "replace").split("BEGIN:VCARD")[1:]
    found: dict[str, list[tuple[int, str]]] = {}
    for record, card in enumerate(cards):
        for line in card.splitlines():
            name, colon, value = line.partition(":")
            if colon and name != "END":
                found.setdefault(name.partition(";")[0].lower(), []).append((record, value))
    columns = (
        ColumnValues(name, pa.array([value for _, value in cells]), pa.array([at for at, _ in cells], pa.int64()))
        for name, cells in found.items()
    )
    yield TableBatch(tuple(columns), len(cards))
