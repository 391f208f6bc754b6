"""What changed between two reports."""

from pathlib import Path

import pytest

from piiscan.assess import Brief, assess
from piiscan.model.errors import UsageError
from piiscan.model.run import RunRecord
from piiscan.reports.changes import Changes, find_changes
from piiscan.reports.folder import connect
from piiscan.reports.run_json import write_facts
from piiscan.rulebook.policies import find_policy
from tests.report_builder import Row, asset_row, field_row, finding, picture, scan_facts, write_report

POLICY = find_policy("pre-transfer")


def report(folder: Path, rows: list[Row], key: str = "key-1", **tables: list[Row]) -> Path:
    """A finished report of these findings; those of columns have their field."""
    kinds = {(row["asset"], row["field"], row["category"]) for row in rows if row["evidence"] == "column"}
    many = {asset.rpartition("/")[0] for asset, _, _ in kinds}
    fields = [
        field_row(asset, field, category, table=f"{asset.rpartition('/')[0]}/*.csv" if len(many) == 1 else asset)
        for asset, field, category in kinds
    ]
    made = write_report(folder, findings=rows, fields=fields, **tables)
    write_facts(made, scan_facts(key_id=key))
    return made


def changes(old: Path, new: Path) -> Changes:
    """What changed."""
    with connect(new) as db:
        return find_changes(db, new, old)


def people(*assets: str, rows: int = 4, more: tuple[str, ...] = ()) -> list[Row]:
    """A table of names and ages in these parts."""
    columns = {"name": "identifier.name", "age": "demographic.age"} | {name.split(".")[1]: name for name in more}
    places = [(asset, n) for asset in assets for n in range(rows)]
    return [finding(asset, n, category, field) for asset, n in places for field, category in columns.items()]


@pytest.mark.parametrize("assets", [("t/all.csv",), ("t/2.csv", "t/3.csv", "t/4.csv"), ("t/1.csv",)])
def test_cut_of_a_table_is_no_change(tmp_path: Path, assets: tuple[str, ...]) -> None:
    """
    Compacting a table into one file, or cutting it into others, makes nothing new.
    """
    old = report(tmp_path / "old", people("t/0.csv", "t/1.csv"))
    new = report(tmp_path / "new", people(*assets, rows=9))

    assert Changes((), (), (), ()) == changes(old, new)


def test_further_column_is_new(tmp_path: Path) -> None:
    """
    A category that a table did not hold before is new, and the other way round it is gone.
    """
    old = report(tmp_path / "old", people("t/0.csv"))
    new = report(tmp_path / "new", people("t/0.csv", more=("special.health",)))
    [column] = changes(old, new).new_columns

    assert ("health", "special.health") == (column.field, column.category)
    assert [column] == list(changes(new, old).gone_columns)


def test_table_in_another_place_is_new(tmp_path: Path) -> None:
    """
    The same columns in a folder where there was no such table are new.
    """
    old = report(tmp_path / "old", people("t/0.csv"))
    new = report(tmp_path / "new", people("u/0.csv"))

    assert 2 == len(changes(old, new).new_columns)


def photo(folder: Path, name: str, sha256: str) -> Path:
    """A report of one photo with a position."""
    tables = {
        "pictures": [picture(name, sha256=sha256)],
        "assets": [asset_row(name, kind="picture", sha256=sha256)],
    }
    rows = [finding(name, 0, "location.coordinates", "Exif:GPSLatitude", evidence="exif")]
    return report(folder, rows, pictures=tables["pictures"], assets=tables["assets"])


def test_pictures_are_known_by_their_content(tmp_path: Path) -> None:
    """
    A photo under another name is the same photo; another photo under its name is new.
    """
    old = photo(tmp_path / "old", "a/1.jpg", "11")
    moved = photo(tmp_path / "moved", "b/2.jpg", "11")
    other = photo(tmp_path / "other", "a/1.jpg", "22")

    assert () == changes(old, moved).new_contents
    assert [1] == [change.files for change in changes(old, other).new_contents]


def test_reports_of_different_keys_are_not_compared(tmp_path: Path) -> None:
    """
    Small files and links are known by keyed hashes, which differ with the key.
    """
    old = report(tmp_path / "old", [])
    with pytest.raises(UsageError, match="different keys"):
        changes(old, report(tmp_path / "new", [], key="key-2"))


def against(baseline: Path, new: Path) -> RunRecord:
    """The new report judged with a baseline."""
    return assess(new, Brief((POLICY,), baseline=baseline), scan_facts())


