"""Commands on a report that is kept in an object store: what they say is what they say of a folder."""

from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.cloud_servers import put_folder
from tests.help_text import run_piiscan
from tests.report_rows import rows_of
from tests.store_fixtures import server, store
from tests.store_server import BUCKET, Store

__all__ = ["server", "store"]

PEOPLE = "person_id,email,age\n" + "".join(f"{i},person{i}@example.com,{20 + i}\n" for i in range(30))


@pytest.fixture
def reports(tmp_path: Path, store: Store) -> tuple[Path, str, Path]:
    """A dataset's report in a folder, that very report in the store, and the dataset."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "people.csv").write_text(PEOPLE)
    folder, address = tmp_path / "report", f"s3://{BUCKET}/reports/{tmp_path.name}"
    scan(ScanSettings((str(data),), folder))
    put_folder(folder, address)
    store.requests.clear()
    return folder, address, data


@pytest.mark.parametrize(
    "command",
    [
        ("report", "REPORT", "--format", "sarif"),
        ("report", "REPORT", "--format", "paths", "--category", "identifier.email"),
        ("explain", "REPORT", "people.csv", "--field", "age"),
        ("explain", "REPORT", "people.csv", "--record", "3"),
        ("verify", "REPORT", "DATA"),
    ],
)
def test_same_words_as_of_a_folder(
    reports: tuple[Path, str, Path],
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    """
    What reads a report reads one in a store by a private copy, which is gone afterwards, and puts nothing.
    """
    folder, address, data = reports
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    of_folder, of_store = (
        run_piiscan(*[{"REPORT": str(report), "DATA": str(data)}.get(word, word) for word in command])
        for report in (folder, address)
    )

    assert (0, of_folder.stdout, of_folder.stderr) == (of_store.returncode, of_store.stdout, of_store.stderr)
    assert of_folder.stdout + of_folder.stderr
    assert [] == [request for request in store.requests if request[0] in {"PUT", "DELETE"}]
    assert [] == list((tmp_path / "temporary").iterdir())


def test_assessing_again_puts_what_changed(reports: tuple[Path, str, Path], store: Store) -> None:
    """
    Another policy's verdict is in the store afterwards, its record of the run put last; the findings are not put again.
    """
    _, address, _ = reports
    done = run_piiscan("assess", address, "--policy", "children-screen", "--fail-on", "review")
    told = run_piiscan("report", address, "--format", "json")
    puts = [path for method, path, _ in store.requests if method == "PUT"]

    assert done.returncode in {0, 1, 3}, done.stderr
    assert address in done.stderr
    assert '"children-screen"' in told.stdout
    assert puts[-1].endswith(("run.json", "report.html"))
    assert not [path for path in puts if "/findings/" in path]


def test_baseline_and_diff_by_address(reports: tuple[Path, str, Path], tmp_path: Path) -> None:
    """
    A report in a store can be what a scan is judged against, and either side of a comparison.
    """
    folder, address, data = reports
    (data / "more.csv").write_text("iban\nDE89370400440532013000\nGB29NWBK60161331926819\n")
    done = run_piiscan("scan", data, "-o", tmp_path / "later", "--baseline", address)
    by_address = run_piiscan("diff", address, tmp_path / "later")
    by_folder = run_piiscan("diff", folder, tmp_path / "later")
    same = run_piiscan("diff", address, folder)

    assert done.returncode in {0, 1, 3}, done.stderr
    assert rows_of(tmp_path / "later", "findings")
    assert by_folder.stdout == by_address.stdout
    assert "+ " in by_address.stdout
    assert "nothing changed" in same.stdout


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("command", ["report", "assess"])
def test_address_without_a_report(command: str) -> None:
    """
    Where nothing of that address is, the sentence names the address and not the copy.
    """
    done = run_piiscan(command, f"s3://{BUCKET}/no/report")

    assert 2 == done.returncode
    assert f"there is no report at s3://{BUCKET}/no/report" in done.stderr
    assert "piiscan-" not in done.stderr


def test_unfinished_report_is_named_by_its_address(store: Store) -> None:
    """
    A report that is not finished is said to be so under the name that the user gave it.
    """
    store.put("half/findings/schema.parquet", b"PAR1")
    done = run_piiscan("report", f"s3://{BUCKET}/half")

    assert 2 == done.returncode
    assert f"s3://{BUCKET}/half" in done.stderr
    assert "piiscan-" not in done.stderr


def test_plan_needs_a_folder(tmp_path: Path) -> None:
    """
    A plan's shards share a folder; an address is refused, and no folder of that name is made.
    """
    (tmp_path / "a.csv").write_text(PEOPLE)
    done = run_piiscan("plan", tmp_path / "a.csv", "-o", "s3://bucket/plan")

    assert 2 == done.returncode
    assert "a plan needs a folder" in done.stderr
