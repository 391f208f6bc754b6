"""Object stores: the same findings as on disk, and what a store that fails costs."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.model.errors import UsageError
from piiscan.plan import make_plan
from piiscan.scan import run_units, scan
from piiscan.settings import ScanSettings
from piiscan.settle import close
from piiscan.sources.listing import list_assets
from piiscan.sources.object_store import open_store
from tests.builders import photo
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report
from tests.store_fixtures import server, store
from tests.store_server import BUCKET, Fault, Store, s3_server

__all__ = ["server", "store"]

OF_THE_PLACE = ("uri", "modified", "etag", "unit")
"""Columns that say where a dataset lies, and not what it holds."""


def scanned(dataset: str, report: Path, **options: object) -> Path:
    """Scan and return the report."""
    scan(ScanSettings((dataset,), report, **options))  # type: ignore[arg-type]
    return report


def address(prefix: str) -> str:
    """The address of a prefix of the bucket."""
    return f"s3://{BUCKET}/{prefix}"


@pytest.mark.parametrize("workers", [1, 2])
def test_same_findings_as_on_disk(tmp_path: Path, store: Store, workers: int) -> None:
    """
    A dataset in a store gives the report that it gives on disk, but for where it lies.
    """
    store.put_folder(write_lake(tmp_path / "lake"), f"same{workers}")
    local = scanned(str(tmp_path / "lake"), tmp_path / "local")
    remote = scanned(address(f"same{workers}"), tmp_path / "remote", hash_files=True, workers=workers)

    assert whole_report(local, OF_THE_PLACE) == whole_report(remote, OF_THE_PLACE)


def test_of_pictures_only_heads_travel(tmp_path: Path, store: Store) -> None:
    """
    Without pixels and hashes, one ranged request of 64 KiB is made per picture when it is scanned.
    """
    content = photo(gps=(48.137154, 11.576124), size=(900, 700))
    store.put("heads/a.jpg", content)
    report = scanned(address("heads"), tmp_path / "report", pixels="off")
    asked = {range_ for method, path, range_ in store.requests if path.endswith("heads/a.jpg") and method == "GET"}

    assert len(content) > 65_536
    assert {"bytes=0-65535"} == asked
    assert [("heads/a.jpg"[6:], None, "complete")] == rows_of(report, "assets", "asset", "sha256", "status")
    assert "location.coordinates" in {row[0] for row in rows_of(report, "findings", "category")}


def test_etags_are_kept_and_said_not_to_be_bound(tmp_path: Path, store: Store) -> None:
    """
    Without hashes the store's mark is in the ledger, and the report says what that is worth.
    """
    store.put("marks/a.csv", b"email\nzorelia@example.com\n")
    report = scanned(address("marks"), tmp_path / "report")
    (etag,) = [row[0] for row in rows_of(report, "assets", "etag")]

    assert etag.startswith('"')
    assert "not bound to the bytes" in (report / "run.json").read_text()
    assert "not bound to the bytes" in (report / "report.html").read_text()


@pytest.mark.parametrize("kind", ["500", "503", "hang", "cut"])
def test_passing_faults_cost_nothing(tmp_path: Path, store: Store, kind: str) -> None:
    """
    A server error, throttling, a silent server or a torn answer is tried again, and leaves no trace.
    """
    for name in "abc":
        store.put(f"passing-{kind}/{name}.csv", f"email\nzorelia@example.com\nostle-{name}@example.org\n".encode())
    store.faults.append(Fault("/b.csv", kind, times=1))
    report = scanned(address(f"passing-{kind}"), tmp_path / "report")

    assert 0 == store.faults[0].times
    assert {("complete", None)} == set(rows_of(report, "assets", "status", "reason"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("500", "the store answered 500"),
        ("503", "the store answered 503"),
        ("hang", "did not answer in time"),
        ("404", "the store does not have it, or no longer"),
    ],
)
def test_lasting_fault_costs_one_object(tmp_path: Path, store: Store, kind: str, said: str) -> None:
    """
    An object that cannot be read is failed with its reason; the others are read.
    """
    for name in "abc":
        store.put(f"lasting-{kind}/{name}.csv", f"email\nzorelia@example.com\nostle-{name}@example.org\n".encode())
    store.faults.append(Fault("/b.csv", kind))
    report = scanned(address(f"lasting-{kind}"), tmp_path / "report")
    status = {
        asset: (status, reason or "")
        for asset, status, reason in rows_of(report, "assets", "asset", "status", "reason")
    }

    assert {"a.csv": "complete", "b.csv": "failed", "c.csv": "complete"} == {k: v[0] for k, v in status.items()}
    assert said in status["b.csv"][1]


def test_object_that_vanishes_between_list_and_read(tmp_path: Path, store: Store) -> None:
    """
    An object that is deleted once it was listed and looked at is failed, and says that it is gone.
    """
    for name in "ab":
        store.put(f"vanishing/{name}.csv", b"email\nzorelia@example.com\nostle@example.org\n")
    plan = make_plan(ScanSettings((address("vanishing"),), tmp_path / "report"))
    store.delete("vanishing/b.csv")
    run_units(plan, plan.units_to_do(), 1, lambda _: None)
    close(plan)
    gone = "could not be read: the store does not have it, or no longer"

    assert [("a.csv", "complete", None), ("b.csv", "failed", gone)] == rows_of(
        tmp_path / "report", "assets", "asset", "status", "reason"
    )


def test_object_that_changes_between_list_and_read(store: Store) -> None:
    """
    Content that is not what was listed is refused: the mark in the ledger is that of what was read.
    """
    store.put("changing/a.csv", b"email\nzorelia@example.com\nostle@example.org\n")
    (asset,) = list_assets(address("changing"), None, [])
    store.put("changing/a.csv", b"email\nzorelia@example.com\nother@example.org\n")
    from piiscan.model.errors import SourceError
    from piiscan.sources.opening import open_uri

    with pytest.raises(SourceError, match="changed since it was listed"):
        open_uri(asset.uri, asset.etag, asset.size)


def test_nightly_scan_reads_what_is_new(tmp_path: Path, store: Store) -> None:
    """
    A second scan of a prefix reads only the units with new or changed objects.
    """
    store.put("nightly/old/a.jpg", photo(size=(80, 60)))
    scanned(address("nightly"), tmp_path / "report", pixels="off")
    before = {path.name for path in (tmp_path / "report" / "work" / "outcomes").iterdir()}
    store.put("nightly/table.csv", b"email\nzorelia@example.com\nostle@example.org\n")
    again = scanned(address("nightly"), tmp_path / "report", pixels="off")
    after = {path.name for path in (again / "work" / "outcomes").iterdir()}
    third = scanned(address("nightly"), tmp_path / "report", pixels="off")

    assert before != after
    assert after == {path.name for path in (third / "work" / "outcomes").iterdir()}


KEYS = ["a%20b.csv", "ä b.csv", "a#b.csv", "a?b.csv", "a+b.csv", "{x}~[y]*.csv", "a\\b.csv", "!.csv"]


def test_any_key_is_found_and_opened(tmp_path: Path, store: Store) -> None:
    """
    Characters with a meaning elsewhere are plain letters in a key.
    """
    for key in KEYS:
        store.put(f"keys/{key}", b"email\nzorelia@example.com\nostle@example.org\n")
    report = scanned(address("keys"), tmp_path / "report")

    assert {"complete"} == {row[0] for row in rows_of(report, "assets", "status")}
    assert len(KEYS) == len(rows_of(report, "assets", "asset"))


def test_keys_that_the_client_refuses_are_named(store: Store) -> None:
    """
    Keys with empty parts stop neither the scan nor the listing of other folders: their folder is failed.
    """
    store.put("odd/x/a//b.csv", b"email\nzorelia@example.com\n")
    store.put("odd/x/c.csv", b"email\nzorelia@example.com\n")
    store.put("odd/y/d.csv", b"email\nzorelia@example.com\n")
    seen = {asset.name: asset.status for asset in list_assets(address("odd"), None, [])}

    assert {"x/a": "failed", "x/c.csv": None, "y/d.csv": None} == seen


def test_single_object_is_a_dataset(store: Store) -> None:
    """
    The address of an object is a dataset of one asset.
    """
    store.put("single/people.csv", b"email\nzorelia@example.com\n")

    assert ["people.csv"] == [asset.name for asset in list_assets(address("single/people.csv"), None, [])]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("dataset", ["s3://invented-bucket/nothing-here", "s3://no-such-bucket/x"])
def test_nothing_there_is_an_error(tmp_path: Path, dataset: str) -> None:
    """
    A prefix or bucket without anything is a usage error, as a missing folder is.
    """
    with pytest.raises(UsageError):
        scanned(dataset, tmp_path / "report")


@pytest.mark.parametrize(
    "dataset", ["https://example.com/a.csv?sig=secret", "https://user:secret@example.com/a.csv", "s3://id:secret@b/k"]
)
def test_addresses_with_secrets_are_refused(tmp_path: Path, dataset: str) -> None:
    """
    An address that holds credentials would put them into the report; it is refused without being shown.
    """
    with pytest.raises(UsageError) as refused:
        scanned(dataset, tmp_path / "report")

    assert "secret" not in str(refused.value)


def test_no_secret_in_the_report(tmp_path: Path, store: Store) -> None:
    """
    Neither key nor endpoint of the store is in any file of the report.
    """
    store.put("secrets/a.csv", b"email\nzorelia@example.com\n")
    store.put("secrets/b.csv", b"email\nzorelia@example.com\n")
    store.faults.append(Fault("/b.csv", "500"))
    report = scanned(address("secrets"), tmp_path / "report")
    held = b"".join(path.read_bytes() for path in report.rglob("*") if path.is_file())

    assert b"invented-secret" not in held
    assert b"invented-id" not in held
    assert store.endpoint.encode() not in held


def test_planning_opens_tables_side_by_side(tmp_path: Path, store: Store) -> None:
    """
    Forty tables behind a pause are opened together when planning, and no more than 32 at once.
    """
    for i in range(40):
        store.put(f"many/{i:02}.csv", b"email\nzorelia@example.com\n")
    store.delay, store.most_at_once = 0.05, 0
    try:
        scanned(address("many"), tmp_path / "report")
    finally:
        store.delay = 0.0

    assert 8 <= store.most_at_once <= 32


def test_planning_reads_parts_of_parquet(tmp_path: Path, store: Store) -> None:
    """
    Of a Parquet table only ranges are asked for, and planning asks for its footer and a sample: a small part of it.
    """
    numbers = np.random.default_rng(1).random((8, 200_000))
    table = pa.table(
        {"email": [f"person{i}@example.com" for i in range(200_000)], **dict(zip("abcdefgh", numbers, strict=True))}
    )
    held = io.BytesIO()
    pq.write_table(table, held, row_group_size=20_000)
    store.put("ranges/people.parquet", held.getvalue())
    plan = make_plan(ScanSettings((address("ranges"),), tmp_path / "report"))
    planned = [ranged for method, path, ranged in store.requests if method == "GET" and path.endswith(".parquet")]
    run_units(plan, plan.units_to_do(), 1, lambda _: None)
    close(plan)
    asked = [ranged for method, path, ranged in store.requests if method == "GET" and path.endswith(".parquet")]

    assert None not in asked
    assert sum(map(length, planned)) < len(held.getvalue()) / 4
    assert [("people.parquet", "complete", 200_000)] == rows_of(
        tmp_path / "report", "assets", "asset", "status", "records_scanned"
    )


def length(ranged: str | None) -> int:
    """How many bytes a range asks for."""
    first, _, last = (ranged or "").removeprefix("bytes=").partition("-")
    return int(last) - int(first) + 1


@pytest.mark.parametrize("prefix", ["", "/below"])
def test_many_objects_side_by_side_are_listed_page_by_page(
    monkeypatch: pytest.MonkeyPatch, store: Store, prefix: str
) -> None:
    """
    Where a whole page has no folder, all of it is listed as pages, of a bucket too; a folder after them is not missed.
    """
    monkeypatch.setattr("piiscan.sources.remote_listing._PER_REQUEST", 5)
    keys = [*(f"{number:03d}.csv" for number in range(12)), "after/x.csv"]
    with s3_server("flat") as other:
        monkeypatch.setenv("AWS_ENDPOINT_URL", other.endpoint)
        open_store.cache_clear()
        for key in keys:
            other.put(f"{prefix}/{key}".lstrip("/"), b"email\nzorelia@example.com\n")
        other.requests.clear()
        found = [asset.name for asset in list_assets(f"s3://flat{prefix}", None, [])]

    assert keys == found
    assert store.endpoint != other.endpoint
