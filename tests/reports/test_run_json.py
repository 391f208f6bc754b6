"""The record of a run for programs."""

import json
from pathlib import Path

import pytest

from piiscan.model.errors import ReportError
from piiscan.reports.run_json import read_facts, write_facts
from tests.report_builder import scan_facts


def test_facts_survive_being_stored(tmp_path: Path) -> None:
    """What the scan knew is the same after it was stored, so that a report can be assessed again."""
    (tmp_path / "plan").mkdir()
    write_facts(tmp_path, scan_facts())

    assert scan_facts() == read_facts(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"datasets": 3}'])
def test_broken_facts_are_said(tmp_path: Path, content: str) -> None:
    """A report that does not say how it was made is not guessed about."""
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "facts.json").write_text(content)

    with pytest.raises(ReportError, match="scan again"):
        read_facts(tmp_path)


def test_facts_are_plain_json(tmp_path: Path) -> None:
    """Names that are not UTF-8 can be stored too."""
    (tmp_path / "plan").mkdir()
    write_facts(tmp_path, scan_facts(datasets=("/data/\udcff",)))

    assert ["/data/\udcff"] == json.loads((tmp_path / "plan" / "facts.json").read_text())["datasets"]
