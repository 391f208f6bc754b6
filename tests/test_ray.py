"""The recipe for Ray in the page about lakes runs as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.report_rows import whole_report

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lake.md"


@pytest.mark.cluster
def test_recipe_gives_the_same_report(tmp_path: Path) -> None:
    """
    A scan whose units are tasks of Ray gives the report of a scan in this process.
    """
    (tmp_path / "data").mkdir()
    for number in range(3):
        rows = "".join(f"{i},person{i}@example.com,{20 + i}\n" for i in range(30))
        (tmp_path / "data" / f"table-{number}.csv").write_text(f"id_{number},email,age\n{rows}")
    [recipe] = re.findall(r"## Ray\n.*?```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "recipe.py").write_text(recipe)
    # Ray would run its workers behind all other work of the machine, and report their use to its makers.
    environment = {**os.environ, "RAY_worker_niceness": "0", "RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": "/tmp"}  # noqa: S108 - its sockets need a short path
    command = [sys.executable, str(tmp_path / "recipe.py"), str(tmp_path / "data"), str(tmp_path / "by-ray")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "here"))

    assert 0 == done.returncode, done.stderr[-2000:]
    assert "review" in done.stdout
    assert whole_report(tmp_path / "here") == whole_report(tmp_path / "by-ray")
