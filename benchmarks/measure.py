"""Runs two commands in turn, each in a process of its own, and compares their median times as a ratio."""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("piiscan-dataset", "pyarrow", "pillow", "duckdb", "pandas")


class BenchmarkError(Exception):
    """A measured command did not end as it should."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command to measure."""

    argv: Sequence[str]
    exit_codes: frozenset[int] = frozenset({0})
    """Those that mean it did its work."""

    makes: Path | None = None
    """A folder that it writes, removed before each run so that each does the whole work."""

    proof: str = ""
    """A file in that folder without which the work was not done, whatever the exit code."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours, and what it is held against, over the same input."""

    ours: Command
    against: Command
    unit: str
    """What one run does, such as ``one scan of 20,000 pictures``."""

    repeats: int

    against_is: str = ""
    """What it is held against, in a word or two."""

    beside: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds of others that did the same in this run."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall: float
    """Seconds."""

    cpu: float
    """Seconds of user and system time, of the process and those it started and waited for."""

    memory: int
    """Largest resident size in bytes. On Linux it is at least that of the process that started it."""


def compare(name: str, pair: Pair, home: Path) -> dict[str, object]:
    """Return the figures for one benchmark; times are medians in seconds, and below 1 a ratio favours us.

    Args:
        name: the benchmark's name.
        pair: what to run.
        home: an empty folder that stands in for the user's home, so that no key of theirs is touched.

    Raises:
        BenchmarkError: a command failed.
    """
    run(pair.ours, home)  # warms the file cache and makes the bytecode
    run(pair.against, home)
    # In turn, so that a slow minute of a shared machine falls on both.
    costs = [(run(pair.ours, home), run(pair.against, home)) for _ in range(pair.repeats)]
    ours, against = (_median(side) for side in zip(*costs, strict=True))
    return {
        "name": name,
        "unit": f"seconds of wall time for {pair.unit}, median of {pair.repeats}; ratio is ours / against",
        "ours": round(ours.wall, 4),
        "against": round(against.wall, 4),
        "ratio": round(ours.wall / against.wall, 3),
        "cpu_ratio": round(ours.cpu / max(against.cpu, 1e-9), 3),
        "against_is": pair.against_is,
        "beside": dict(pair.beside),
        "ours_cost": asdict(ours),
        "against_cost": asdict(against),
        "ours_walls": [round(cost.wall, 4) for cost, _ in costs],
        "against_walls": [round(cost.wall, 4) for _, cost in costs],
        "machine": machine(),
    }


def run(command: Command, home: Path) -> Cost:
    """Run a command once. Raises BenchmarkError, with the end of its messages, when it fails."""
    if command.makes:
        shutil.rmtree(command.makes, ignore_errors=True)
    # An installed command has its bytecode: a setting of this shell that keeps it from being written is no part of it.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_") and k != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"HOME": str(home)}
    messages = home / "messages"
    with messages.open("wb") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(command.argv, env=environment, stdout=subprocess.DEVNULL, stderr=stderr)
        # wait4 rather than Popen.wait: it tells the cost of this child alone.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    proven = command.makes is None or (command.makes / command.proof).exists()
    if process.returncode not in command.exit_codes or not proven:
        end = messages.read_text(errors="replace")[-2000:]
        raise BenchmarkError(f"{' '.join(command.argv)} ended with {process.returncode}:\n{end}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def machine() -> dict[str, object]:
    """Return what a reader needs to judge the figures by."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "python": platform.python_version(),
        "packages": {package: version(package) for package in PACKAGES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        int(statistics.median(cost.memory for cost in costs)),
    )
