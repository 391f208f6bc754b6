"""From a report's tables to its verdict."""

import hashlib
import json
import sys
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from piiscan.assess import Brief, assess
from piiscan.model.errors import NoRoomError, ReportError
from piiscan.model.policies import FailOn
from piiscan.model.run import CategoryCount, PictureCount, RunRecord
from piiscan.reports.counts import share_between
from piiscan.rulebook.policies import find_policy
from tests.report_builder import Row, asset_row, field_row, finding, findings, link, picture, scan_facts, write_report

POLICIES = (find_policy("pre-transfer"),)


def assessed(folder: Path, **tables: list[Row]) -> RunRecord:
    """The run over a report with these rows."""
    return assess(write_report(folder, **tables), Brief(POLICIES), scan_facts())


def test_records_are_written_in_order(tmp_path: Path) -> None:
    """Every record with a finding has one row, by asset and number."""
    places = [("b.csv", 1), ("a.csv", 10), ("a.csv", 9), ("b.csv", 0)]
    assessed(tmp_path / "r", findings=[row for place in places for row in findings(*place, "demographic.age")])
    rows = ds.dataset(tmp_path / "r" / "records").to_table(columns=["asset", "record"]).to_pylist()

    assert sorted(places) == [(row["asset"], row["record"]) for row in rows]


def test_assessing_again_gives_the_same(tmp_path: Path) -> None:
    """A report can be assessed any number of times, and tells the same each time."""
    first = assessed(tmp_path / "r", findings=findings("a", 0, "identifier.name"), assets=[asset_row("a")])
    records = tmp_path / "r" / "records"
    (records / "older.parquet").write_bytes((records / "assessed.parquet").read_bytes())
    again = assess(tmp_path / "r", Brief(POLICIES), scan_facts())

    assert first == again
    assert 1 == ds.dataset(tmp_path / "r" / "records").count_rows()


