"""The command lines that more than one benchmark measures."""

import sys
from pathlib import Path

from benchmarks.measure import Command

PIISCAN = str(Path(sys.executable).with_name("piiscan"))
"""The command of this very environment."""

FINISHED = frozenset({0, 1})
"""Of ``piiscan scan``: nothing at the level, or the verdict reaches it. Anything else left work undone."""


def one_worker_scan(dataset: Path, *options: str) -> Command:
    """Return a whole scan in one process, from nothing to the written report."""
    return scan_with(1, dataset, *options)


def scan_with(workers: int, dataset: Path, *options: str) -> Command:
    """Return a whole scan in that many processes."""
    report = dataset.with_name(f"{dataset.name}-report")
    argv = [PIISCAN, "scan", str(dataset), "-o", str(report), "--workers", str(workers), *options]
    return Command(argv, FINISHED, makes=report, proof="run.json")


def python(code: str, *arguments: str) -> Command:
    """Return a Python of this environment that runs some code."""
    return Command([sys.executable, "-c", code, *arguments])
