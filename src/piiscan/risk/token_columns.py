"""Columns of tokens on disk: one number for each record and column, added up and read again some at a time.

Sixteen columns of five million records are 640 MB. They are gone through some forty times, which from a file that the
system keeps at hand takes a fifth of what a database takes that has to spill them.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np

from piiscan.model.errors import ReportError
from piiscan.risk.token_runs import Numbers

_WINDOW = 1 << 17
"""Numbers of a column that are worked on at a time: 1 MB, which stays in the processor's cache."""


class TokenColumns:
    """Columns of 64-bit numbers, 0 at first, in files without names: nothing stays when a process dies."""

    def __init__(self, columns: int, folder: Path | None = None) -> None:
        """Make room for so many columns in a folder; in the system's for temporary files where none is given."""
        self.records = 0
        self._open = ExitStack()
        self._columns: list[_Column] = []
        for _ in range(columns):
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with all others
            self._columns.append(_Column(self._open.enter_context(file)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def reserve(self, records: int) -> int:
        """Make room for more records and return the place of the first."""
        self.records += records
        return self.records - records

    def add(self, column: int, start: int, numbers: Numbers) -> None:
        """Add numbers to those that stand in a column from a place on. Raises ReportError where the disk is full."""
        self._columns[column].add(start, numbers)

    def read(self, columns: Sequence[int]) -> Iterator[list[Numbers]]:
        """Yield these columns, some of all records at a time, in the order of their places.

        Raises:
            ReportError: the disk takes no more of what was added last.
        """
        for start in range(0, self.records, _WINDOW):
            rows = min(_WINDOW, self.records - start)
            yield [self._columns[column].window(start // _WINDOW)[:rows] for column in columns]


class _Column:
    """One column: the window that is worked on, and all others in its file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._number = 0
        self._window = np.zeros(_WINDOW, np.uint64)
        self._changed = False

    def add(self, start: int, numbers: Numbers) -> None:
        while len(numbers):
            number, within = divmod(start, _WINDOW)
            piece, numbers = numbers[: _WINDOW - within], numbers[_WINDOW - within :]
            self.window(number)[within : within + len(piece)] += piece
            self._changed = True
            start += len(piece)

    def window(self, number: int) -> Numbers:
        """Return a window; what was never written is 0. It is good until the next is asked for."""
        if number != self._number:
            if self._changed:
                self._write()
            self._file.seek(8 * _WINDOW * number)
            stored = np.frombuffer(self._file.read(8 * _WINDOW), np.uint64)
            self._window = np.zeros(_WINDOW, np.uint64)
            self._window[: len(stored)] = stored
            self._number, self._changed = number, False
        return self._window

    def _write(self) -> None:
        try:
            self._file.seek(8 * _WINDOW * self._number)
            self._file.write(self._window.data)
        except OSError as error:
            raise ReportError(f"there is no room to count crowds: {error.strerror}") from None
