"""Looks at an asset's first bytes and structure: what it is, who reads it, and how it can be cut."""

from dataclasses import replace
from typing import BinaryIO

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import PiiscanError
from piiscan.model.units import Layout
from piiscan.readers.catalog import load_reader
from piiscan.readers.compression import codec_of, decompressed, name_inside
from piiscan.readers.sniff import HEAD_BYTES, sniff

HOLDING_TABLES = (Kind.TABLE, Kind.ARCHIVE)
"""Kinds of which files that lie together may be one table, or hold parts of one."""

_OF_REPORT = (
    "a part of a report of piiscan, by what it says of itself, and not read: a report is personal data too, "
    "and does not belong into a dataset that is handed over"
)

Look = tuple[Asset, Layout]
NOTHING = Layout(())


def look_into(stream: BinaryIO, asset: Asset, target_bytes: int) -> Look:
    """Return the asset as its content says it is, and how it is cut.

    An asset that no reader opens comes back as skipped, one that its reader refuses as failed, with the reason and
    without pieces.
    """
    try:
        return _look(stream, asset, target_bytes)
    except PiiscanError as error:
        return replace(asset, status=Status.FAILED, reason=str(error)), NOTHING
    except Exception as error:  # noqa: BLE001 - a file that breaks a reader must not end the plan, nor an archive
        reason = f"it could not be inspected ({type(error).__name__})"
        return replace(asset, status=Status.FAILED, reason=reason), NOTHING


def _look(stream: BinaryIO, asset: Asset, target_bytes: int) -> Look:
    head = stream.read(HEAD_BYTES)
    name = asset.name
    if codec := codec_of(head):
        stream = decompressed(stream, codec)
        head, name = stream.read(HEAD_BYTES), name_inside(name)
    sniffed = sniff(head, name)
    seen = replace(asset, kind=sniffed.kind, media_type=sniffed.media_type, reader=sniffed.reader)
    if sniffed.reader is None:
        return replace(seen, status=Status.SKIPPED, reason=sniffed.reason), NOTHING
    stream.seek(0)
    inner = seen if codec is None else replace(seen, name=name)
    layout = load_reader(sniffed.reader).inspect(stream, inner, _NO_CUTTING if codec else target_bytes)
    if layout.of_report:
        return replace(seen, kind=Kind.REPORT, status=Status.SKIPPED, reason=_OF_REPORT), NOTHING
    if all(piece.asset == asset.name and piece.codec == codec for piece in layout.pieces):
        return seen, layout
    pieces = (replace(piece, asset=asset.name, codec=codec) for piece in layout.pieces)
    return seen, replace(layout, pieces=tuple(pieces))


_NO_CUTTING = 1 << 62
"""Bytes per piece of what can only be read forwards: all of it is one piece."""
