"""A report that is kept in an object store: worked on in a copy on this machine, of which each part is put as a whole.

What an earlier scan left is fetched first, so that a scan continues there as it does in a folder. The copy is deleted
at the end; a scan that is stopped has its finished units in the store already.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from piiscan.machines.unit_places import OF_UNITS, put_parts
from piiscan.model.errors import PiiscanError, ReportError, SourceError, UsageError
from piiscan.model.units import UnitStatus
from piiscan.sources.addresses import parse_address
from piiscan.sources.listing import is_remote
from piiscan.sources.stored_folder import StoredFolder, files_in, seen_of

_LAST = ("run.json", "report.html")
_OWN = (*OF_UNITS, "assets", "fields", "records", "plan", "work", *_LAST)


@dataclass
class Staging:
    """The copy of a report on this machine."""

    address: str
    folder: Path
    stored: StoredFolder
    known: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Files as the store has them, with time and size of the copy."""

    def fetch(self) -> None:
        """Fetch what is there. Raises UsageError where that is no report."""
        names = list(self.stored.names())
        if foreign := [name for name in names if not name.startswith(_OWN)]:
            raise UsageError(f"{self.address} holds other files, such as {foreign[0].partition('/')[0]}: name another")
        self.stored.fetch(self.folder, names)
        self.known = files_in(self.folder)

    def fetch_parts(self) -> None:
        """Fetch the parts that workers elsewhere have put there."""
        names = [name for below in OF_UNITS for name in self.stored.names(below)]
        here = files_in(self.folder)
        self.stored.fetch(self.folder, [name for name in names if name not in here])
        now = files_in(self.folder)
        self.known |= {name: now[name] for name in names if name not in here}

    def put_plan(self) -> None:
        """Put the plan, so that a scan that is stopped can be continued from there."""
        here = files_in(self.folder)
        names = [name for name in here if name.startswith("plan/") and self.known.get(name) != here[name]]
        self.stored.put_all(self.folder, names)
        self.known |= {name: here[name] for name in names}

    def put_unit(self, unit: str) -> None:
        """Put the parts of one unit."""
        put_parts(self.stored, self.folder, unit)
        for path in filter(Path.exists, (self.folder / table / f"{unit}.parquet" for table in OF_UNITS)):
            self.known[path.relative_to(self.folder).as_posix()] = seen_of(path)

    def put(self) -> None:
        """Put what has changed and delete what is gone; the record of the run last, since it says that all is there."""
        here = files_in(self.folder)
        changed = [name for name, seen in here.items() if self.known.get(name) != seen]
        self.stored.put_all(self.folder, [name for name in changed if name not in _LAST])
        marks = self.stored.names("work/started")
        self.stored.delete([*(name for name in self.known if name not in here), *marks])
        self.stored.put_all(self.folder, [name for name in changed if name in _LAST])
        self.known = here


@contextmanager
def staged(output: str | Path, datasets: tuple[str, ...]) -> Iterator[tuple[Path, Staging | None]]:
    """Give the folder that a report is made in: its own, or a copy that is put into the store when all went well.

    Raises:
        UsageError: the report would lie inside the dataset, or the prefix holds other files.
        ReportError: the store does not take it.
    """
    if not is_remote(str(output)):
        yield Path(output), None
        return
    address = str(output).rstrip("/")
    _keep_outside(address, datasets)
    with TemporaryDirectory(prefix="piiscan-") as held:
        staging = Staging(address, Path(held) / "report", StoredFolder(address))
        staging.folder.mkdir(mode=0o700)
        with naming(staging):
            staging.fetch()
            yield staging.folder, staging
            staging.put()


@contextmanager
def naming(staging: Staging) -> Iterator[None]:
    """Let errors name the report by its address, and not by the copy, which is gone when they are read."""
    try:
        yield
    except SourceError as error:
        raise ReportError(f"the report at {staging.address}: {error}") from None
    except PiiscanError as error:
        raise type(error)(str(error).replace(str(staging.folder), staging.address)) from None


def putting(staging: Staging | None, told: Callable[[UnitStatus], None]) -> Callable[[UnitStatus], None]:
    """Put the plan, and return what puts each unit's parts once it has ended, and then tells."""
    if staging is None:
        return told
    staging.put_plan()

    def put_and_tell(status: UnitStatus) -> None:
        staging.put_unit(status.unit)
        told(status)

    return put_and_tell


def _keep_outside(address: str, datasets: tuple[str, ...]) -> None:
    report = f"{parse_address(address)}/"
    for dataset in filter(is_remote, datasets):
        root = f"{parse_address(dataset)}".rstrip("/") + "/"
        if report.startswith(root) or root.startswith(report):
            raise UsageError(
                f"the report would lie inside the dataset {dataset}, or it in the report: name another prefix with -o"
            )
