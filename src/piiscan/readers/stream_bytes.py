"""A stream that can be sliced like bytes, so that one parser serves blocks in memory and whole files."""

from typing import BinaryIO, Protocol

from piiscan.model.errors import ReadError

HEAD_BYTES = 65_536
"""What is read at once from the front: the metadata of most pictures lies within."""

MOST_BYTES = 64 * 2**20
"""What is read in all of one file's metadata; a file that wants more is malformed."""

MOST_READS = 4096


class Sliceable(Protocol):
    """Bytes, or what can be sliced like them."""

    def __getitem__(self, part: slice, /) -> bytes:
        """Return the bytes between two positions, fewer where the end comes first."""

    def __len__(self) -> int:
        """Return how many bytes there are."""


class HeadBytes:
    """The head of a file alone, for readers that need no more; what lies behind it is asked for in vain."""

    def __init__(self, head: bytes) -> None:
        self.head = head

    def __len__(self) -> int:
        raise ReadError(_BEYOND)

    def __getitem__(self, part: slice, /) -> bytes:
        """Return the bytes of a slice. Raises ReadError where they are not all in the head."""
        start, stop = part.start or 0, part.stop
        if stop is None or not 0 <= start <= stop <= len(self.head):
            raise ReadError(_BEYOND)
        return self.head[start:stop]


_BEYOND = "More than its head is needed."


class StreamBytes:
    """The bytes of a seekable stream; the head is kept, the rest is read when it is asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        self.head = stream.read(HEAD_BYTES)
        self._stream = stream
        self._size = len(self.head) if len(self.head) < HEAD_BYTES else -1
        self._bytes_left, self._reads_left = MOST_BYTES, MOST_READS

    def __len__(self) -> int:
        if self._size < 0:  # asked for only where the head is not enough
            self._size = self._stream.seek(0, 2)
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        """Return the bytes of a slice without a step. Raises ReadError once a file has asked for far too much."""
        start, stop = part.start or 0, part.stop
        if stop is not None and 0 <= start <= stop <= len(self.head):
            return self.head[start:stop]
        start, stop, _ = part.indices(len(self))
        if stop <= len(self.head) or stop <= start:
            return self.head[start:stop]
        self._reads_left -= 1
        self._bytes_left -= stop - start
        if self._reads_left < 0 or self._bytes_left < 0:
            raise ReadError("Its metadata refers to far more bytes than metadata has.")
        self._stream.seek(start)
        return self._stream.read(stop - start)
