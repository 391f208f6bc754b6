"""The summary that a person sees when a run ends."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from piiscan.assess import Brief, assess
from piiscan.model.run import RunRecord
from piiscan.reports.summary import print_summary
from piiscan.rulebook.policies import find_policy
from tests.report_builder import DECLARED, Row, asset_row, findings, scan_facts, write_report


def assessed(folder: Path, **tables: list[Row]) -> RunRecord:
    """The run over these rows."""
    return assess(
        write_report(folder, **tables), Brief((find_policy("pre-transfer"),), declaration=DECLARED), scan_facts()
    )


def summary(run: RunRecord, width: int = 100, *, terminal: bool = False) -> str:
    """What is printed."""
    stream = io.StringIO()
    print_summary(Console(file=stream, width=width, force_terminal=terminal), run, Path("/reports/r1"))
    return stream.getvalue()


def test_summary_says_what_matters(tmp_path: Path) -> None:
    """Verdict, reason, categories, gaps, what was not looked for, next step and place are all there."""
    run = assessed(
        tmp_path / "r",
        findings=findings("a.csv", 0, "identifier.name", "special.health"),
        assets=[asset_row("a.csv"), asset_row("b.zip", "skipped", "archive", reason="locked with a password")],
    )
    text = summary(run)

    for part in (
        "BLOCK, INCOMPLETE",
        "1 record with name together with health",
        "/data/export",
        "special.health",
        "b.zip  locked with a password",
        "names in running text",
        "Remove the special category fields",
        "/reports/r1/report.html",
    ):
        assert part in text


def test_nothing_found_is_not_called_safe(tmp_path: Path) -> None:
    """A clean run claims no more than that no rule was broken."""
    text = summary(assessed(tmp_path / "r", assets=[asset_row("a.csv")]))

    assert "NO RULE BROKEN" in text
    assert "Could not be read" not in text
    assert [] == [word for word in ("safe", "compliant", "anonymous", "cleared") if word in text.lower()]


def test_names_cannot_inject_markup(tmp_path: Path) -> None:
    """A file name that looks like markup or an escape sequence is shown as it is."""
    name = "[red]x[/red][link=file:///etc]\x1b[2J.csv"
    run = assessed(tmp_path / "r", assets=[asset_row(name, "failed", reason="cut short")])
    text = summary(run, terminal=True, width=200)

    assert r"[red]x[/red][link=file:///etc]\u001b[2J.csv" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize("width", [30, 60, 200])
def test_summary_keeps_to_the_width(tmp_path: Path, width: int) -> None:
    """No line but the report's path is wider than the terminal, and without one there are no escape sequences."""
    run = assessed(tmp_path / "r", findings=findings("a.csv", 0, "special.sexual_orientation", "identifier.name"))
    lines = summary(run, width).splitlines()

    assert [] == [line for line in lines if len(line) > width and "/reports/r1" not in line]
    assert [] == [line for line in lines if "\x1b" in line]


def test_no_color_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set nothing is coloured, also on a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
    text = summary(assessed(tmp_path / "r"), terminal=True)

    assert "\x1b[1;34m" not in text
    assert "\x1b[34m" not in text
