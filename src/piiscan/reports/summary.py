"""Prints the summary of a run: what a person must know at a glance."""

from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from piiscan.model.policies import Level
from piiscan.model.run import PictureCount, RunRecord
from piiscan.reports.display import display_count, display_name, display_path, display_size

_MOST_CATEGORIES = 12
_MOST_REASONS = 5
_MOST_UNREAD = 5
_STYLES = {Level.BLOCK: "bold red", Level.REVIEW: "bold yellow", Level.NONE: "bold blue"}


def print_summary(console: Console, run: RunRecord, report_path: Path | str) -> None:
    """Print verdict, findings, gaps and next steps; nothing from the data is taken for markup.

    Args:
        console: the one console on ``stderr``; colours, width and ``NO_COLOR`` are its business.
        run: the record of the run.
        report_path: where the report lies: a folder, or an address.
    """
    _print_verdict(console, run)
    _print_scanned(console, run)
    _print_found(console, run)
    _print_together(console, run)
    _print_gaps(console, run)
    _print_next(console, run, report_path)


def _print_verdict(console: Console, run: RunRecord) -> None:
    console.print(Rule(Text(run.verdict.upper(), style=_STYLES[run.level]), style=_STYLES[run.level]))
    if run.gate is not None:
        console.print(Text(f"against the baseline: {run.gate.verdict}", style="bold"))
    for judgement in run.judgements:
        if len(run.judgements) > 1:
            console.print(Text(f"{judgement.policy}: {judgement.verdict}", style="bold"))
        reasons = Table.grid(padding=(0, 2, 0, 0))
        for rule in judgement.broken[:_MOST_REASONS]:
            reason = Text.assemble(rule.because, "\n", (rule.evidence, "dim"))
            reasons.add_row(Text(rule.level, style=_STYLES[rule.level]), reason)
        console.print(reasons)
        if (more := len(judgement.broken) - _MOST_REASONS) > 0:
            console.print(Text(f"and {display_count(more, 'more rule')} of {judgement.policy}", style="dim"))
    if run.level is Level.NONE:
        console.print(Text("No rule was broken by what was looked for and found."))


def _print_scanned(console: Console, run: RunRecord) -> None:
    _heading(console, "Scanned")
    assets = sum(count.assets for count in run.coverage.assets)
    size = sum(count.size for count in run.coverage.assets)
    console.print(Text(", ".join(display_name(dataset) for dataset in run.facts.datasets)))
    parts = [
        display_count(assets, "asset"),
        display_size(size),
        display_count(run.coverage.records_read, "record"),
        display_count(run.coverage.pictures.total, "picture"),
    ]
    console.print(Text(", ".join(parts)))
    if (pictures := run.coverage.pictures).face_check_run:
        console.print(Text(_faces_seen(pictures)))


def _faces_seen(pictures: PictureCount) -> str:
    """Say in how many pictures a face was seen, and what that tells of all of them."""
    seen = f"a face in {pictures.with_faces:,} of {display_count(pictures.face_check_run, 'picture')} looked at"
    if pictures.face_check_run >= pictures.total:
        return seen
    low, high = pictures.face_share_low, pictures.face_share_high
    return f"{seen}: in {low:.1%} to {high:.1%} of all, at 95 % confidence"


def _print_found(console: Console, run: RunRecord) -> None:
    _heading(console, "Found")
    if not run.categories:
        console.print(Text("nothing of what was looked for"))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("category", overflow="fold")
    for name in ("records", "fields", "assets"):
        table.add_column(name, justify="right", no_wrap=True)
    for count in run.categories[:_MOST_CATEGORIES]:
        table.add_row(Text(count.category), f"{count.records:,}", f"{count.fields:,}", f"{count.assets:,}")
    console.print(table)
    if (more := len(run.categories) - _MOST_CATEGORIES) > 0:
        console.print(Text(f"and {display_count(more, 'more category')}", style="dim"))


def _print_together(console: Console, run: RunRecord) -> None:
    if run.combinations:
        _heading(console, "Known of one person together")
    for combination in run.combinations:
        known = display_count(combination.persons, "linked person")
        unknown = f", {display_count(combination.records, 'record')} of unknown ones" if combination.records else ""
        console.print(Text.assemble(combination.title, (f"  {known}{unknown}", "dim")))
    if left_out := sum(told.findings for told in run.ignored):
        console.print(Text(f"{display_count(left_out, 'finding')} left out by the ignore list", style="dim"))


def _print_gaps(console: Console, run: RunRecord) -> None:
    if run.coverage.unread:
        _heading(console, f"Could not be read: {display_count(run.coverage.unread, 'asset')}")
        for asset in run.coverage.unread_first[:_MOST_UNREAD]:
            console.print(Text.assemble(display_name(asset.asset), (f"  {display_name(asset.reason)}", "dim")))
        if (more := run.coverage.unread - _MOST_UNREAD) > 0:
            console.print(Text(f"and {more:,} more", style="dim"))
    _heading(console, "Not looked for, not judged")
    for sentence in run.facts.not_looked_for:
        console.print(Text(display_name(sentence)))
    console.print(Text("origin of the data, notice and legal basis"))
    if run.declaration is None:
        console.print(Text("nothing was declared about the transfer (--declare)"))


def _print_next(console: Console, run: RunRecord, report_path: Path | str) -> None:
    broken = [rule for judgement in run.judgements for rule in judgement.broken]
    if broken:
        first = max(broken, key=lambda rule: rule.level.severity)
        _heading(console, "Do first")
        console.print(Text(first.advice))
        for step in first.steps:
            console.print(Text.assemble(display_name(step.action), (f"  leaves {step.after:,}", "dim")))
    _heading(console, "Report")
    console.print(Text(display_path(f"{report_path}/report.html")), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))
