"""The example of a package with a reader and a detector does what its page says."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from piiscan.detectors import catalog as detectors
from piiscan.readers import catalog as readers
from piiscan.readers import plugins
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "piiscan-vcards"
CARDS = "".join(
    f"BEGIN:VCARD\nVERSION:4.0\nFN:Zorelia {name}\nEMAIL;TYPE=home:zorelia.{name}@example.com\nEND:VCARD\n"
    for name in ("ostle", "brannic", "quell", "tarvo")
)


def _forget() -> None:
    for cached in (plugins.plugin_readers, readers._by_id, detectors.plugin_detectors, detectors.image_detectors):
        cached.cache_clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the example for one test: its modules, and the entry points that its project file declares."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = tmp_path / "site" / "piiscan_vcards-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: piiscan-vcards\nVersion: 1.0\n")
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in points.items()))
    ]
    (metadata / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("installed")
def test_example_package(tmp_path: Path) -> None:
    """
    Once a package is installed, a scan reads its format and runs its detector.
    """
    root = tmp_path / "data"
    root.mkdir()
    (root / "contacts").write_text(CARDS)
    (root / "square.png").write_bytes(photo(None, format="PNG", size=(64, 64)))
    scan(ScanSettings((str(root),), tmp_path / "report"))
    found = rows_of(tmp_path / "report", "findings", "asset", "field", "category", "detector")

    assert ("contacts", "email", "identifier.email") in {row[:3] for row in found}
    assert ("square.png", "example.portrait") in {(row[0], row[3]) for row in found}


def test_without_the_package() -> None:
    """
    Without it nothing of it is there.
    """
    _forget()

    assert () == plugins.plugin_readers()
    assert () == detectors.plugin_detectors()
