"""Files compressed as a whole: gzip, bzip2, xz, zstd and lz4, unpacked as they are read and never to disk."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, cast

import pyarrow as pa

from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.readers.forward import seekable
from piiscan.readers.limits import EXPANSION_FROM, limits


def _arrow(codec: str) -> Callable[[BinaryIO], BinaryIO]:
    return lambda stream: cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), codec))


_OPEN: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    "gzip": lambda stream: cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb")),
    "bzip2": lambda stream: cast("BinaryIO", bz2.BZ2File(stream)),
    "xz": lambda stream: cast("BinaryIO", lzma.LZMAFile(stream)),  # noqa: SIM115 - its user closes it
    "zstd": _arrow("zstd"),
    "lz4": _arrow("lz4"),
}
_MARKS: Final = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
)
_ALL: Final = tuple(mark for mark, _ in _MARKS)
_ENDINGS: Final = ("gz", "gzip", "bz2", "xz", "zst", "zstd", "lz4")
_TARS: Final = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar", "tzst": "tar", "svgz": "svg"}
_FAULTS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, pa.ArrowException)
"""What the decompressors raise on damaged data."""


def codec_of(head: bytes) -> str | None:
    """Return how a file is compressed as a whole, by its first bytes; None where it is not."""
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None) if head.startswith(_ALL) else None


def name_inside(name: str) -> str:
    """Return the name of what a compressed file holds: ``people.csv`` for ``people.csv.gz``."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name
    if ending.lower() in _TARS:
        return f"{stem}.{_TARS[ending.lower()]}"
    return stem if ending.lower() in _ENDINGS else name


def decompressed(stream: BinaryIO, codec: str, told: Callable[[str], None] = lambda _: None) -> BinaryIO:
    """Return the unpacked content of a compressed stream, from its beginning, up to the limit of bytes.

    Args:
        stream: what is compressed.
        codec: how.
        told: is called with a sentence where the limit is reached.

    Raises:
        ReadError: it is damaged, now or when it is read on.
    """
    stream.seek(0)
    return seekable(cast("BinaryIO", _Unpacking(stream, codec, told)))


class _Unpacking(io.RawIOBase):
    """Unpacks as it is read, and stops where what comes out is out of all proportion to what goes in."""

    def __init__(self, stream: BinaryIO, codec: str, told: Callable[[str], None]) -> None:
        super().__init__()
        self._packed, self._codec, self._told = stream, codec, told
        self._unpacked = _OPEN[codec](stream)
        self._given = 0
        self._most, self._bytes = limits().expansion, limits().bytes
        self._at_end = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to so many unpacked bytes. Raises ReadError."""
        if self._at_end:
            return b""
        try:
            part = self._unpacked.read(size)
        except _FAULTS as error:
            raise ReadError(f"its {self._codec} compression is damaged ({type(error).__name__})") from None
        self._given += len(part)
        if self._given > self._bytes:
            part = part[: self._bytes - self._given]
            self._at_end = True
            self._told(f"only {size_words(self._bytes)} of it were read")
        if self._given > EXPANSION_FROM and self._given > self._most * max(self._packed.tell(), 1):
            raise ReadError(f"it gets more than {self._most} times larger by unpacking, as no data do")
        return part
