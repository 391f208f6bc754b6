"""Opens an asset by its address."""

import io
import os
import stat
from typing import BinaryIO, cast

from piiscan.model.errors import SourceError
from piiscan.sources.addresses import STORES, WEB, address_of, scheme_of
from piiscan.sources.memory import MEMORY_SCHEME, memory_stream
from piiscan.sources.names import file_path
from piiscan.sources.ranged import buffered

BUFFER_BYTES = 65_536
"""One read of the system gets what a picture's header needs, and no more."""


def open_uri(
    uri: str,
    version: str | None = None,
    size: int | None = None,
    in_small_parts: bool = True,
) -> BinaryIO:
    """Open an asset for reading, seekable and binary; the caller closes it.

    Args:
        uri: its address.
        version: what the listing saw; where that is a store's own mark, other content is refused.
        size: bytes, where the listing told; saves a store one question.
        in_small_parts: whether a file needs a buffer; where its front is read at once, a buffer is one copy more.

    Raises:
        SourceError: It is gone, may not be read, is no longer what was listed, or its scheme is unknown.
    """
    if uri.startswith("file:"):
        return _open_file(file_path(uri), in_small_parts)
    if uri.startswith(MEMORY_SCHEME):
        return memory_stream(uri)
    if (scheme := scheme_of(uri)) in (*STORES, *WEB):
        # Imported where needed: most scans never leave this machine.
        from piiscan.sources.object_store import open_object

        return buffered(open_object(address_of(uri), size, version))
    if scheme is None:
        raise SourceError("could not be opened: it has no address")
    from piiscan.sources.fsspec_files import open_with_fsspec

    return open_with_fsspec(uri, version)


def _open_file(path: bytes, in_small_parts: bool) -> BinaryIO:
    """Open a regular file; never waits, even where a named pipe has taken the file's place since it was listed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else type(error).__name__
        raise SourceError(f"could not be opened: {why}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SourceError("could not be opened: it is no longer a file")
    file = io.FileIO(handle)
    return io.BufferedReader(file, BUFFER_BYTES) if in_small_parts else cast("BinaryIO", file)
