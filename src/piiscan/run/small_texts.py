"""Small texts of a unit, read whole and looked at together: to set out for one takes a hundred times as long."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.detectors.table.presence import PresentText, present_text
from piiscan.lake.partitions import partition_values
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset, Kind
from piiscan.model.columns import SKETCH_SIZE
from piiscan.model.content import ColumnValues
from piiscan.model.findings import Hits
from piiscan.model.units import Piece
from piiscan.planning.looking import HOLDING_TABLES, Look, look_into
from piiscan.planning.small_texts import LARGEST
from piiscan.readers.endings import kind_by_name
from piiscan.readers.plain_text import COLUMN, lines_of, whole_text
from piiscan.readers.record_ends import record_ends
from piiscan.run.cell_pictures import SHORTEST_PICTURE, are_written_out
from piiscan.run.digests import named_digest
from piiscan.run.outcomes import Reading
from piiscan.sources.addresses import is_remote
from piiscan.sources.ahead import Open
from piiscan.sources.plain_files import open_plain

_BYTES = 4_000_000
_TEXTS = 16_384
_READER = "plain_text"
_ANYTHING = ""
"""Reader of a piece that planning did not open, and that may be a text."""

_NO_CUTTING = 1 << 62


@dataclass(frozen=True, slots=True)
class SmallText:
    """A text that is looked at with others."""

    piece: Piece
    reading: Reading
    content: bytes
    """The file as it is."""

    text: bytes
    """As UTF-8, without a byte order mark."""


def read_small(piece: Piece, opened: Open) -> bytes | None:
    """Return the content of a small file that may be a text; None where it is to be opened as any.

    Args:
        piece: all of an asset.
        opened: opens it, where it does not lie on this machine.
    """
    if not 0 < piece.size <= LARGEST or piece.reader not in {_READER, _ANYTHING} or piece.codec is not None:
        return None
    return _read_remote(opened) if is_remote(piece.uri) else _read_plain(piece)


def _read_remote(opened: Open) -> bytes | None:
    try:
        stream = opened()
        content = stream.read(LARGEST + 1)
    except Exception:  # noqa: BLE001 - to open it again says why
        return None
    if len(content) > LARGEST:
        return None
    stream.close()
    return content


def _read_plain(piece: Piece) -> bytes | None:
    handle = open_plain(piece.uri)
    if handle is None:
        return None
    try:
        content = os.read(handle, LARGEST + 1)
        is_whole = len(content) <= LARGEST and not os.read(handle, 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    return content if is_whole else None


def read_member(stream: BinaryIO, piece: Piece) -> bytes | None:
    """Return the content of a small text in an archive; None where it is to be read as any."""
    if not 0 < piece.size <= LARGEST or piece.reader != _READER or piece.codec is not None:
        return None
    try:
        stream.seek(0)
        content = stream.read(LARGEST + 1)
    except Exception:  # noqa: BLE001 - to read it again says why
        return None
    return content if len(content) <= LARGEST else None


def small_text(piece: Piece, content: bytes, file_key: bytes, seen: Asset | None = None) -> SmallText | None:
    """Return a file as a text that can be looked at with others; None where it has to be read by itself.

    Args:
        piece: all of an asset.
        content: what it holds.
        file_key: for the digests of small files.
        seen: of one in an archive, what it is.
    """
    if not content or ("=" in piece.asset and partition_values(piece.asset)):
        return None
    inner, notes = piece, [piece.note]
    if not piece.looked:
        seen, layout = _look(piece, content)
        if not layout.pieces or seen.kind in HOLDING_TABLES or layout.pieces[0].reader != _READER:
            return None
        inner = layout.pieces[0]
        notes.append(inner.note)
    text = whole_text(content, inner) if inner.codec is None else None
    if not text or _may_have_many_lines(text):
        return None
    reading = Reading(notes=[note for note in notes if note], media_type=seen.media_type if seen else None, seen=seen)
    if piece.hashes:
        reading.sha256 = named_digest(hashlib.sha256(content), piece.size, file_key)
    return SmallText(piece, reading, content, text)


def _look(piece: Piece, content: bytes) -> Look:
    kind = kind_by_name(piece.asset) or Kind.DATA
    asset = Asset(piece.asset, piece.uri, piece.size, 0, kind, etag=piece.version)
    return look_into(BytesIO(content), asset, _NO_CUTTING)


def _may_have_many_lines(text: bytes) -> bool:
    """Whether there may be more lines than a sketch keeps."""
    return len(text) > SKETCH_SIZE and text.count(b"\n") + text.count(b"\r") >= SKETCH_SIZE


class SmallTexts:
    """Gathers texts until there are enough of them."""

    def __init__(self) -> None:
        self._texts: list[SmallText] = []
        self._size = 0

    def add(self, text: SmallText) -> bool:
        """Take in a text; return whether they are to be looked at now."""
        self._texts.append(text)
        self._size += len(text.content)
        return self._size >= _BYTES or len(self._texts) >= _TEXTS

    def take(self) -> list[SmallText]:
        """Return what was gathered, and begin anew."""
        texts, self._texts, self._size = self._texts, [], 0
        return texts


def without_pictures(texts: list[SmallText]) -> tuple[list[SmallText], list[SmallText]]:
    """Return the texts in which no pictures are written out, and those that have to be read by themselves."""
    found = TextsTogether(texts).with_pictures() if any(len(text.text) > SHORTEST_PICTURE for text in texts) else ()
    if not found:
        return texts, []
    at = enumerate(texts)
    return [text for place, text in at if place not in found], [texts[place] for place in sorted(found)]


class TextsTogether:
    """The lines of several texts as one column, numbered through, with a number left out between two texts."""

    def __init__(self, texts: Sequence[SmallText]) -> None:
        self.assets = [text.piece.asset for text in texts]
        parts = [text.text if text.text.endswith(b"\n") else text.text + b"\n" for text in texts]
        data = b"".join(parts)
        ends = record_ends(data, b"\n", quoted=False)
        owners = np.searchsorted(np.cumsum([len(part) for part in parts]), ends)
        self.rows: npt.NDArray[np.int64] = np.bincount(owners, minlength=len(texts))
        """Lines of each."""

        self._firsts = np.cumsum(self.rows) - self.rows + np.arange(len(texts))
        self._lines, self._owners = lines_of(data, ends), owners

    @cached_property
    def cells(self) -> PresentText:
        """The lines that hold something."""
        numbers = pa.array(np.arange(len(self._lines)) + self._owners)
        return present_text(ColumnValues(COLUMN, self._lines, numbers))

    def with_pictures(self) -> frozenset[int]:
        """Return the texts in which pictures are written out."""
        found = are_written_out(self._lines)
        return frozenset(() if found is None else self._owners[found.to_numpy(zero_copy_only=False)].tolist())

    def owners(self, records: ArrowArray) -> npt.NDArray[np.int64]:
        """Return which of the texts each record belongs to."""
        found: npt.NDArray[np.int64] = np.searchsorted(self._firsts, records.to_numpy(), side="right") - 1
        return found

    def cells_of(self, texts: Sequence[int]) -> PresentText:
        """Return the cells of some of the texts."""
        mask = pa.array(np.isin(self.owners(self.cells.records), texts))
        held = self.cells.text.filter(mask)
        return PresentText(held, self.cells.records.filter(mask), int(self.rows[list(texts)].sum()))

    def apart(self, hits: Hits, but: Collection[int] = ()) -> Iterator[tuple[list[str], Hits]]:
        """Yield the asset of each hit, with hits whose records are the assets' own.

        Args:
            hits: found in cells of the texts.
            but: texts whose hits are left out.
        """
        owners = self.owners(hits.records)
        if but:
            kept = np.flatnonzero(~np.isin(owners, list(but)))
            hits, owners = hits.take(pa.array(kept)), owners[kept]
        if len(owners):
            own = pa.array(hits.records.to_numpy() - self._firsts[owners])
            yield [self.assets[owner] for owner in owners.tolist()], replace(hits, records=own)
