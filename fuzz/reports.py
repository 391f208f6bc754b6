"""A small finished report of which one file is replaced, and everything that reads reports."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from tests.builders import photo
from tests.containers import PEOPLE_CSV

from fuzz.report_values import damage
from piiscan.explain import explain
from piiscan.model.categories import Category
from piiscan.model.errors import PiiscanError
from piiscan.reports.changes import find_changes
from piiscan.reports.exports.catalog import Format, export
from piiscan.reports.exports.paths import list_paths
from piiscan.reports.folder import connect
from piiscan.scan import assess_again, scan
from piiscan.settings import Judging, ScanSettings
from piiscan.verify import verify


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
    """Replace the file that the first byte names by the bytes from the third on; the second says how to read it all."""
    damaged, chosen, way, rest = _copy(folder, data)
    chosen.write_bytes(rest)
    _read(damaged, way)


def read_changed_report(folder: Path, data: bytes) -> None:
    """Change values in the file that the first byte names, as the bytes from the third on say, and read the report."""
    changed, chosen, way, rest = _copy(folder, data)
    damage(chosen, rest)
    _read(changed, way)


def _copy(folder: Path, data: bytes) -> tuple[Path, Path, int, bytes]:
    """Return a copy of the report, the file of it to be replaced, the way to read it, and the bytes that are left."""
    report, files = sound_report()
    copy = folder / "report"
    rmtree(copy, ignore_errors=True)
    copytree(report, copy)
    file, way, *_ = *data, 0, 0
    return copy, copy / files[file % len(files)], way, data[2:]


def _read(report: Path, way: int) -> None:
    try:
        _WAYS[way % len(_WAYS)](report)
    except PiiscanError:
        return


def _explain(report: Path) -> None:
    list(explain(report, "people.csv"))
    list(explain(report, "photo.jpg", record=0))


def _changes(report: Path) -> None:
    with connect(report) as db:
        find_changes(db, report, sound_report()[0])


def _export(wanted: Format) -> Callable[[Path], object]:
    return lambda report: export(report, wanted)


def _paths(report: Path) -> None:
    list(list_paths(report, Category.IDENTIFIER_EMAIL, null=True))


def _assess(report: Path) -> None:
    assess_again(report, Judging())


def _continue(report: Path) -> None:
    scan(ScanSettings((str(sound_report()[0].parent / "data"),), report))


def _verify(report: Path) -> None:
    list(verify(report, (str(sound_report()[0].parent / "data"),)))


_WAYS: tuple[Callable[[Path], object], ...] = (
    _explain,
    _changes,
    _paths,
    _assess,
    _continue,
    _verify,
    *(_export(wanted) for wanted in Format if wanted is not Format.PATHS),
)
