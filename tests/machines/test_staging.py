"""Reports in an object store: each part by one put, and continued as in a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from piiscan.machines.staging import putting, staged
from piiscan.model.errors import UsageError
from piiscan.model.units import UnitStatus
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.sources.stored_folder import StoredFolder
from tests.lake import write_lake
from tests.report_rows import whole_report
from tests.store_fixtures import server, store
from tests.store_server import BUCKET, Store

__all__ = ["server", "store"]


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of several units."""
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 8)
    return write_lake(tmp_path / "lake")


def scanned_into(address: str, dataset: str, **options: object) -> None:
    """Scan into a report in the store."""
    with staged(address, (dataset,)) as (folder, staging):
        scan(ScanSettings((dataset,), folder, **options), lambda _u, _s: putting(staging, lambda _: None))  # type: ignore[arg-type]


def fetched(address: str, folder: Path) -> Path:
    """A copy of a report in the store."""
    stored = StoredFolder(address)
    folder.mkdir()
    stored.fetch(folder, stored.names())
    return folder


def puts(store: Store) -> Iterator[str]:
    """The names of what was put by way of the proxy."""
    return (path for method, path, _ in store.requests if method == "PUT")


@pytest.mark.usefixtures("store")
def test_report_in_a_store_is_that_of_a_folder(tmp_path: Path, lake: Path) -> None:
    """
    A report that is written into a store holds what one in a folder holds.
    """
    address = f"s3://{BUCKET}/reports/one"
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    scanned_into(address, str(lake))
    copy = fetched(address, tmp_path / "copy")

    assert whole_report(tmp_path / "local") == whole_report(copy)
    assert {"run.json", "report.html"} <= {path.name for path in copy.iterdir()}


def test_parts_are_put_once_and_the_record_last(store: Store, lake: Path) -> None:
    """
    Every part is one put under its unit's id; the record of the run, which says that all is there, comes last.
    """
    scanned_into(f"s3://{BUCKET}/reports/two", str(lake))
    names = [name.partition("/reports/two/")[2] for name in puts(store)]
    of_units = [name for name in names if "/u-" in name]

    assert len(set(of_units)) == len(of_units)
    assert {"run.json", "report.html"} == set(names[-2:])


def test_second_scan_continues_in_the_store(store: Store, lake: Path) -> None:
    """
    A second scan reads no unit again, and puts none.
    """
    address = f"s3://{BUCKET}/reports/three"
    scanned_into(address, str(lake))
    store.requests.clear()
    told: list[UnitStatus] = []
    with staged(address, (str(lake),)) as (folder, _):
        scan(ScanSettings((str(lake),), folder), lambda _u, _s: told.append)

    assert [] == told
    assert [] == [name for name in puts(store) if "/u-" in name]


def test_stopped_scan_has_its_units_in_the_store(store: Store, lake: Path) -> None:
    """
    What was done before a scan is stopped is not done again.
    """
    address = f"s3://{BUCKET}/reports/four"
    told: list[UnitStatus] = []

    def stop_after_three(status: UnitStatus) -> None:
        told.append(status)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), staged(address, (str(lake),)) as (folder, staging):
        scan(ScanSettings((str(lake),), folder), lambda _u, _s: putting(staging, stop_after_three))
    done = {Path(name).stem for name in puts(store) if "/work/outcomes/u-" in name}
    again: list[UnitStatus] = []
    with staged(address, (str(lake),)) as (folder, _):
        scan(ScanSettings((str(lake),), folder), lambda _u, _s: again.append)

    assert 3 == len(done)
    assert not done & {status.unit for status in again}


def test_prefix_with_other_files_is_refused(store: Store, lake: Path) -> None:
    """
    A prefix that holds something else is never written to.
    """
    store.put("mine/thesis.txt", b"an invented thesis")

    with pytest.raises(UsageError, match="holds other files"):
        scanned_into(f"s3://{BUCKET}/mine", str(lake))


@pytest.mark.usefixtures("store")
def test_report_inside_its_dataset_is_refused() -> None:
    """
    A report below the prefix that is scanned would be scanned the next time.
    """
    with pytest.raises(UsageError, match="inside the dataset"):
        scanned_into(f"s3://{BUCKET}/data/report", f"s3://{BUCKET}/data")
