"""How a database library, which opens files by name, gets at a stream without a copy on disk."""

import os
from typing import BinaryIO

_BY_HANDLE = "/dev/fd"


def path_of(stream: BinaryIO) -> str | None:
    """Return a path by which this process can open the very file behind a stream; None where there is no file.

    The path names the open file and not its place, so nobody can put another one there meanwhile.
    """
    try:
        handle = stream.fileno()
    except (OSError, AttributeError):
        return None
    # A member of an archive may give out the handle of the archive.
    is_file = os.fstat(handle).st_size == stream.seek(0, os.SEEK_END)
    path = f"{_BY_HANDLE}/{handle}"
    return path if is_file and os.path.exists(path) else None  # noqa: PTH110 - a device, not a file of ours
