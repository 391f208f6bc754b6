"""Leaving findings out of the judgement, in the open."""

from datetime import date
from pathlib import Path

import pytest

from piiscan.assess import Brief, assess
from piiscan.model.categories import Category
from piiscan.model.ignores import Ignore
from piiscan.policy.ignoring import glob_pattern, leave_out
from piiscan.rulebook.policies import find_policy
from tests.report_builder import database, finding, findings, picture, scan_facts, write_report

TODAY = date(2026, 11, 23)


def entry(
    path: str | None = None, field: str | None = None, category: Category | None = None, expires: date = TODAY
) -> Ignore:
    """An entry of an ignore list."""
    return Ignore(path, field, category, "tested data", "Ann", expires)


def test_ignored_findings_are_counted_and_hidden() -> None:
    """
    A finding that an entry names is hidden from what follows, and counted.
    """
    db = database(findings=findings("t/a.csv", 0, "demographic.age", "demographic.sex"))
    [told] = leave_out(db, [entry("t/*.csv", category=Category.DEMOGRAPHIC_AGE)], TODAY)

    assert (1, 1, False) == (told.findings, told.records, told.expired)
    assert [("demographic.sex",)] == db.execute("SELECT category FROM findings").fetchall()


def test_expired_entry_hides_nothing() -> None:
    """
    An entry holds until the last day it names, and is still listed after it.
    """
    db = database(findings=findings("a.csv", 0, "demographic.age"))
    [told] = leave_out(db, [entry("a.csv", expires=date(2026, 11, 22))], TODAY)

    assert (True, 0) == (told.expired, told.findings)
    assert 1 == len(db.execute("FROM findings").fetchall())


def test_entry_needs_all_that_it_names() -> None:
    """
    A finding is left out only where path, field and category all fit.
    """
    rows = [finding("a.csv", 0, "demographic.age", "age"), finding("a.csv", 1, "demographic.age", "years")]
    db = database(findings=rows)
    leave_out(db, [entry("a.csv", "age", Category.DEMOGRAPHIC_AGE)], TODAY)

    assert [("years",)] == db.execute("SELECT field FROM findings").fetchall()


def test_ignored_photos_are_not_judged() -> None:
    """
    A photo left out by path and category is not counted as one for want of having been looked at.
    """
    db = database(pictures=[picture("t/1.jpg", photo=None), picture("u/2.jpg")])
    leave_out(db, [entry("t/**", category=Category.IMAGE_PHOTO)], TODAY)

    assert [("u/2.jpg",)] == db.execute("SELECT asset FROM judged_pictures").fetchall()


@pytest.mark.parametrize(
    ("glob", "name", "fits"),
    [
        ("a/*.csv", "a/b.csv", True),
        ("a/*.csv", "a/b/c.csv", False),
        ("a/**", "a/b/c.csv", True),
        ("**/c.csv", "c.csv", True),
        ("a.csv", "aXcsv", False),
        ("a[1].csv", "a[1].csv", True),
        ("?.csv", "/.csv", False),
    ],
)
def test_globs(glob: str, name: str, fits: bool) -> None:
    """
    One star stays within a folder, two do not, and all else is itself.
    """
    db = database()

    assert [(fits,)] == db.execute("SELECT regexp_full_match($1, $2, 's')", [name, glob_pattern(glob)]).fetchall()


def test_verdict_is_without_what_is_ignored_and_tables_are_with_it(tmp_path: Path) -> None:
    """
    Ignoring changes the verdict and is told in the run; findings/ keeps everything.
    """
    report = write_report(tmp_path / "r", findings=findings("a.csv", 0, "identifier.secret"))
    ignored = (entry(category=Category.IDENTIFIER_SECRET, expires=date(2999, 1, 1)),)
    run = assess(report, Brief((find_policy("pre-transfer"),), ignores=ignored), scan_facts())

    assert "secrets" not in {rule.rule for rule in run.judgements[0].broken}
    assert [(1, "tested data")] == [(told.findings, told.entry.reason) for told in run.ignored]
    assert "identifier.secret" in (report / "run.json").read_text()
    assert "1 finding" in (report / "report.html").read_text()