def test_only_what_is_new_decides_the_exit_code(tmp_path: Path) -> None:
    """
    What the baseline had is still told, and does not count; what is new with what was there does.
    """
    old = report(tmp_path / "old", people("t/0.csv", more=("identifier.secret",)))
    same = against(old, report(tmp_path / "same", people("t/1.csv", "t/2.csv", more=("identifier.secret",))))
    worse = against(old, report(tmp_path / "worse", people("t/0.csv", more=("identifier.secret", "special.health"))))

    assert ("block", "no rule broken", 0) == (same.verdict, same.gate and same.gate.verdict, same.exit_code)
    assert worse.gate is not None
    assert (1, "identity-with-special-category") == (worse.exit_code, worse.gate.broken[0].rule)
    assert "secrets" not in {rule.rule for rule in worse.gate.broken}


def test_harmless_news_do_not_revive_old_findings(tmp_path: Path) -> None:
    """
    A further column that breaks no rule by itself leaves an old one as it was.
    """
    old = report(tmp_path / "old", people("t/0.csv", more=("identifier.secret",)))
    new = report(tmp_path / "new", people("t/0.csv", more=("identifier.secret", "provenance.licence")))

    assert 0 == against(old, new).exit_code


def ledger(folder: Path, *rows: Row, pictures: tuple[Row, ...] = ()) -> Path:
    """A report of files in which nothing was found."""
    return report(folder, [], assets=list(rows), pictures=list(pictures))


def test_what_was_unread_before_does_not_count_again(tmp_path: Path) -> None:
    """
    A file that could not be read last time and is the same now is no news; one that changed is, and so is another one.
    """
    lost = asset_row("a.bin", "failed", sha256=None, etag="1", modified=1)
    old = ledger(tmp_path / "old", lost, asset_row("b.csv"))
    same = against(old, ledger(tmp_path / "same", lost, asset_row("b.csv")))
    changed = against(old, ledger(tmp_path / "changed", lost | {"etag": "2"}, asset_row("b.csv")))
    another = against(old, ledger(tmp_path / "other", lost | {"asset": "c.bin"}, asset_row("b.csv")))

    assert [0, 3, 3] == [run.exit_code for run in (same, changed, another)]
    assert same.gate is not None
    assert "no rule broken" == same.gate.verdict


def test_new_model_files_count_and_old_ones_do_not(tmp_path: Path) -> None:
    """
    Rules about kinds of files ask for files whose content the baseline did not have, whatever their names.
    """
    old = ledger(tmp_path / "old", asset_row("a.pt", kind="model", sha256="11"))
    moved = against(old, ledger(tmp_path / "moved", asset_row("b.pt", kind="model", sha256="11")))
    more = against(old, ledger(tmp_path / "more", asset_row("b.pt", kind="model", sha256="22")))
    gates = [run.gate and [rule.rule for rule in run.gate.broken] for run in (moved, more)]

    assert [[], ["model-files"]] == gates


def test_new_pictures_that_were_not_decoded_count_as_photos(tmp_path: Path) -> None:
    """
    A picture outside the pixel budget may be a photo, new or not.
    """
    shown = [picture(f"{n}.jpg", photo=None, sha256=n * 2) for n in "12"]
    files = [asset_row(f"{n}.jpg", kind="picture", sha256=n * 2) for n in "12"]
    old = ledger(tmp_path / "old", files[0], pictures=(shown[0],))
    same = against(old, ledger(tmp_path / "same", files[0], pictures=(shown[0],)))
    more = against(old, ledger(tmp_path / "more", *files, pictures=tuple(shown)))

    assert same.gate is not None
    assert more.gate is not None
    assert () == same.gate.broken
    assert {"data-about-people": 1, "no-consent-seen": 1} == {rule.rule: rule.records for rule in more.gate.broken}


def test_young_ages_in_a_new_column_count(tmp_path: Path) -> None:
    """
    Where the key is not at hand, a new column of ages needs a look, and one that was there before does not.
    """
    old = report(tmp_path / "old", people("t/0.csv"))
    same = against(old, report(tmp_path / "same", people("t/0.csv")))
    more = against(old, report(tmp_path / "more", people("u/0.csv")))

    assert same.gate is not None
    assert more.gate is not None
    assert "young-ages" not in {rule.rule for rule in same.gate.broken}
    assert "young-ages" in {rule.rule for rule in more.gate.broken}
