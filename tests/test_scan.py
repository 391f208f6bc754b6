"""The whole flow on small invented datasets."""

import random
import shutil
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.model.errors import PiiscanError, UsageError
from piiscan.scan import assess_again, scan
from piiscan.settings import Judging, ScanSettings
from tests.builders import photo
from tests.report_rows import categories, rows_of, whole_report

PEOPLE = "user_id,email,age,sex,photo\n" + "".join(
    f"u{i},zorelia{i}@example.com,{20 + i % 40},{'mf'[i % 2]},photos/u{i}.jpg\n" for i in range(60)
)


def dataset(folder: Path) -> Path:
    """A folder with people, their photos, and things that are nobody's."""
    root = folder / "data"
    (root / "photos").mkdir(parents=True)
    (root / "people.csv").write_text(PEOPLE)
    (root / "penguins.csv").write_text("species,island,sex\n" + "Adelie,Dream,male\nGentoo,Biscoe,female\n" * 20)
    for i in range(6):
        place = (52.0 + i, 13.0 + i) if i % 2 else None
        (root / "photos" / f"u{i}.jpg").write_bytes(photo(None, gps=place, size=(96, 64)))
    (root / "notes.bin").write_bytes(bytes(range(256)))
    (root / "broken.parquet").write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    return root


def scanned(root: Path, report: Path, **options: object) -> Path:
    """Scan and return the report's folder."""
    scan(ScanSettings((str(root),), report, **options))  # type: ignore[arg-type] # options are named by each test
    return report


def refuse_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a unit is read from now on."""

    def refuse(*_: object) -> None:
        raise AssertionError("a unit was read again")

    monkeypatch.setattr(import_module("piiscan.scan"), "run_units", refuse)


def test_every_file_is_in_the_ledger(tmp_path: Path) -> None:
    """
    Every file seen has a row with a status, and a reason where it was not read whole.
    """
    root = dataset(tmp_path)
    ledger = rows_of(scanned(root, tmp_path / "r"), "assets", "asset", "status", "reason")

    assert sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()) == [row[0] for row in ledger]
    assert {"broken.parquet": "failed", "notes.bin": "skipped"} == {a: s for a, s, _ in ledger if s != "complete"}
    assert all(reason for _, status, reason in ledger if status != "complete")


def test_people_and_not_penguins(tmp_path: Path) -> None:
    """
    Columns about people are found, those of penguins are not.
    """
    report = scanned(dataset(tmp_path), tmp_path / "r")

    assert {
        "user_id": "identifier.person_id",
        "email": "identifier.email",
        "age": "demographic.age",
        "sex": "demographic.sex",
        "photo": "image.reference",
    } == categories(report, "people.csv")
    assert {} == categories(report, "penguins.csv")


def test_rows_are_linked_to_their_photos(tmp_path: Path) -> None:
    """
    A row and the photo that it names have one subject, and different rows have different ones.
    """
    report = scanned(dataset(tmp_path), tmp_path / "r")
    subjects = {(a, r): s for a, r, s in rows_of(report, "records", "asset", "record", "subject")}

    assert all(subjects["people.csv", i] == subjects[f"photos/u{i}.jpg", 0] for i in range(6))
    assert 60 == len({subject for (asset, _), subject in subjects.items() if asset == "people.csv"})


def test_wrong_sample_is_corrected(tmp_path: Path) -> None:
    """
    A column whose first 100,000 rows are empty and whose last hold e-mail addresses is found, in every such row.
    """
    values = [None] * 100_000 + [f"zorelia{i}@example.com" for i in range(500)]
    (tmp_path / "data").mkdir()
    pq.write_table(pa.table({"remark": pa.array(values, pa.string())}), tmp_path / "data" / "late.parquet")
    report = scanned(tmp_path / "data", tmp_path / "r")

    assert {"remark": "identifier.email"} == categories(report, "late.parquet")
    assert list(range(100_000, 100_500)) == sorted(record for (record,) in rows_of(report, "findings", "record"))
    assert {("column.email",)} == set(rows_of(report, "findings", "detector"))


def test_workers_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The report is the same from one process and from several.
    """
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 3)
    root = dataset(tmp_path)
    alone = scanned(root, tmp_path / "alone")
    many = scanned(root, tmp_path / "many", workers=3)

    assert whole_report(alone) == whole_report(many)


def test_second_scan_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The same command again does no unit that is done, and leaves the same report.
    """
    root = dataset(tmp_path)
    report = scanned(root, tmp_path / "r")
    before = whole_report(report)
    refuse_reading(monkeypatch)
    scanned(root, report)

    assert before == whole_report(report)


def test_corrected_verdict_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What settling corrected is not asked of the wrong sample again by a second scan.
    """
    values = [None] * 70_000 + [f"zorelia{i}@example.com" for i in range(500)]
    (tmp_path / "data").mkdir()
    pq.write_table(pa.table({"remark": pa.array(values, pa.string())}), tmp_path / "data" / "late.parquet")
    report = scanned(tmp_path / "data", tmp_path / "r")
    before = whole_report(report)
    refuse_reading(monkeypatch)

    assert before == whole_report(scanned(tmp_path / "data", report))


