"""The documents say what the program does."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from piiscan.detectors.catalog import DETECTORS, load_detector
from piiscan.model.categories import Category
from piiscan.model.schemas import PUBLISHED
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.help_text import PLACE, README, commands, help_text, run_piiscan

TOP = README.parent


def identifiers() -> list[str]:
    """Every detector and rule that a report can name."""
    rulebook = load_rulebook((str(shipped_rules()),))
    groups = (rulebook.columns, rulebook.texts, rulebook.paths, rulebook.documents)
    rules = [rule.id for group in groups for rule in group]
    return sorted({*rules, *(entry.id for entry in DETECTORS)})


def test_readme_has_the_help_of_every_command() -> None:
    """
    The help of each command stands in README.md as the command prints it; scripts/update_docs puts it there.
    """
    found = PLACE.search(README.read_text(encoding="utf-8"))

    assert found is not None
    assert help_text() == found.group()


@pytest.mark.parametrize("command", commands())
def test_readme_names_every_option(command: str) -> None:
    """
    Each command and each of its options is in README.md.
    """
    readme = README.read_text(encoding="utf-8")
    options = re.findall(r"--[a-z-]+", run_piiscan(command, "--help").stdout)

    assert f"piiscan {command}" in readme
    assert [] == [option for option in options if option not in readme]


@pytest.mark.parametrize("detector", identifiers())
def test_every_detector_is_explained(detector: str) -> None:
    """
    Each detector and rule has a section of its own in docs/detectors.
    """
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "docs" / "detectors").glob("*.md"))

    assert re.search(rf"^## {re.escape(detector)}$", pages, re.MULTILINE)


@pytest.mark.parametrize("entry", DETECTORS, ids=lambda entry: entry.id)
def test_every_detector_can_be_loaded_and_is_tested(entry: object) -> None:
    """
    Each entry of the catalog names a function that exists, and some test names the detector.
    """
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "tests").rglob("test_*.py"))

    assert callable(load_detector(entry))  # type: ignore[arg-type] # parametrize loses the type
    name = entry.id  # type: ignore[attr-defined]
    function = entry.function.partition(":")[2]  # type: ignore[attr-defined]
    rules = "\n".join(path.read_text(encoding="utf-8") for path in shipped_rules().glob("*/*.yaml"))
    assert function in tests or f"id: {name}\n" in rules


def test_categories_are_those_of_the_taxonomy() -> None:
    """
    The closed set in the code and the taxonomy hold the same categories in the same order.
    """
    with (shipped_rules() / "taxonomy.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["category"] for row in csv.DictReader(rows)] == [str(category) for category in Category]


@pytest.mark.parametrize("table", PUBLISHED)
def test_report_page_names_every_column(table: str) -> None:
    """
    Each column of the published schemas is explained in docs/report.md.
    """
    page = (TOP / "docs" / "report.md").read_text(encoding="utf-8")
    section = page.partition(f"## `{table}/`")[2].partition("\n## ")[0]

    assert [] == [column for column in PUBLISHED[table].names if f"`{column}`" not in section]


def test_readme_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The snippets for pandas, duckdb and Python in README.md run and find something.
    """
    readme = README.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    scan(ScanSettings((str(TOP / "sample_data"),), tmp_path / "report", pixels="off"))
    snippets = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    queries = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    printed = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
        for code in snippets
    ]

    assert 2 == len(printed)
    assert "photos/" in printed[0]
    assert "demographic.age" in printed[1]
    assert all(len(duckdb.execute(query).fetchall()) > 0 for query in queries)
    assert isinstance(pd.read_parquet(tmp_path / "report" / "findings"), pd.DataFrame)


def test_readme_rule_holds(tmp_path: Path) -> None:
    """
    The rule that README.md shows passes its own examples.
    """
    rule = re.search(r"```yaml\n(# my-rules/(column/\w+\.yaml)\n.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert rule is not None
    path = tmp_path / rule.group(2)
    path.parent.mkdir(parents=True)
    path.write_text(rule.group(1))

    assert 0 == run_piiscan("rules", "--check", "--rules", tmp_path).returncode
