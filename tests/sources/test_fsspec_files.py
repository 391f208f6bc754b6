"""The fallback: whatever fsspec opens."""

from pathlib import Path

import pytest

from piiscan.model.errors import UsageError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.sources.listing import list_assets
from tests.lake import write_lake
from tests.report_rows import whole_report


def test_same_findings_by_way_of_fsspec(tmp_path: Path) -> None:
    """
    A file system of fsspec gives the findings that the folder itself gives.
    """
    lake = write_lake(tmp_path / "lake")
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    scan(ScanSettings((f"local://{lake}",), tmp_path / "remote", hash_files=True))
    of_the_place = ("uri", "modified", "etag", "unit")

    assert whole_report(tmp_path / "local", of_the_place) == whole_report(tmp_path / "remote", of_the_place)


def test_unknown_scheme_says_so() -> None:
    """
    A scheme that nothing here knows is a usage error that names it.
    """
    with pytest.raises(UsageError, match="nosuch://"):
        list(list_assets("nosuch://a/b", None, []))


def test_address_within_an_address_is_refused() -> None:
    """
    Chained file systems could lead anywhere; they are refused.
    """
    with pytest.raises(UsageError, match="::"):
        list(list_assets("simplecache::local:///tmp", None, []))
