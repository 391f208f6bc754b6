"""Azure's and Google's stores: the same promises as S3's, each against a server that speaks its language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from piiscan.machines.staging import staged
from piiscan.model.errors import SourceError, UsageError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.sources.listing import list_assets
from piiscan.sources.object_store import open_store
from piiscan.sources.opening import open_uri
from piiscan.sources.stored_folder import StoredFolder
from tests.builders import photo
from tests.cloud_servers import ACCOUNT, CONTAINER, KEY, azure_server, put_folder
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report
from tests.store_server import Fault, Store, proxy, s3_server

OF_THE_PLACE = ("uri", "modified", "etag", "unit")
ROWS = b"email\nzorelia@example.com\nostle@example.org\n"


@pytest.fixture(scope="module")
def google() -> Iterator[Store]:
    """A bucket; its name has no hyphen, since the client encodes that and the server does not undo it."""
    with s3_server(CONTAINER) as store:
        yield store


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A container behind the proxy."""
    with azure_server(tmp_path_factory.mktemp("azurite")) as server, proxy(server) as store:
        yield store


@pytest.fixture(params=["gs", "az"])
def cloud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Store]]:
    """The address of the bucket or container, with an environment that leads to it, and the server."""
    server: Store = request.getfixturevalue({"gs": "google", "az": "azure"}[request.param])
    environment = {
        "GOOGLE_BASE_URL": server.endpoint,
        "GOOGLE_BEARER_TOKEN": "invented",
        "AZURE_STORAGE_ENDPOINT": f"{server.endpoint}/{ACCOUNT}",
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
        "PIISCAN_STORE_TRIES": "3",
        "PIISCAN_STORE_TIMEOUT": "2",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    open_store.cache_clear()
    server.faults.clear()
    server.requests.clear()
    yield f"{request.param}://{CONTAINER}", server
    open_store.cache_clear()


def test_same_findings_as_on_disk(tmp_path: Path, cloud: tuple[str, Store]) -> None:
    """
    A dataset in such a store gives the report that it gives on disk, but for where it lies.
    """
    lake, dataset = write_lake(tmp_path / "lake"), f"{cloud[0]}/same"
    put_folder(lake, dataset)
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    scan(ScanSettings((dataset,), tmp_path / "remote", hash_files=True))

    assert whole_report(tmp_path / "local", OF_THE_PLACE) == whole_report(tmp_path / "remote", OF_THE_PLACE)


def test_of_pictures_only_heads_travel(tmp_path: Path, cloud: tuple[str, Store]) -> None:
    """
    Without pixels and hashes, no request for a picture asks for more than its first 64 KiB.
    """
    content = photo(gps=(48.137154, 11.576124), size=(900, 700))
    StoredFolder(f"{cloud[0]}/heads").put("a.jpg", content)
    cloud[1].requests.clear()
    scan(ScanSettings((f"{cloud[0]}/heads",), tmp_path / "report", pixels="off"))

    assert len(content) > 65_536
    assert {"bytes=0-65535"} == {ranged for method, path, ranged in cloud[1].requests if path.endswith("a.jpg")}
    assert "location.coordinates" in {row[0] for row in rows_of(tmp_path / "report", "findings", "category")}


def test_object_that_changes_between_list_and_read(cloud: tuple[str, Store]) -> None:
    """
    Content that is not what was listed is refused, also where marks are written in another way.
    """
    folder = StoredFolder(f"{cloud[0]}/changing")
    folder.put("a.csv", ROWS)
    (asset,) = list_assets(f"{cloud[0]}/changing", None, [])
    with open_uri(asset.uri, asset.etag, asset.size) as file:
        unchanged = file.read()
    folder.put("a.csv", ROWS.replace(b"ostle", b"other"))

    assert ROWS == unchanged
    with pytest.raises(SourceError, match="changed since it was listed"):
        open_uri(asset.uri, asset.etag, asset.size)


@pytest.mark.parametrize(("kind", "said"), [("500", "answered 500"), ("503", "answered 503"), ("404", "or no longer")])
def test_lasting_fault_costs_one_object(tmp_path: Path, cloud: tuple[str, Store], kind: str, said: str) -> None:
    """
    An object that cannot be read is failed with its reason; the others are read.
    """
    for name in "abc":
        StoredFolder(f"{cloud[0]}/lasting{kind}").put(f"{name}.csv", ROWS)
    cloud[1].faults.append(Fault("/b.csv", kind))
    scan(ScanSettings((f"{cloud[0]}/lasting{kind}",), tmp_path / "report"))
    ledger = {name: (status, reason) for name, status, reason in _ledger(tmp_path / "report")}

    assert {"a.csv": "complete", "b.csv": "failed", "c.csv": "complete"} == {k: v[0] for k, v in ledger.items()}
    assert said in ledger["b.csv"][1]


def test_passing_fault_costs_nothing(tmp_path: Path, cloud: tuple[str, Store]) -> None:
    """
    A request that the store turns away once is made again, and nothing in the ledger tells of it.
    """
    StoredFolder(f"{cloud[0]}/passing").put("b.csv", ROWS)
    cloud[1].faults.append(Fault("/b.csv", "503", times=1))
    scan(ScanSettings((f"{cloud[0]}/passing",), tmp_path / "report"))

    assert 0 == cloud[1].faults[0].times
    assert [("b.csv", "complete", None)] == _ledger(tmp_path / "report")


def test_report_in_the_store(tmp_path: Path, cloud: tuple[str, Store]) -> None:
    """
    A report can be kept there: what is put equals what the folder of a local report holds.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "people.csv").write_bytes(ROWS)
    settings = ScanSettings((str(tmp_path / "data"),), tmp_path / "local")
    scan(settings)
    address = f"{cloud[0]}/reports/one"
    with staged(address, settings.datasets) as (folder, _):
        scan(ScanSettings(settings.datasets, folder))
    stored = StoredFolder(address)
    stored.fetch(tmp_path / "fetched", stored.names())

    assert whole_report(tmp_path / "local") == whole_report(tmp_path / "fetched")


def test_nothing_there_is_an_error(tmp_path: Path, cloud: tuple[str, Store]) -> None:
    """
    A prefix without anything is a usage error, as a missing folder is.
    """
    with pytest.raises(UsageError, match="There is no dataset"):
        scan(ScanSettings((f"{cloud[0]}/nothing/here",), tmp_path / "report"))


def _ledger(report: Path) -> list[tuple[Any, ...]]:
    return rows_of(report, "assets", "asset", "status", "reason")
