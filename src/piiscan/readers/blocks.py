"""Streams text as blocks of UTF-8 that end where records end."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from piiscan.readers.record_ends import Offsets

BLOCK_BYTES = 4_000_000
"""What is read, and parsed, at a time."""

LONGEST_RECORD = 64_000_000
"""Bytes after which a quoted cell counts as never closed, so that one stray quote does not fill the memory."""

LONGEST_LINE = 16_000_000
"""Bytes of a line that are read; one of half a gigabyte would have to lie in memory several times over."""

_REPLACEMENT = "\ufffd".encode()

FindEnds = Callable[[bytes, bool, bool], Offsets]
"""From bytes, whether quotes have a meaning, and whether nothing follows: the offsets where records end."""


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes that begin and end where records do."""

    data: bytes
    ends: Offsets
    """Where its records end, blank lines included."""

    quoted: bool
    """Whether quotes have a meaning; no longer, once a quoted cell turned out never to be closed."""


def raw_blocks(stream: BinaryIO, start: int, stop: int | None, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Yield the bytes from ``start`` to ``stop`` (None: to the end), in blocks."""
    stream.seek(start)
    left = stop - start if stop is not None else None
    while data := stream.read(size if left is None else min(size, left)):
        yield data
        left = None if left is None else left - len(data)


class Utf8Blocks:
    """Blocks of text in any encoding as blocks of UTF-8; what cannot be decoded is replaced by U+FFFD."""

    def __init__(self, blocks: Iterable[bytes], encoding: str) -> None:
        self._blocks = blocks
        self._encoding = encoding
        self._replaced = 0

    @property
    def damaged(self) -> bool:
        """Whether anything had to be replaced so far; the replacement character may also stand in the text itself."""
        return self._replaced > 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks; once only."""
        decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        narrow = not self._encoding.startswith("utf-16") and not self._encoding.startswith("utf-32")
        for block in self._blocks:
            self._replaced -= block.count(_REPLACEMENT)
            if narrow and block.isascii() and not decoder.getstate()[0]:
                yield block
            else:
                yield self._encoded(decoder.decode(block))
        yield self._encoded(decoder.decode(b"", final=True))

    def _encoded(self, text: str) -> bytes:
        self._replaced += text.count("\ufffd")
        return text.encode("utf-8")


class BoundedLines:
    """Blocks of text in which lines are no longer than ``longest``: what is beyond is left out, or ends them all."""

    def __init__(self, blocks: Iterable[bytes], longest: int = LONGEST_LINE, *, stop: bool = False) -> None:
        self._blocks, self._longest, self._stop = blocks, longest, stop
        self.endless = False
        """Whether a line was longer so far."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks; once only. They are smaller than the longest line."""
        held = 0
        for block in self._blocks:
            begins = _line_begin(block)
            if held + (len(block) if begins < 0 else begins) <= self._longest:
                yield block
            elif self._stop:
                self.endless = True
                return
            else:
                self.endless = True
                if begins >= 0:
                    yield block[begins:]
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            held = held + len(block) if last < 0 else len(block) - last - 1


def _line_begin(block: bytes) -> int:
    """Return the offset of the first line end, from which on a block is read again; -1 where there is none."""
    found = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
    return min(found, default=-1)


def aligned(blocks: Iterable[bytes], find_ends: FindEnds, longest: int = LONGEST_RECORD) -> Iterator[Block]:
    """Yield blocks cut anew where records end, so that each can be parsed alone.

    A record that is longer than ``longest`` shows that a quote was never closed: from its beginning on, quotes are
    characters like any other.
    """
    held = bytearray()
    quoted, looked_at = True, 0
    for block in blocks:
        held += block
        if len(held) < 2 * looked_at:
            continue  # looking again at every block would take time that grows with the square of a long record
        done = _whole_records(bytes(held), find_ends, quoted)
        if done is None and quoted and len(held) > longest:
            quoted = False
            done = _whole_records(bytes(held), find_ends, quoted)
        if done is not None:
            yield done
            del held[: len(done.data)]
        looked_at = len(held)
    yield from _last_records(bytes(held), find_ends, quoted)


def _last_records(data: bytes, find_ends: FindEnds, quoted: bool) -> Iterator[Block]:
    """Yield what is left at the end; a quote still open there was never meant to span lines."""
    closed = find_ends(data + b"\n", quoted, False)
    end = min(int(closed[-1]), len(data)) if closed.size else 0
    for part, meant in ((data[:end], quoted), (data[end:], False)):
        if part:
            yield Block(part, find_ends(part, meant, True), meant)


def _whole_records(data: bytes, find_ends: FindEnds, quoted: bool) -> Block | None:
    ends = find_ends(data, quoted, False)
    if not ends.size:
        return None
    return Block(data[: int(ends[-1])], ends, quoted)
