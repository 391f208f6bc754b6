"""Tables that the caller already holds in memory, given out as assets like any other."""

from threading import Lock
from typing import BinaryIO, cast
from uuid import uuid4

import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.errors import SourceError

MEMORY_SCHEME = "memory:"
_ROWS_PER_BATCH = 65_536

_held: dict[str, tuple[Asset, pa.Buffer]] = {}
_lock = Lock()


def put(table: pa.Table, name: str = "table") -> Asset:
    """Hold a table for this process and return the asset by which it is read; ``forget`` lets it go.

    The copy is made once, here: readers share its bytes without copying them again.
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=_ROWS_PER_BATCH)
    held = sink.getvalue()
    # A random mark and not a hash: the hash of a small table would tell its values to who can guess them.
    mark = uuid4().hex
    uri = MEMORY_SCHEME + mark
    asset = Asset(
        name=name,
        uri=uri,
        size=held.size,
        modified_ns=0,
        kind=Kind.TABLE,
        etag=mark,
        media_type="application/vnd.apache.arrow.file",
        reader="arrow_ipc",
    )
    with _lock:
        _held[uri] = asset, held
    return asset


def held_asset(uri: str) -> Asset:
    """Return the asset by which a held table is read. Raises SourceError where it is not held here."""
    return _hold(uri)[0]


def memory_stream(uri: str) -> BinaryIO:
    """Return a held table as the bytes of an Arrow IPC file. Raises SourceError where it is not held here."""
    return cast("BinaryIO", pa.BufferReader(_hold(uri)[1]))


def _hold(uri: str) -> tuple[Asset, pa.Buffer]:
    with _lock:
        held = _held.get(uri)
    if held is None:
        raise SourceError("could not be opened: the table is in the memory of another process, or was let go")
    return held


def forget(uri: str) -> None:
    """Let a held table go; streams that are already open stay valid."""
    with _lock:
        _held.pop(uri, None)
