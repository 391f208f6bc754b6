"""Streams that can only be read forwards, made usable for readers that look at the beginning first."""

import io
from typing import BinaryIO, cast

from piiscan.model.errors import ReadError
from piiscan.readers.limits import HELD_BYTES, KEPT_HEAD

_SKIP = 1 << 20


def seekable(stream: BinaryIO, size: int | None = None) -> BinaryIO:
    """Return a stream that can be sought: held in memory when it is small, else one whose beginning is kept.

    Args:
        stream: can be read forwards.
        size: bytes it will give, where that is known.
    """
    if size is None or size <= HELD_BYTES:
        head = _read_up_to(stream, HELD_BYTES + 1)
        if len(head) <= HELD_BYTES:
            return io.BytesIO(head)
    else:
        head = _read_up_to(stream, KEPT_HEAD)
    return cast("BinaryIO", io.BufferedReader(ForwardStream(stream, head, size), buffer_size=_SKIP))


def can_go_back(stream: BinaryIO) -> bool:
    """Whether every part of a stream can be asked for at any time."""
    return stream.seekable() and not isinstance(getattr(stream, "raw", None), ForwardStream)


def _read_up_to(stream: BinaryIO, size: int) -> bytes:
    """Read until there are so many bytes or no more: one read of a decompressor may give less than asked for."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class ForwardStream(io.RawIOBase):
    """A stream of which the beginning can be read again, and the rest once, in order."""

    def __init__(self, stream: BinaryIO, head: bytes, size: int | None) -> None:
        super().__init__()
        self._stream, self._head, self._size = stream, head, size
        self._gone = len(head)
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True, although what has gone by beyond the beginning cannot be read again."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Set the position; nothing is read before it is asked for. Raises ReadError where the end is not known."""
        if whence == io.SEEK_END and self._size is None:
            raise ReadError("it is compressed as a whole and too large to be read from its end")
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size or 0}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed's buffer has no slices
        """Read on from the position. Raises ReadError where that part has gone by."""
        part = self._from_head(len(buffer)) if self._at < len(self._head) else self._beyond(len(buffer))
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _from_head(self, size: int) -> bytes:
        return self._head[self._at : self._at + size]

    def _beyond(self, size: int) -> bytes:
        if self._at < self._gone:
            raise ReadError("it lies in a compressed archive, and is too large to go back in")
        while self._gone < self._at:
            skipped = self._stream.read(min(_SKIP, self._at - self._gone))
            if not skipped:
                return b""
            self._gone += len(skipped)
        part = self._stream.read(size)
        self._gone += len(part)
        return part
