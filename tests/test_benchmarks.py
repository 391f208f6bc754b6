"""Each benchmark runs from its made inputs to its kept figures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "name",
    [
        "startup",
        "small",
        "images",
        "images-hashed",
        "images-workers",
        "images-pixels",
        "table",
        "table-csv",
        "findings",
        "growth",
        "text",
        "spark",
        "scale",
        "lake-planning",
    ],
)
def test_quick(name: str, tmp_path: Path) -> None:
    """
    A quick run writes the figures of a benchmark; how large they are is no matter of a test.
    """
    command = [sys.executable, "-m", "benchmarks", name, "--quick", "--results", str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)  # noqa: S603 -- our own

    assert 0 == done.returncode, done.stderr
    figures = json.loads((tmp_path / f"{name}.json").read_text())
    assert name == figures["name"]
    assert 0 < figures["ours"]
    assert 0 < figures["against"]
    assert figures["ratio"] == pytest.approx(figures["ours"] / figures["against"], rel=0.1)
    assert {"unit", "machine"} <= figures.keys()


def test_failure_is_told(tmp_path: Path) -> None:
    """
    A command that fails makes the benchmark fail, not a figure.
    """
    code = (
        "from benchmarks.commands import python\n"
        "from benchmarks.measure import BenchmarkError, run\n"
        "from pathlib import Path\n"
        "import sys\n"
        "try: run(python('raise SystemExit(3)'), Path(sys.argv[1]))\n"
        "except BenchmarkError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)  # noqa: S603 -- our own

    assert "ended with 3" in done.stdout
