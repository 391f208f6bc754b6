"""Pictures in the cells of tables: bytes, as Hugging Face datasets keep them, base64 text and data URLs."""

import binascii
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.assets import Kind
from piiscan.model.content import ColumnValues, ImageContent, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.planning.pixel_share import PixelShare
from piiscan.readers.catalog import load_reader
from piiscan.readers.signatures import Signature, match_signature

_HEAD = 16
"""Bytes by which the pictures that stand in cells are known."""

_SMALLEST = 32
"""Bytes of the smallest picture worth a look; keys and hashes are as short."""

SHORTEST_PICTURE = 64
"""Characters of a cell that may be a picture written out; hashes are as long."""

_WRITTEN_OUT = r"^\s*(?:data:image/[\w.+-]+;base64,|/9j/|iVBORw0KGgo|R0lGOD|UklGR|SUkqA|TU0AK|AAAA..Z0eX)"
"""Data URLs (RFC 2397), and how the pictures' first bytes read in base64: JPEG, PNG, GIF, WebP, TIFF, HEIF."""

_BYTES_OF_STRUCT = re.compile(r"/([^/]+)/bytes\Z")
"""How a column of Hugging Face's ``Image`` feature, ``struct<bytes, path>``, is named when it is flattened."""


@dataclass(frozen=True, slots=True)
class CellSounds:
    """The records of a column whose cells are sound recordings."""

    field: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellPicture:
    """A picture in a cell."""

    record: int
    field: str
    """The column: a metadata tag's name stands behind it."""

    content: ImageContent
    encoded: bytes


def pictures_in(column: ColumnValues, piece: Piece, share: PixelShare) -> Iterator[CellPicture | CellSounds | Unread]:
    """Yield the pictures in a column, its sound recordings, and what is in it of other formats that is not read."""
    field = _field(column.name)
    unread: Counter[str] = Counter()
    sounds: list[int] = []
    for record, encoded, signature in _files(column):
        if signature.kind is Kind.AUDIO:
            sounds.append(record)
            continue
        if signature.reader != "picture":
            unread[f"cells of column {field} hold {signature.name}, which are not read in cells"] += 1
            continue
        covered = signature.kind is Kind.PICTURE and share.covers(f"{piece.asset}:{record}:{field}")
        inner = Piece(piece.asset, piece.uri, signature.reader, len(encoded), piece.version, pixels=covered)
        try:
            for content in load_reader(signature.reader).read(io.BytesIO(encoded), inner):
                if isinstance(content, ImageContent):
                    yield CellPicture(record, field, content, encoded)
        except ReadError:
            unread[f"cells of column {field} begin like {signature.name} and could not be read"] += 1
    if sounds:
        yield CellSounds(field, tuple(sounds))
        unread[f"cells of column {field} hold sound recordings: nobody listened to what is said in them"] = len(sounds)
    for reason, count in unread.items():
        yield Unread(f"{count} {reason}")


def without_pictures(column: ColumnValues) -> ColumnValues:
    """Return a column of text with nulls for the cells that are pictures written out: no text is to be found there."""
    if not _is_text(column.values.type):
        return column
    found = are_written_out(column.values)
    if found is None:
        return column
    nothing = pa.scalar(None, column.values.type)
    return ColumnValues(column.name, pc.if_else(found, nothing, column.values), column.records)


def are_written_out(text: pa.Array) -> pa.Array | None:
    """Return which cells are pictures written out as text; None where none is."""
    longest = pc.max(pc.binary_length(text)).as_py()
    if longest is None or longest < SHORTEST_PICTURE:
        return None
    found = pc.and_(pc.greater(pc.binary_length(text), SHORTEST_PICTURE), pc.match_substring_regex(text, _WRITTEN_OUT))
    return found if pc.any(found).as_py() else None


def _files(column: ColumnValues) -> Iterator[tuple[int, bytes, Signature]]:
    """Yield record and content of each cell that begins like a file."""
    if _is_bytes(column.values.type):
        yield from _files_as_bytes(column)
    elif _is_text(column.values.type):
        yield from _files_as_text(column)


def _files_as_bytes(column: ColumnValues) -> Iterator[tuple[int, bytes, Signature]]:
    longest = pc.max(pc.binary_length(column.values)).as_py()
    if longest is None or longest < _SMALLEST:
        return
    heads = pc.binary_slice(_plain(column.values), 0, _HEAD).to_pylist()
    for at, head in enumerate(heads):
        signature = _signature(head) if head else None
        if signature is not None:
            yield column.records[at].as_py(), column.values[at].as_py(), signature


def _files_as_text(column: ColumnValues) -> Iterator[tuple[int, bytes, Signature]]:
    found = are_written_out(column.values)
    if found is None:
        return
    for at in pc.indices_nonzero(found.fill_null(False)).to_pylist():
        try:
            encoded = binascii.a2b_base64(column.values[at].as_py().rpartition(",")[2])
        except (binascii.Error, ValueError):
            continue
        signature = _signature(encoded[:_HEAD])
        if signature is not None:
            yield column.records[at].as_py(), encoded, signature


@lru_cache(maxsize=4096)
def _signature(head: bytes) -> Signature | None:
    return match_signature(head)


def _field(name: str) -> str:
    struct = _BYTES_OF_STRUCT.match(name)
    return struct[1].replace("~1", "/").replace("~0", "~") if struct else name


def _plain(values: pa.Array) -> pa.Array:
    return values.cast(pa.binary(-1)) if pa.types.is_fixed_size_binary(values.type) else values


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
