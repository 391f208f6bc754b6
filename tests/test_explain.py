from itertools import pairwise
from pathlib import Path

import pytest

from piiscan.explain import explain
from piiscan.model.errors import ReportError, UsageError
from piiscan.scan import scan
from piiscan.settings import ScanSettings


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scan two invented tables and return the report."""
    folder = tmp_path_factory.mktemp("explain")
    data = folder / "data"
    data.mkdir()
    rows = [f"{1000 + at},{15 + at},{'mf'[at % 2]},{at / 7:.3f}" for at in range(30)]
    (data / "people.csv").write_text("\n".join(["user_id,age,sex,score", *rows]) + "\n")
    rows = [f"{'AB'[at % 2]},{'male' if at % 2 else 'female'},{180 + at}" for at in range(30)]
    (data / "penguins.csv").write_text("\n".join(["species,sex,flipper_mm", *rows]) + "\n")
    scan(ScanSettings(datasets=(str(data),), output=folder / "report", workers=1))
    return folder / "report"


def test_why_it_was_flagged(report: Path) -> None:
    """
    Evidence for and against stands with its weight.
    """
    lines = list(explain(report, "people.csv", "age"))

    assert any(line.startswith("  flagged as demographic.age") for line in lines)
    assert any(line.startswith("  for: +5.0") for line in lines)
    assert any(line.startswith("  against: -3.0") for line in lines)


def test_why_it_was_not_flagged(report: Path) -> None:
    """
    The sex of a penguin is explained too: what spoke for it, and what outweighed that.
    """
    text = "\n".join(explain(report, "penguins.csv", "sex"))

    assert "not flagged; nearest is demographic.sex" in text
    assert "animals" in text


def test_all_columns(report: Path) -> None:
    """
    Without a column, every column is explained.
    """
    lines = list(explain(report, "people.csv"))

    assert ["user_id", "age", "sex", "score"] == [
        line.partition(":")[0] for before, line in pairwise(lines) if not before
    ]


def test_record(report: Path) -> None:
    """
    A record is explained by what was found at it, and a child's age is told as such.
    """
    young, grown = ("\n".join(explain(report, "people.csv", record=record)) for record in (0, 20))

    assert "age: demographic.minor" in young
    assert "age: demographic.age" in grown
    assert "demographic.minor" not in grown


def test_what_is_not_there(report: Path, tmp_path: Path) -> None:
    """
    An asset, a column or a report that is not there is said to be so.
    """
    with pytest.raises(UsageError):
        list(explain(report, "nobody.csv"))
    with pytest.raises(UsageError):
        list(explain(report, "people.csv", "shoe"))
    with pytest.raises(ReportError):
        list(explain(tmp_path, "people.csv"))
