"""Opening a report, by the very lines of docs/report.md."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.spark_sessions import session

TOP = Path(__file__).resolve().parents[1]


def documented() -> dict[str, str]:
    """The lines of the page, by the tool that they are for."""
    page = (TOP / "docs" / "report.md").read_text(encoding="utf-8")
    section = page.partition("## Opening it")[2].partition("\n## ")[0]
    return dict(re.findall(r"With (\w+)[^`]*?```python\n(.*?)```", section, re.DOTALL))


@pytest.fixture
def beside_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a report in it, as the lines expect."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "members.csv").write_text("email,age\nann@example.com,31\nbo@example.org,40\n")
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_tool_is_documented() -> None:
    """
    The page has lines for four tools.
    """
    assert ["pandas", "polars", "duckdb", "Spark"] == list(documented())


@pytest.mark.parametrize("tool", ["pandas", "polars", "duckdb"])
@pytest.mark.usefixtures("beside_a_report")
def test_a_report_opens(tool: str) -> None:
    """
    The documented lines count both e-mail addresses.
    """
    done = subprocess.run([sys.executable, "-c", documented()[tool]], capture_output=True, text=True, check=True)  # noqa: S603

    assert re.search(r"identifier\.email\D+2\b", done.stdout)


@pytest.mark.usefixtures("beside_a_report")
def test_a_report_opens_in_spark(capfd: pytest.CaptureFixture[str]) -> None:
    """
    So do those for Spark, where ``spark`` is its session.
    """
    pytest.importorskip("pyspark")
    with session("local[1]") as spark:
        exec(compile(documented()["Spark"], "report.md", "exec"), {"spark": spark})  # noqa: S102 - our own page

    assert re.search(r"identifier\.email\s*\|2 ", capfd.readouterr().out)
