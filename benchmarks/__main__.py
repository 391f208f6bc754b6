"""``python -m benchmarks NAME… | all | list``: runs benchmarks and keeps their figures as JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.catalog import BENCHMARKS, Benchmark
from benchmarks.measure import BenchmarkError, compare

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> int:
    """Run what is asked for; return 0, or 1 when a measured command failed."""
    arguments = _arguments()
    if "list" in arguments.names:
        print("\n".join(f"{benchmark.name:12}{benchmark.describes}" for benchmark in BENCHMARKS))
        return 0
    chosen = [b for b in BENCHMARKS if b.name in arguments.names or "all" in arguments.names]
    failed = 0
    lines: list[tuple[str, ...]] = [("benchmark", "what", "ours, s", "theirs, s", "ours / theirs")]
    for benchmark in chosen:
        try:
            result = _measure(benchmark, quick=arguments.quick)
        except BenchmarkError as error:
            print(error, file=sys.stderr)
            failed = 1
            continue
        _keep(arguments.results, result)
        lines.extend(_lines(benchmark, result))
        print(f"{benchmark.name} measured", file=sys.stderr, flush=True)
    _print_table(lines)
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure piiscan, as ratios.")
    choices = [benchmark.name for benchmark in BENCHMARKS]
    parser.add_argument("names", nargs="+", choices=[*choices, "all", "list"], metavar="NAME|all|list")
    parser.add_argument("--quick", action="store_true", help="tiny inputs, one repeat: tries the benchmark itself")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the figures")
    return parser.parse_args()


def _measure(benchmark: Benchmark, *, quick: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as folder:
        home = Path(folder, "home")
        inputs = Path(folder, "inputs")
        home.mkdir()
        inputs.mkdir()
        prepared = benchmark.prepare(inputs, quick=quick)
        figures = prepared if isinstance(prepared, dict) else compare(benchmark.name, prepared, home)
        return figures | {"quick": quick}


def _keep(folder: Path, result: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['name']}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _lines(benchmark: Benchmark, result: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what the table says of one benchmark: wall seconds of both, then CPU seconds of each that did the same."""
    name = result["name"]
    against = result.get("against_is") or benchmark.describes.partition("against ")[2]
    yield name, against, *(f"{result[key]:,.2f}" for key in ("ours", "against", "ratio"))
    if "cpu_ratio" in result and "ours_cost" in result:
        ours, theirs = result["ours_cost"]["cpu"], result["against_cost"]["cpu"]
        yield name, f"{against}, CPU", f"{ours:,.2f}", f"{theirs:,.2f}", f"{result['cpu_ratio']:,.2f}"
    ours = result.get("ours_cost", {}).get("cpu", result["ours"])
    for peer, theirs in result.get("beside", {}).items():
        told = ("failed", "") if theirs is None else (f"{theirs:,.2f}", f"{ours / max(theirs, 1e-9):,.2f}")
        yield name, f"{peer}, CPU", f"{ours:,.2f}", *told


def _print_table(lines: list[tuple[str, ...]]) -> None:
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        words = [
            word.ljust(width) if place < _WORDS else word.rjust(width)
            for place, (word, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(words))


_WORDS = 2
"""Columns of words in the table; the others are numbers."""


if __name__ == "__main__":
    sys.exit(main())