def test_too_little_memory_is_tried_again_with_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the database cannot do in little memory it does in more, and says the same; without more it says so."""
    rows = {"findings": findings("a", 0, "identifier.name"), "assets": [asset_row("a")]}
    expected = assessed(tmp_path / "r", **rows)
    module = sys.modules["piiscan.assess"]
    monkeypatch.setattr(module, "_ROOMS", (("1MB", None), ("1MB", 1), ("1600MB", None)))

    assert expected == assess(tmp_path / "r", Brief(POLICIES), scan_facts())
    monkeypatch.setattr(module, "_ROOMS", (("1MB", None), ("1MB", 1)))
    with pytest.raises(NoRoomError, match="1MB of memory"):
        assess(tmp_path / "r", Brief(POLICIES), scan_facts())


def test_other_options_need_no_scan(tmp_path: Path) -> None:
    """Another threshold gives another exit code from the same report."""
    assessed(tmp_path / "r", findings=findings("a", 0, "identifier.name"), assets=[asset_row("b", "failed")])
    codes = [
        assess(tmp_path / "r", Brief(POLICIES, fail_on, allowed), scan_facts()).exit_code
        for fail_on, allowed in [(FailOn.REVIEW, 0), (FailOn.BLOCK, 0), (FailOn.BLOCK, 1)]
    ]

    assert [1, 3, 0] == codes


def test_unread_is_what_could_hold_data(tmp_path: Path) -> None:
    """Failed, partial and skipped assets count as unread, but for kinds that hold no records."""
    rows = [
        asset_row("a", "failed"),
        asset_row("b", "partial"),
        asset_row("c", "skipped", "archive"),
        asset_row("d", "skipped", "model"),
        asset_row("e", "skipped", "excluded"),
        asset_row("f", "complete"),
    ]
    coverage = assessed(tmp_path / "r", assets=rows).coverage

    assert (3, ["a", "b", "c"]) == (coverage.unread, [asset.asset for asset in coverage.unread_first])


def test_categories_are_counted(tmp_path: Path) -> None:
    """A category counts its findings, records, fields and assets; parts of one table share their fields."""
    run = assessed(
        tmp_path / "r",
        findings=[finding(asset, n, "demographic.age", field) for asset in "ab" for n in range(3) for field in "xy"],
        fields=[field_row(asset, field, "demographic.age", table="t") for asset in "ab" for field in "xy"],
    )

    assert (CategoryCount(run.categories[0].category, findings=12, records=6, fields=2, assets=2),) == run.categories


def test_pictures_are_counted(tmp_path: Path) -> None:
    """Pictures are told apart by what they are and by what they tell."""
    run = assessed(
        tmp_path / "r",
        pictures=[picture("1", photo=0.9, sha256="a"), picture("2", photo=0.1, sha256="a"), picture("3", photo=None)],
        findings=findings("1", 0, "location.coordinates", "identifier.device") + findings("9", 0, "biometric.face"),
    )
    expected = PictureCount(total=3, photos=1, graphics=1, not_decoded=1, with_place=1, with_device=1, copies=1)

    assert expected == run.coverage.pictures


def test_digest_is_over_the_sorted_ledger(tmp_path: Path) -> None:
    """The digest is the documented one, so that anybody can compute it."""
    rows = [asset_row("b", size=2, sha256="bb"), asset_row("a\n", size=None, sha256=None), asset_row("é", size=1)]
    digest = assessed(tmp_path / "r", assets=rows).digest

    expected = hashlib.sha256("a\n\0\0\0b\x002\0bb\0é\x001\0ab\0".encode()).hexdigest()
    assert (expected, 3, 1) == (digest.sha256, digest.assets, digest.without_hash)


def test_digest_of_nothing(tmp_path: Path) -> None:
    """An empty ledger has the hash of nothing."""
    assert hashlib.sha256().hexdigest() == assessed(tmp_path / "r").digest.sha256


def test_persons_are_counted_once(tmp_path: Path) -> None:
    """Two records of one person are one person."""
    links = [link("a", n, "person", "ann") for n in range(2)]
    run = assessed(
        tmp_path / "r", findings=[row for n in range(2) for row in findings("a", n, "time.event")], links=links
    )

    assert (2, 1) == (run.records, run.persons)


def test_run_json_holds_the_verdict_and_its_reasons(tmp_path: Path) -> None:
    """Programs find the verdict, the rules broken, the coverage and the exit code."""
    assessed(tmp_path / "r", findings=findings("a", 0, "identifier.secret"), assets=[asset_row("b", "failed")])
    content = json.loads((tmp_path / "r" / "run.json").read_text())

    assert ("block, incomplete", 1, 1) == (content["verdict"], content["exit_code"], content["coverage"]["unread"])
    assert "secrets" == content["policies"][0]["broken"][0]["rule"]
    assert ["names in running text"] == content["coverage"]["not_looked_for"]


def test_private_files_stay_private(tmp_path: Path) -> None:
    """Documents of a report are readable by their owner only."""
    assessed(tmp_path / "r")

    assert [0o600, 0o600] == [(tmp_path / "r" / name).stat().st_mode & 0o777 for name in ("run.json", "report.html")]


def test_no_working_files_are_left(tmp_path: Path) -> None:
    """After an assessment the report holds what is documented and nothing else."""
    assessed(tmp_path / "r", findings=findings("a", 0, "time.event"))
    names = {path.name for path in (tmp_path / "r").iterdir()}

    assert {"assets", "fields", "findings", "links", "pictures", "plan", "records", "report.html", "run.json"} == names


def test_missing_report_is_said(tmp_path: Path) -> None:
    """There is nothing to assess where there is no report."""
    with pytest.raises(ReportError, match="not a finished report"):
        assess(tmp_path / "none", Brief(POLICIES), scan_facts())


@pytest.mark.parametrize(
    ("hits", "sample", "total", "share"),
    [(0, 0, 9, (0.0, 1.0)), (3, 10, 10, (0.3, 0.3)), (50, 100, 10**9, (0.4038, 0.5962)), (0, 100, 10**9, (0.0, 0.037))],
)
def test_shares_of_a_sample(hits: int, sample: int, total: int, share: tuple[float, float]) -> None:
    """What was seen in a sample holds of the whole within Wilson's interval; a whole is no sample."""
    assert pytest.approx(share, abs=1e-4) == share_between(hits, sample, total)


@pytest.mark.parametrize(
    ("name", "told"), [("data/piiscan-ignores.yaml", True), ("ignore.yml", True), ("ignored.yaml", False)]
)
def test_ignore_list_in_the_dataset_is_told(tmp_path: Path, name: str, told: bool) -> None:
    """A dataset cannot silence its own scan: a file called like an ignore list is named, and not obeyed."""
    run = assessed(tmp_path / "r", assets=[asset_row(name, kind="text")])

    assert told == any("is not obeyed" in sign.sentence for sign in run.signs)
