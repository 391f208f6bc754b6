"""The fallback: whatever fsspec opens."""

from pathlib import Path

import fsspec
import pytest

from piiscan.model.errors import SourceError, UsageError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.sources.fsspec_files import open_with_fsspec
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


def test_file_that_changed_since_it_was_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where the file system has marks of content, other content than was listed is refused; times are no marks.
    """
    memory = fsspec.filesystem("memory")
    memory.pipe("/invented/a.csv", b"email\nzorelia@example.com\n")
    plain = type(memory).info
    monkeypatch.setattr(type(memory), "info", lambda *a, **more: {**plain(*a, **more), "ETag": "first"})
    uri = "memory://invented/a.csv"

    for listed in (None, "first", "1790000000000000000"):
        with open_with_fsspec(uri, listed) as file:
            assert b"email\nzorelia@example.com\n" == file.read()
    with pytest.raises(SourceError, match="changed since it was listed"):
        open_with_fsspec(uri, "other")