def test_dataset_without_anything_to_read(tmp_path: Path) -> None:
    """
    A dataset in which nothing can be read has a whole report, and an incomplete verdict.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.rtf").write_bytes(b"{\\rtf1" + bytes(60))
    run = scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "r"))

    assert run.incomplete
    assert [] == rows_of(tmp_path / "r", "findings")
    assert [("a.rtf", "skipped")] == rows_of(tmp_path / "r", "assets", "asset", "status")


def test_changed_file_is_read_again_and_a_gone_one_forgotten(tmp_path: Path) -> None:
    """
    After a change the report is that of a fresh scan.
    """
    root = dataset(tmp_path)
    report = scanned(root, tmp_path / "r")
    (root / "people.csv").write_text(PEOPLE.replace("email", "contact") + "u99,ostle@example.org,41,f,\n")
    (root / "photos" / "u3.jpg").unlink()
    scanned(root, report)

    assert whole_report(scanned(root, tmp_path / "fresh")) == whole_report(report)


def test_adding_a_file_removes_no_finding(tmp_path: Path) -> None:
    """
    What is found does not become less when an unrelated folder is added.
    """
    root = dataset(tmp_path)
    before = set(rows_of(scanned(root, tmp_path / "r1"), "findings", "asset", "record", "field", "category"))
    (root / "more").mkdir()
    (root / "more" / "trees.csv").write_text("tree_id,species,age\n1,oak,80\n2,elm,35\n")
    after = set(rows_of(scanned(root, tmp_path / "r2"), "findings", "asset", "record", "field", "category"))

    assert before <= after


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_row_order_changes_no_verdict(tmp_path: Path, seed: int) -> None:
    """
    Shuffled rows have the same columns judged in the same way.
    """
    header, *rows = PEOPLE.splitlines()
    random.Random(seed).shuffle(rows)  # noqa: S311 - an order of rows is no secret
    root, report = tmp_path / f"d{seed}", tmp_path / f"r{seed}"
    shutil.rmtree(root, ignore_errors=True)
    shutil.rmtree(report, ignore_errors=True)
    root.mkdir()
    (root / "people.csv").write_text("\n".join([header, *rows]) + "\n")

    assert {
        ("age", "demographic.age", 60),
        ("email", "identifier.email", 60),
        ("photo", "image.reference", 60),
        ("sex", "demographic.sex", 60),
        ("user_id", "identifier.person_id", 60),
    } == set(rows_of(scanned(root, report), "fields", "field", "category", "matched"))


def test_several_roots_have_labels(tmp_path: Path) -> None:
    """
    With several datasets each one's name stands before the names of its assets.
    """
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("email\nzorelia@example.com\n")
    report = tmp_path / "r"
    scan(ScanSettings((str(tmp_path / "a"), str(tmp_path / "b")), report))

    assert [("a/x.csv",), ("b/x.csv",)] == rows_of(report, "assets", "asset")


def test_report_inside_the_dataset_is_refused(tmp_path: Path) -> None:
    """
    The dataset is never changed: a report inside it is refused, with the command to use instead.
    """
    root = dataset(tmp_path)
    with pytest.raises(UsageError, match=r"use: piiscan scan .* -o "):
        scanned(root, root / "report")

    assert not (root / "report").exists()


def test_report_of_another_dataset_is_refused(tmp_path: Path) -> None:
    """
    A report is continued for the same dataset only.
    """
    root = dataset(tmp_path)
    report = scanned(root, tmp_path / "r")
    with pytest.raises(UsageError, match="another dataset"):
        scanned(root / "photos", report)


def test_another_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Tokens of two keys never mix in one report.
    """
    root = dataset(tmp_path)
    report = scanned(root, tmp_path / "r")
    monkeypatch.setenv("PIISCAN_KEY", "another key, long enough")
    with pytest.raises(UsageError, match="made with the key"):
        scanned(root, report)


def test_missing_dataset_is_an_error(tmp_path: Path) -> None:
    """
    No such dataset is an error, never an empty report.
    """
    with pytest.raises(PiiscanError, match="no dataset"):
        scanned(tmp_path / "nowhere", tmp_path / "r")


def test_assessing_again_needs_no_data(tmp_path: Path) -> None:
    """
    The verdict can be had again when the dataset is gone.
    """
    root = dataset(tmp_path)
    run = scan(ScanSettings((str(root),), tmp_path / "r"))
    shutil.rmtree(root)
    again = assess_again(tmp_path / "r", Judging())

    assert (run.verdict, run.exit_code, run.digest) == (again.verdict, again.exit_code, again.digest)


def test_tokens_are_keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Another key gives other tokens for every value.
    """
    root = dataset(tmp_path)
    first = rows_of(scanned(root, tmp_path / "r1"), "links", "token")
    monkeypatch.setenv("PIISCAN_KEY", "another key, long enough")
    second = rows_of(scanned(root, tmp_path / "r2"), "links", "token")

    assert set() == set(first) & set(second)
    assert len(set(first)) == len(set(second))


def test_report_is_private(tmp_path: Path) -> None:
    """
    Only its owner can read a report.
    """
    report = scanned(dataset(tmp_path), tmp_path / "r")

    assert 0o700 == report.stat().st_mode & 0o777


def test_ledger_without_room_is_made_with_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where the database has no room for the ledger at first, it gets more, and the report is the same.
    """
    root = dataset(tmp_path)
    usual = whole_report(scanned(root, tmp_path / "usual"))
    tried: list[str] = []
    module = import_module("piiscan.settle")
    write_ledger = module._write_ledger

    def noted(plan: object, memory: str, threads: int | None) -> None:
        tried.append(memory)
        write_ledger(plan, memory, threads)

    monkeypatch.setattr(module, "_LEDGER_ROOMS", (("1MB", 1), ("250MB", None)))
    monkeypatch.setattr(module, "_write_ledger", noted)

    assert usual == whole_report(scanned(root, tmp_path / "tight"))
    assert ["1MB", "250MB"] == tried
