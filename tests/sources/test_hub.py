"""Datasets on the Hugging Face hub, by its own client, against a stand-in for its server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.help_text import run_piiscan
from tests.hub_server import REPOSITORY, Hub, hub_server
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report

ADDRESS = f"hf://datasets/{REPOSITORY}"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The server of an empty repository, and an environment that leads commands to it."""
    (tmp_path / "repository").mkdir()
    with hub_server(tmp_path / "repository") as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        yield server


def test_same_findings_as_on_disk(tmp_path: Path, hub: Hub) -> None:
    """
    A dataset of the hub gives the report that its files give on disk, but for where it lies.
    """
    hub.folder.rmdir()
    write_lake(hub.folder)
    scan(ScanSettings((str(hub.folder),), tmp_path / "local"))
    done = run_piiscan("scan", ADDRESS, "-o", tmp_path / "remote", "--hash", "--workers", "1")
    of_the_place = ("uri", "modified", "etag", "unit")

    assert done.returncode in {0, 1}, done.stderr
    assert whole_report(tmp_path / "local", of_the_place) == whole_report(tmp_path / "remote", of_the_place)
    assert {ADDRESS} == {uri[: len(ADDRESS)] for (uri,) in rows_of(tmp_path / "remote", "assets", "uri")}


def test_of_pictures_only_heads_travel(tmp_path: Path, hub: Hub) -> None:
    """
    Without pixels and hashes, a picture is asked for its first 64 KiB.
    """
    content = photo(hub.folder / "a.jpg", gps=(48.137154, 11.576124), size=(900, 700))
    done = run_piiscan("scan", ADDRESS, "-o", tmp_path / "report", "--pixels", "off", "--workers", "1")
    asked = {ranged for _, path, ranged in hub.requests if path.endswith("/a.jpg")}

    assert done.returncode in {0, 1}, done.stderr
    assert len(content) > 65_536
    assert {"bytes=0-65535"} == asked
    assert "location.coordinates" in {row[0] for row in rows_of(tmp_path / "report", "findings", "category")}


def test_file_that_is_not_given_costs_itself(tmp_path: Path, hub: Hub) -> None:
    """
    A file that is listed and not given is failed with a reason; the others are read.
    """
    for name in "ab":
        (hub.folder / f"{name}.csv").write_text("email\nzorelia@example.com\nostle@example.org\n")
    hub.refused.add("b.csv")
    done = run_piiscan("scan", ADDRESS, "-o", tmp_path / "report", "--workers", "1")
    ledger = {
        name: (status, reason)
        for name, status, reason in rows_of(tmp_path / "report", "assets", "asset", "status", "reason")
    }

    assert done.returncode in {1, 3}, done.stderr
    assert {"a.csv": "complete", "b.csv": "failed"} == {name: row[0] for name, row in ledger.items()}
    assert "could not be read" in ledger["b.csv"][1]


@pytest.mark.usefixtures("hub")
def test_no_such_repository(tmp_path: Path) -> None:
    """
    A repository that is not there is a usage error.
    """
    done = run_piiscan("scan", "hf://datasets/invented/nothing", "-o", tmp_path / "report")

    assert 2 == done.returncode
    assert "hf://" in done.stderr
