"""A small finished report of which one file is replaced, and everything that reads reports."""

from functools import lru_cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from tests.builders import photo
from tests.containers import PEOPLE_CSV

from piiscan.explain import explain
from piiscan.model.categories import Category
from piiscan.model.errors import PiiscanError
from piiscan.reports.changes import find_changes
from piiscan.reports.exports.catalog import Format, export
from piiscan.reports.exports.paths import list_paths
from piiscan.reports.folder import connect
from piiscan.scan import assess_again, scan
from piiscan.settings import Judging, ScanSettings


@lru_cache(maxsize=1)
def sound_report() -> tuple[Path, tuple[str, ...]]:
    """Return a report that is whole, and the names of its files."""
    folder = Path(mkdtemp(prefix="piiscan-fuzz-"))
    (folder / "data").mkdir()
    (folder / "data" / "people.csv").write_text(PEOPLE_CSV)
    (folder / "data" / "photo.jpg").write_bytes(photo(gps=(12.5, 33.25), serial="4F00112233", size=(32, 32)))
    scan(ScanSettings((str(folder / "data"),), folder / "report"))
    report = folder / "report"
    files = sorted(str(path.relative_to(report)) for path in report.rglob("*") if path.is_file())
    return report, tuple(files)


def read_damaged_report(folder: Path, data: bytes) -> None:
    """Replace the file that the first byte names by the other bytes, and read the report in every way."""
    report, files = sound_report()
    damaged = folder / "report"
    rmtree(damaged, ignore_errors=True)
    copytree(report, damaged)
    chosen = data[0] % len(files) if data else 0
    (damaged / files[chosen]).write_bytes(data[1:])
    for read in _WAYS:
        try:
            read(damaged)
        except PiiscanError:
            continue


def _explain(report: Path) -> None:
    list(explain(report, "people.csv"))
    list(explain(report, "photo.jpg", record=0))


def _changes(report: Path) -> None:
    with connect(report) as db:
        find_changes(db, report, sound_report()[0])


def _exports(report: Path) -> None:
    for wanted in Format:
        if wanted is not Format.PATHS:
            try:
                export(report, wanted)
            except PiiscanError:
                continue
    list(list_paths(report, Category.IDENTIFIER_EMAIL, null=True))


def _assess(report: Path) -> None:
    assess_again(report, Judging())


_WAYS = (_explain, _changes, _exports, _assess)
