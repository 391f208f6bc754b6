"""A file that lies elsewhere, read by ranges of bytes: only what is asked for travels, and a little ahead of it."""

import io
from collections.abc import Callable
from typing import BinaryIO, cast

HEAD_BYTES = 65_536
"""What the first read fetches: the header of nearly every picture lies within."""

_MOST_AHEAD = 8 << 20
"""Bytes fetched at once where a file is read on and on."""

_BLOCKS = 16
"""Places that a file is read at in turn, such as the columns of a row group, each with its own block."""

Fetch = Callable[[int, int], bytes]
"""From the first byte and one past the last to the bytes; raises SourceError."""


class RangedFile(io.RawIOBase):
    """A seekable file over ranged reads.

    A block that is read on from its end is followed by one twice as long, up to 8 MiB; a read elsewhere begins anew
    with a short one. So a header costs one short read, a column few long ones, and memory stays bounded.
    """

    def __init__(self, fetch: Fetch, size: int) -> None:
        super().__init__()
        self._fetch, self._size = fetch, size
        self._at = 0
        self._blocks: list[tuple[int, bytes]] = []
        """Where each begins; the last one used stands last."""

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Set the position; nothing is read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed's buffer has no slices
        """Read what the block at the position holds. Raises SourceError where the store does not give it."""
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        start, block = self._block(wanted)
        offset = self._at - start
        part = memoryview(block)[offset : offset + wanted]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def load_head(self) -> None:
        """Fetch the head now. Raises SourceError where the store does not give it."""
        if not self._blocks:
            self._read(0, HEAD_BYTES)

    def _block(self, wanted: int) -> tuple[int, bytes]:
        for index, (start, block) in enumerate(self._blocks):
            if start <= self._at < start + len(block):
                self._blocks.append(self._blocks.pop(index))
                return self._blocks[-1]
        ahead = HEAD_BYTES
        for index, (start, block) in enumerate(self._blocks):
            if start + len(block) == self._at:  # read on: the block has served
                ahead = min(2 * len(block), _MOST_AHEAD)
                del self._blocks[index]
                break
        return self._read(self._at, max(wanted, ahead))

    def _read(self, start: int, length: int) -> tuple[int, bytes]:
        block = self._fetch(start, min(start + length, self._size))
        self._blocks = [*self._blocks[1 - _BLOCKS :], (start, block)]
        return self._blocks[-1]


def buffered(file: RangedFile) -> BinaryIO:
    """Return the file with a buffer before it, so that many small reads cost little."""
    return cast("BinaryIO", io.BufferedReader(file, buffer_size=HEAD_BYTES))
