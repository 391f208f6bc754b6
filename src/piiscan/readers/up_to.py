"""A stream that ends where an asset's limit of bytes is reached."""

import io
from typing import BinaryIO, cast

from piiscan.model.limits import size_words


class UpTo(io.RawIOBase):
    """Gives so many bytes of a larger stream, wherever they lie in it, and then no more.

    What is read twice counts twice: what is limited is the work, and some formats are read in no order.
    """

    def __init__(self, stream: BinaryIO, most: int) -> None:
        super().__init__()
        self._stream, self._most, self._left = stream, most, most

    @property
    def reason(self) -> str | None:
        """Why not all was read; None where the limit was not reached."""
        return None if self._left else f"only {size_words(self._most)} of it were read"

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return whether the larger stream is."""
        return self._stream.seekable()

    def tell(self) -> int:
        """Return the position in the larger stream."""
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Set the position in the larger stream."""
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed's buffer has no slices
        """Read on; nothing once the limit is reached."""
        part = self._stream.read(min(len(buffer), self._left))
        buffer[: len(part)] = part
        self._left -= len(part)
        return len(part)

    def as_stream(self) -> BinaryIO:
        """Return this with a buffer before it."""
        return cast("BinaryIO", io.BufferedReader(self))
