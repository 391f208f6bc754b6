"""Names that hold an identifier: masked in all that people read, and kept out of the whole report on request."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from piiscan.explain import explain
from piiscan.model.errors import UsageError
from piiscan.reports.display import display_line
from piiscan.reports.exports.catalog import Format, export
from piiscan.settings import Judging, ScanSettings
from tests.builders import photo
from tests.containers import zipped
from tests.help_text import run_piiscan
from tests.report_rows import rows_of
from tests.test_leaks import in_files

NAMES = ("zorelia.qx17@example.com", "536-90-4399", "4929 1234 5678 9120", "DE75512108001245126199", "+49 151 20847733")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset whose folder, files, members, headers and keys hold identifiers."""
    root = tmp_path_factory.mktemp("named") / f"of {NAMES[0]}"
    (root / NAMES[1]).mkdir(parents=True)
    rows = "".join(f"brannic{at}@example.org,{20 + at}\n" for at in range(30))
    (root / NAMES[1] / f"{NAMES[2]}.csv").write_text(f"{NAMES[0]},age of {NAMES[4]}\n" + rows)
    (root / f"{NAMES[3]}.csv").write_text(f"email,reached at {NAMES[4]}\n" + rows)
    people = [{NAMES[0]: f"brannic{at}@example.org", "deep": {NAMES[1]: at}} for at in range(30)]
    (root / f"{NAMES[4]}.json").write_text(json.dumps(people))
    members = {f"{NAMES[0]}/{NAMES[1]}.jpg": photo(gps=(12.5, 33.25)), f"{NAMES[3]}.csv": f"email,x\n{rows}".encode()}
    (root / f"{NAMES[0]}.zip").write_bytes(zipped(members))
    (root / f"{NAMES[1]}.parquet").write_bytes(b"PAR1 broken")
    (root / "README.md").write_text("no images may be used for training\n")
    return root


def read_by_people(report: Path, printed: str) -> Iterator[tuple[str, str]]:
    """What people read of a report: the page, the exports, the terminal."""
    yield "printed", printed
    for each in (Format.HTML, Format.SARIF, Format.CROISSANT, Format.OPENLINEAGE, Format.DATASET_CARD, Format.SHARE):
        yield each, export(report, each)


def held(texts: list[tuple[str, str | bytes]]) -> set[tuple[str, str]]:
    """Where which of the identifiers stands."""
    return {(place, name) for place, text in texts if isinstance(text, str) for name in NAMES if name in text}


def test_masked_for_people(data: Path, tmp_path: Path) -> None:
    """
    Summary, page, exports and explanations show names without the identifiers in them; work lists keep them.
    """
    report = tmp_path / "report"
    done = run_piiscan("scan", data, "-o", report)
    assets = [asset for (asset,) in rows_of(report, "assets", "asset")]
    explained = [display_line(line) for asset in assets for line in explain(report, asset)]

    assert done.returncode in (1, 3), done.stderr
    assert set() == held([*read_by_people(report, done.stdout + done.stderr), ("explain", "\n".join(explained))])
    assert any(NAMES[2] in asset for asset in assets)


def test_kept_out_on_request(data: Path, tmp_path: Path) -> None:
    """
    With --redact-paths no file of the report holds one, nor the name of any folder or file; what was found is the same.
    """
    plain, redacted = tmp_path / "plain", tmp_path / "redacted"
    run_piiscan("scan", data, "-o", plain)
    done = run_piiscan("scan", data, "-o", redacted, "--redact-paths")
    texts = [*in_files(redacted), ("printed", (done.stdout + done.stderr).replace(str(redacted), ""))]

    assert done.returncode in (1, 3), done.stderr
    assert set() == held(texts)
    assert not any(isinstance(text, str) and str(data) in text for _, text in texts)
    for table, columns in (
        ("findings", ("record", "category", "confidence")),
        ("assets", ("kind", "status", "reason")),
    ):
        assert rows_of(plain, table, *columns) == rows_of(redacted, table, *columns)
    for table in ("records", "links", "fields", "pictures"):
        assert len(rows_of(plain, table)) == len(rows_of(redacted, table))


def test_same_words_in_every_table(data: Path, tmp_path: Path) -> None:
    """
    What stands for a name is the same in all tables and scans, so that findings and ledger still belong together.
    """
    for name in ("a", "b"):
        run_piiscan("scan", data, "-o", tmp_path / name, "--redact-paths")
    assets = {asset for (asset,) in rows_of(tmp_path / "a", "assets", "asset")}
    found = {asset for (asset,) in rows_of(tmp_path / "a", "findings", "asset")}

    assert found
    assert found < assets
    assert assets == {asset for (asset,) in rows_of(tmp_path / "b", "assets", "asset")}


def test_what_can_no_longer_be_done(data: Path, tmp_path: Path) -> None:
    """
    A report without names is not continued, and an ignore list that names paths is refused.
    """
    from piiscan.scan import scan

    ignores = tmp_path / "ignores.yaml"
    ignores.write_text("ignore:\n- {path: '*.csv', reason: r, author: a, expires: 2099-01-01}\n")
    settings = ScanSettings((str(data),), tmp_path / "report", redact_paths=True)
    scan(settings)

    with pytest.raises(UsageError, match="cannot be continued"):
        scan(settings)
    with pytest.raises(UsageError, match="no finding has a path"):
        scan(ScanSettings((str(data),), tmp_path / "other", redact_paths=True, ignores=(ignores,)))
    assert settings.judging == Judging()
