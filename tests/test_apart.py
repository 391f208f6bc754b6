"""Judging apart gives what judging here gives, whatever becomes of the other process."""

import os
from dataclasses import fields
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import pytest

from piiscan import apart
from piiscan.assess import Brief, assess
from piiscan.briefing import brief_for
from piiscan.model.run import ScanFacts
from piiscan.reports.run_json import read_facts
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.test_scan import PEOPLE

Judged = tuple[Path, Brief, ScanFacts]


class Deadly(Brief):
    """Ends the process that it is handed to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """A finished report, and what it is judged with; it counts as a large one."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "people.csv").write_text(PEOPLE)
    settings = ScanSettings((str(data),), tmp_path / "report")
    scan(settings)
    monkeypatch.setattr(apart, "_WORTHWHILE", 0)
    return settings.output, brief_for(settings.judging), read_facts(settings.output)


def test_another_process_judges_alike(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process does it, and the record of the run is the same."""
    expected = assess(*judged)
    monkeypatch.setattr(apart, "assess", assess_not_here)
    assert apart.assess_apart(*judged) == expected


def test_a_process_that_dies_leaves_a_judged_report(judged: Judged) -> None:
    """Where the other process is ended, the report is judged here."""
    report, brief, facts = judged
    deadly = Deadly(**{field.name: getattr(brief, field.name) for field in fields(Brief)})
    assert apart.assess_apart(report, deadly, facts) == assess(report, brief, facts)


def assess_not_here(report: Path, brief: Brief, facts: ScanFacts) -> object:
    """Judge, but not in the process that runs the tests."""
    assert parent_process() is not None
    return assess(report, brief, facts)
