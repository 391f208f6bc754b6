"""``python -m benchmarks NAME… | all | list``: runs benchmarks and keeps their figures as JSON."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

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
    try:
        for benchmark in chosen:
            _keep(arguments.results, _measure(benchmark, quick=arguments.quick))
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


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
    print(f"{result['name']:12}ours {result['ours']} s, against {result['against']} s, ratio {result['ratio']}")


if __name__ == "__main__":
    sys.exit(main())
