"""Every reader, in one table. A new format is one module and one line here.

A reader is a module with two functions:

``inspect(stream, asset, target_bytes) -> Layout``
    Looks at the head, footer or block structure and says how the asset can be cut into pieces of about
    ``target_bytes`` that are read independently. Raises ``ReadError`` where it is not what it claims to be.

``read(stream, piece) -> Iterator[Content]``
    Yields the content of one piece, batch by batch, in physical order; ``Unread`` for each part that could not be
    read while the rest could. A container yields ``Member`` for each asset in it, which is then looked at and read
    like any file, or ``Part`` for each of its tables. Raises ``ReadError`` where nothing more can be read.

``stream`` is a seekable binary stream, opened and closed by the caller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import BinaryIO, Protocol, cast

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Content
from piiscan.model.errors import UsageError
from piiscan.model.units import Layout, Piece
from piiscan.readers.plugins import plugin_readers


class Reader(Protocol):
    """What the module of a reader offers."""

    def inspect(self, stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
        """Say how the asset can be cut into pieces."""

    def read(self, stream: BinaryIO, piece: Piece) -> Iterator[Content]:
        """Yield the content of one piece."""


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """A reader by name; its module is imported on first use."""

    id: str
    kind: Kind
    module: str


READERS = (
    ReaderEntry("delimited", Kind.TABLE, "piiscan.readers.delimited"),
    ReaderEntry("json_lines", Kind.TABLE, "piiscan.readers.json_lines"),
    ReaderEntry("parquet", Kind.TABLE, "piiscan.readers.parquet"),
    ReaderEntry("arrow_ipc", Kind.TABLE, "piiscan.readers.arrow_ipc"),
    ReaderEntry("picture", Kind.PICTURE, "piiscan.readers.picture"),
    ReaderEntry("plain_text", Kind.TEXT, "piiscan.readers.plain_text"),
    ReaderEntry("notebook", Kind.TEXT, "piiscan.readers.notebook"),
    ReaderEntry("sidecar", Kind.TEXT, "piiscan.readers.sidecar"),
    ReaderEntry("picasa", Kind.TEXT, "piiscan.readers.picasa"),
    ReaderEntry("tar", Kind.ARCHIVE, "piiscan.readers.tar"),
    ReaderEntry("zip", Kind.ARCHIVE, "piiscan.readers.zip_archive"),
    ReaderEntry("7z", Kind.ARCHIVE, "piiscan.readers.seven_zip"),
    ReaderEntry("office", Kind.DOCUMENT, "piiscan.readers.office"),
    ReaderEntry("thumbnail_cache", Kind.DATA, "piiscan.readers.thumbnail_cache"),
    ReaderEntry("video", Kind.VIDEO, "piiscan.readers.video"),
    ReaderEntry("sound", Kind.AUDIO, "piiscan.readers.sound"),
    ReaderEntry("pdf", Kind.DOCUMENT, "piiscan.readers.pdf"),
    ReaderEntry("html", Kind.TEXT, "piiscan.readers.html_document"),
    ReaderEntry("workbook", Kind.TABLE, "piiscan.readers.workbook"),
    ReaderEntry("sqlite", Kind.TABLE, "piiscan.readers.sqlite"),
    ReaderEntry("duckdb", Kind.TABLE, "piiscan.readers.duckdb_file"),
    ReaderEntry("json", Kind.TABLE, "piiscan.readers.json_document"),
    ReaderEntry("orc", Kind.TABLE, "piiscan.readers.orc"),
    ReaderEntry("avro", Kind.TABLE, "piiscan.readers.avro"),
    ReaderEntry("statistics", Kind.TABLE, "piiscan.readers.statistics_file"),
    ReaderEntry("numpy", Kind.TABLE, "piiscan.readers.numpy_array"),
    ReaderEntry("hdf5", Kind.TABLE, "piiscan.readers.hdf5"),
    ReaderEntry("lmdb", Kind.TABLE, "piiscan.readers.lmdb_file"),
    ReaderEntry("tfrecord", Kind.TABLE, "piiscan.readers.tfrecord"),
    ReaderEntry("matlab", Kind.TABLE, "piiscan.readers.matlab"),
    ReaderEntry("label_studio", Kind.TABLE, "piiscan.readers.label_studio"),
    ReaderEntry("croissant", Kind.TABLE, "piiscan.readers.croissant"),
    ReaderEntry("counted_list", Kind.TABLE, "piiscan.readers.counted_list"),
    ReaderEntry("xml", Kind.TABLE, "piiscan.readers.xml_document"),
    ReaderEntry("arrow_stream", Kind.TABLE, "piiscan.readers.arrow_stream"),
)

if len({entry.id for entry in READERS}) != len(READERS):
    raise AssertionError("two readers share an identifier")


@lru_cache(maxsize=1)
def _by_id() -> dict[str, ReaderEntry]:
    """Return all readers, those of other packages too. Raises UsageError where two share an identifier."""
    entries = [*READERS, *(ReaderEntry(each.id, each.kind, each.module) for each in plugin_readers())]
    if len(found := {entry.id: entry for entry in entries}) != len(entries):
        raise UsageError("a reader of another package has the name of one that is there already")
    return found


def reader_kind(reader_id: str) -> Kind:
    """Return the kind of asset that a reader opens."""
    return _by_id()[reader_id].kind


@lru_cache(maxsize=64)
def load_reader(reader_id: str) -> Reader:
    """Import a reader by its identifier. Raises KeyError for an unknown one."""
    return cast("Reader", import_module(_by_id()[reader_id].module))
