"""The same table through piiscan and through four tools of the package index, each in an environment of its own.

Environments are made once under ``~/.cache/piiscan-bench``, or the folder that PIISCAN_BENCH_CACHE names. Every process
reads the whole file in the same run; what is compared is the CPU time of the process.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.commands import one_worker_scan
from benchmarks.measure import BenchmarkError, Command, machine, run
from benchmarks.table import write_csv

ROWS, QUICK_ROWS = 1_000, 200

_STRUCTURED = """
import sys
import pandas, spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_structured import PandasAnalysisBuilder

class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}

registry = RecognizerRegistry()
registry.load_predefined_recognizers()
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
frame = pandas.read_csv(sys.argv[1])
print(PandasAnalysisBuilder(analyzer=analyzer).generate_analysis(frame).entity_mapping)
"""

_PROFILER = """
import sys
import dataprofiler
options = dataprofiler.ProfilerOptions()
options.set({"data_labeler.is_enabled": False, "multiprocess.is_enabled": False})
print(len(str(dataprofiler.Profiler(dataprofiler.Data(sys.argv[1]), options=options).report())))
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool to hold piiscan against."""

    package: str
    arguments: tuple[str, ...]
    """Of its command; of Python where the first is ``-c``. ``FILE`` stands for the table."""

    looks_at: str
    """What it does with the table, so that the times can be judged."""


PEERS = (
    Peer("piilint", ("scan", "FILE", "--format", "json"), "patterns over every cell"),
    Peer("piiscope", ("scan", "FILE", "--format", "json"), "patterns over columns, privacy metrics"),
    Peer("presidio-structured", ("-c", _STRUCTURED, "FILE"), "recognizers over every cell of text, blank pipeline"),
    Peer(
        "DataProfiler", ("-c", _PROFILER, "FILE"), "statistics of columns; without its labeler, which needs TensorFlow"
    ),
)


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Return CPU seconds of each for the table, and those of piiscan."""
    dataset, home = folder / "members", folder / "home"
    dataset.mkdir()
    home.mkdir()
    rows = QUICK_ROWS if quick else ROWS
    write_csv(dataset / "members.csv", rows)
    scan = one_worker_scan(dataset)
    run(scan, home)
    ours = run(scan, home)
    theirs = [_measured(peer, dataset / "members.csv", home) for peer in PEERS]
    known = [each["cpu_seconds"] for each in theirs if each["cpu_seconds"] is not None]
    return {
        "name": "peers",
        "unit": f"CPU seconds for {rows} rows x 20 columns of CSV, against the quickest of the tools that ended well",
        "ours": round(ours.cpu, 3),
        "against": min(known),
        "ratio": round(ours.cpu / min(known), 3),
        "beside": {each["peer"]: each["cpu_seconds"] for each in theirs},
        "tools": [
            {"peer": "piiscan", "cpu_seconds": round(ours.cpu, 3), "memory_mb": round(ours.memory / 1e6)},
            *theirs,
        ],
        "machine": machine(),
    }


def _measured(peer: Peer, table: Path, home: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"peer": peer.package, "looks_at": peer.looks_at, "cpu_seconds": None}
    try:
        python = _environment(peer.package)
        told["version"] = _version(python, peer.package)
        arguments = [str(table) if each == "FILE" else each for each in peer.arguments]
        argv = [str(python), *arguments] if arguments[0] == "-c" else [str(python.with_name(peer.package)), *arguments]
        # Exit codes 1 and 2 tell of findings in some of them.
        cost = run(Command(argv, _ENDED), home)
    except (BenchmarkError, subprocess.CalledProcessError, OSError) as error:
        return told | {"failed": str(error)[-300:]}
    return told | {"cpu_seconds": round(cost.cpu, 3), "memory_mb": round(cost.memory / 1e6)}


_ENDED = frozenset({0, 1, 2})


def _environment(package: str) -> Path:
    """Return the Python of an environment that holds the package, made where it is not there yet."""
    cache = Path(os.environ.get("PIISCAN_BENCH_CACHE", Path.home() / ".cache" / "piiscan-bench"))
    folder = cache / package
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _call(sys.executable, "-m", "venv", "--without-pip", str(folder))
        uv = shutil.which("uv")
        install = [uv, "pip", "install", "--python", str(python)] if uv else _pip(python)
        _call(*install, "--quiet", package)
        (folder / "made").touch()
    return python


def _pip(python: Path) -> list[str]:
    return [sys.executable, "-m", "pip", "--python", str(python), "install"]


def _version(python: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _call(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)
