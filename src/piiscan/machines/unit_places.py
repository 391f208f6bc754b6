"""Where the tasks of a cluster keep the parts of their units: a folder that all share, or a prefix in a store."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from piiscan.model.assets import Status
from piiscan.model.errors import SourceError
from piiscan.model.units import Unit, UnitStatus
from piiscan.reports.folder import create_report_folder
from piiscan.sources.listing import is_remote
from piiscan.sources.stored_folder import StoredFolder, files_in

OF_UNITS = ("work/sketches", "findings", "links", "pictures", "work/outcomes")
"""Tables of which each unit writes a part."""

_MARKS = "work/started"
_OUTCOMES = "work/outcomes"


class UnitPlace(Protocol):
    """What a task needs of the report."""

    def folder(self) -> AbstractContextManager[Path]:
        """Give a folder whose parts are in the report once all went well."""

    def status(self, unit: Unit) -> UnitStatus | None:
        """Return how the unit ended, or None where it has not."""

    def mark(self, name: str) -> None:
        """Note that something was begun."""

    def unmark(self, name: str) -> None:
        """Note that it ended."""

    def is_marked(self, name: str) -> bool:
        """Whether it was begun and has not ended."""


def unit_place(report: str) -> UnitPlace:
    """Return the place that a report's path or address names."""
    return _InStore(StoredFolder(report)) if is_remote(report) else _OnDisk(Path(report))


class _OnDisk:
    """A folder that all workers reach by the same path."""

    def __init__(self, report: Path) -> None:
        self._report = report

    @contextmanager
    def folder(self) -> Iterator[Path]:
        yield self._report

    def status(self, unit: Unit) -> UnitStatus | None:
        path = self._report / _OUTCOMES / f"{unit.id}.parquet"
        return _status(unit, pq.read_table(path)) if path.exists() else None

    def mark(self, name: str) -> None:
        (self._report / _MARKS).mkdir(parents=True, exist_ok=True)
        (self._report / _MARKS / name).touch()

    def unmark(self, name: str) -> None:
        (self._report / _MARKS / name).unlink(missing_ok=True)

    def is_marked(self, name: str) -> bool:
        return (self._report / _MARKS / name).exists()


class _InStore:
    """A prefix; parts are written here and put there, how the unit ended last of all."""

    def __init__(self, stored: StoredFolder) -> None:
        self._stored = stored

    @contextmanager
    def folder(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="piiscan-") as held:
            create_report_folder(Path(held))
            yield Path(held)
            put_parts(self._stored, Path(held))

    def status(self, unit: Unit) -> UnitStatus | None:
        name = f"{_OUTCOMES}/{unit.id}.parquet"
        if not self._stored.holds(name):
            return None
        return _status(unit, pq.read_table(pa.BufferReader(self._stored.get(name))))

    def mark(self, name: str) -> None:
        self._stored.put(f"{_MARKS}/{name}", b"begun\n")

    def unmark(self, name: str) -> None:
        try:
            self._stored.delete([f"{_MARKS}/{name}"])
        except SourceError:
            if self.is_marked(name):
                raise

    def is_marked(self, name: str) -> bool:
        return self._stored.holds(f"{_MARKS}/{name}")


def put_parts(stored: StoredFolder, folder: Path, unit: str | None = None) -> None:
    """Put parts into a store, of one unit or all; outcomes last, since they say that the rest is there."""
    of_unit = [f"{table}/{unit}.parquet" for table in OF_UNITS]
    names = files_in(folder) if unit is None else [name for name in of_unit if (folder / name).exists()]
    last = [name for name in names if name.startswith(_OUTCOMES)]
    stored.put_all(folder, [name for name in names if name not in last])
    stored.put_all(folder, last)


def _status(unit: Unit, outcomes: pa.Table) -> UnitStatus:
    failed = tuple(row["asset"] for row in outcomes.to_pylist() if row["status"] == Status.FAILED)
    return UnitStatus(unit.id, len(unit.pieces), unit.size, 0, failed)
