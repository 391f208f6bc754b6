"""The page in a real browser: usable by everybody, and quiet."""

import base64
import json
import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from piiscan.assess import Brief, assess
from piiscan.rulebook.policies import find_policy
from tests.report_builder import asset_row, field_row, finding, picture, scan_facts, write_report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=20000",
    "--dump-dom",
]
RUN_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => {
  const told = found.violations.map((v) => [v.impact, v.id, v.nodes[0].html]);
  document.body.dataset.told = btoa(unescape(encodeURIComponent(JSON.stringify(told))));
});
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blocked dataset's page with everything that a page can have."""
    if BROWSER is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium: scripts/test installs it")
        pytest.skip("there is no chromium on this machine")
    rows = [
        finding(f"t{n}/a.csv", record, category, category)
        for n in range(3)
        for record in range(9)
        for category in ("demographic.race", "identifier.name", "demographic.age", "location.address")
    ]
    place = finding("p.jpg", 0, "location.coordinates", "Exif:GPS", evidence="exif", shown="65.1, -16.6")
    report = write_report(
        tmp_path_factory.mktemp("browser") / "r",
        findings=[*rows, place],
        fields=[field_row(row["asset"], row["field"], row["category"], shown="[x]") for row in rows],
        pictures=[picture("p.jpg")],
        assets=[asset_row(f"{n}.zip", "skipped", "archive", reason="locked") for n in range(12)],
    )
    assess(report, Brief((find_policy("pre-transfer"), find_policy("hipaa-identifiers-screen"))), scan_facts())
    return report / "report.html"


def rendered(page: Path, folder: Path, *flags: str) -> str:
    """The page's document after its scripts have run."""
    assert BROWSER is not None
    command = [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout  # noqa: S603 - ours


@pytest.mark.parametrize("scheme", ["0", "1"], ids=["dark", "light"])
def test_axe_finds_nothing_serious(page: Path, tmp_path: Path, scheme: str) -> None:
    """
    The page has no fault that keeps people with a screen reader, a keyboard or weak eyes from reading it.
    """
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed: pip install .[dev]")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    html = re.sub(r"<meta http-equiv=[^>]*>", "", page.read_text(encoding="utf-8"))
    checked = tmp_path / "checked.html"
    checked.write_text(html.replace("</body>", f"<script>{axe}</script><script>{RUN_AXE}</script></body>"))
    dom = rendered(checked, tmp_path, f"--blink-settings=preferredColorScheme={scheme}")
    found = re.search(r'data-told="([^"]*)"', dom)
    assert found is not None, "axe did not finish"
    told = json.loads(base64.b64decode(found[1]))

    assert [] == [violation for violation in told if violation[0] in {"serious", "critical"}]


def test_tables_sort_and_filter_with_scripts(page: Path, tmp_path: Path) -> None:
    """
    The page's own script runs under the page's own policy: heads of long tables are buttons, and rows can be filtered.
    """
    dom = rendered(page, tmp_path)

    assert '<th scope="col"><button>' in dom
    assert 'type="search"' in dom


def test_page_is_complete_without_scripts(page: Path) -> None:
    """
    All rows stand in the page as it is written, and it is small.
    """
    html = page.read_text(encoding="utf-8")

    assert all(f"{n}.zip" in html for n in range(12))
    assert len(html) < 2_000_000
