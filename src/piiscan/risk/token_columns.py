"""Columns of tokens on disk: one number for each record and column, read again some at a time.

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

_CHUNK = 1 << 17
"""Numbers of a column that are read at a time: 1 MB, which stays in the processor's cache."""


class TokenColumns:
    """Columns of 64-bit numbers of equal length, in files without names, so that nothing stays when a process dies."""

    def __init__(self, columns: int, folder: Path | None = None) -> None:
        """Make room for so many columns in a folder; in the system's for temporary files where none is given."""
        self.records = 0
        self._open = ExitStack()
        self._files: list[IO[bytes]] = []
        for _ in range(columns):
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with all others
            self._files.append(self._open.enter_context(file))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, columns: Sequence[Numbers]) -> None:
        """Add records, given as one array for each column.

        Raises:
            ReportError: the disk takes no more.
        """
        try:
            for file, numbers in zip(self._files, columns, strict=True):
                file.write(np.ascontiguousarray(numbers).data)
        except OSError as error:
            raise ReportError(f"there is no room to count crowds: {error.strerror}") from None
        self.records += len(columns[0])

    def read(self, columns: Sequence[int]) -> Iterator[list[Numbers]]:
        """Yield these columns, some of all records at a time, in the order in which records were added."""
        for start in range(0, self.records, _CHUNK):
            yield [self._piece(column, start, min(_CHUNK, self.records - start)) for column in columns]

    def _piece(self, column: int, start: int, length: int) -> Numbers:
        self._files[column].seek(8 * start)
        return np.frombuffer(self._files[column].read(8 * length), np.uint64)
