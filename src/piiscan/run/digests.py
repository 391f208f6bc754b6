"""SHA-256 of what was read, keyed where the content could be guessed from it."""

import hashlib
import os
from typing import BinaryIO, Protocol, cast

from piiscan.detectors.table.links import keyed_digest

SMALL_FILE = 4096
"""Bytes below which a file's content could be guessed from its SHA-256, so that only a keyed digest is kept."""


def named_digest(digest: "hashlib._Hash", size: int, key: bytes) -> str:
    """Return the hex digest of ``size`` bytes of content, keyed with the 16 bytes of ``key`` where it is small."""
    if size < SMALL_FILE:
        return keyed_digest(digest.digest(), key)
    return digest.hexdigest()


class Filling(Protocol):
    """A stream that is read into a buffer."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill as much of the buffer as there is, and return how much that is."""


class FileDigests:
    """Hashes files one after the other, through one buffer: making one for each costs as much as a small file."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._buffer = memoryview(bytearray(_BUFFER_BYTES))

    def of(self, stream: BinaryIO | Filling, size: int) -> str:
        """Return the named digest of what is left of a stream, of which the plan knew the size."""
        digest = hashlib.sha256()
        filling = cast("Filling", stream)
        while count := filling.readinto(self._buffer):
            digest.update(self._buffer[:count])
        return named_digest(digest, size, self._key)

    def with_head(self, handle: int, size: int, head_bytes: int) -> tuple[bytes, str]:
        """Return the first bytes of a file that is open at its beginning, and its named digest. Raises OSError."""
        digest = hashlib.sha256()
        count = os.readv(handle, (self._buffer,))
        head = bytes(self._buffer[: min(count, head_bytes)])
        while count:
            digest.update(self._buffer[:count])
            count = os.readv(handle, (self._buffer,))
        return head, named_digest(digest, size, self._key)


_BUFFER_BYTES = 1 << 18
"""Fits into a processor's own memory."""
