"""Opens an asset by its address."""

import os
import stat
from typing import BinaryIO

from piiscan.model.errors import SourceError
from piiscan.sources.memory import MEMORY_SCHEME, memory_stream
from piiscan.sources.names import file_path

BUFFER_BYTES = 65_536
"""One read of the system gets what a picture's header needs, and no more."""


def open_uri(uri: str) -> BinaryIO:
    """Open an asset for reading, seekable and binary; the caller closes it.

    Raises:
        SourceError: It is gone, may not be read, is no longer a file, or its scheme is unknown.
    """
    if uri.startswith("file:"):
        return _open_file(file_path(uri))
    if uri.startswith(MEMORY_SCHEME):
        return memory_stream(uri)
    raise SourceError(f"addresses that begin with {uri.partition(':')[0]}: cannot be opened by this version")


def _open_file(path: bytes) -> BinaryIO:
    """Open a regular file; never waits, even where a named pipe has taken the file's place since it was listed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else type(error).__name__
        raise SourceError(f"could not be opened: {why}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SourceError("could not be opened: it is no longer a file")
    return os.fdopen(handle, "rb", buffering=BUFFER_BYTES)
