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
