"""Photos of which the head tells all: they lie on this machine, and are like one that was looked at already."""

import os

from piiscan.model.units import Piece, ScanContext
from piiscan.readers.stream_bytes import HEAD_BYTES
from piiscan.run.digests import FileDigests
from piiscan.run.outcomes import OutcomeRows, Reading
from piiscan.run.pictures import PictureScanner
from piiscan.runtimes.board import slot
from piiscan.sources.plain_files import open_plain

_PATIENCE = 256
"""Pictures in vain, more than there were known ones, until only one in so many is tried:"""

_SELDOM = 16


class HeadScanner:
    """Reads heads, and leaves every picture that is not known by it to the reader."""

    def __init__(
        self, context: ScanContext, pictures: PictureScanner, outcomes: OutcomeRows, digests: FileDigests
    ) -> None:
        self._context, self._pictures, self._outcomes, self._digests = context, pictures, outcomes, digests
        self._patience, self._seen = _PATIENCE, 0

    def scan(self, piece: Piece, unit: str) -> tuple[bool, str | None]:
        """Return whether the picture was read; and where it was not, its digest, if that was made."""
        self._seen += 1
        is_helping = self._patience > 0 or self._seen % _SELDOM == 0
        handle = open_plain(piece.uri) if is_helping and piece.size <= self._context.limits.bytes else None
        if handle is None:
            return False, None
        reading = Reading(notes=[piece.note] if piece.note else [])
        with slot().reading():
            is_read = self._read(handle, piece, reading)
        self._patience = min(self._patience + 1, _PATIENCE) if is_read else max(self._patience - 1, 0)
        if is_read:
            self._outcomes.add(unit, piece, reading)
        return is_read, reading.sha256

    def _read(self, handle: int, piece: Piece, reading: Reading) -> bool:
        try:
            if piece.hashes:
                head, reading.sha256 = self._digests.with_head(handle, piece.size, HEAD_BYTES)
            else:
                head = os.read(handle, HEAD_BYTES)
            return self._pictures.scan_head(head, piece, reading)
        except Exception:  # noqa: BLE001 - the reader comes next, and says what is wrong with the file
            return False
        finally:
            os.close(handle)
