"""Imports point one way, and heavy packages stay in their homes."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "piiscan"
STAGES = ("sources", "readers", "detectors", "linkage", "risk", "policy", "reports")
HOMES = {
    "PIL": ("readers", "detectors.image"),
    "pi_heif": ("readers",),
    "presidio_analyzer": ("detectors.text",),
    "phonenumbers": ("detectors.text",),
    "polars": ("model.text_engine",),
    "pyspark": ("runtimes.spark", "spark"),
    "typer": ("cli",),
    "rich": ("cli", "reports.summary"),
    "defusedxml": ("readers", "detectors.image"),
    "jinja2": ("reports",),
    "leather": ("reports.charts",),
}
"""Where a heavy or special package may be imported."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, by its name below the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a tree imports, in functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def ours(name: str) -> str:
    """The part of a module name that tells its stage."""
    return name.removeprefix("piiscan.").partition(".")[0]


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_imports_point_one_way(name: str, tree: ast.Module) -> None:
    """
    The model imports nothing of ours, a stage only model and rulebook, a runtime only the model.
    """
    allowed = {"model": {"model"}, "rulebook": {"model", "rulebook"}, "runtimes": {"model", "runtimes"}}
    allowed |= {stage: {"model", "rulebook", stage} for stage in STAGES}
    stage = ours(name)
    wrong = [
        other
        for other in imported(tree)
        if other.startswith("piiscan.") and stage in allowed and ours(other) not in allowed[stage]
    ]

    assert [] == wrong


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_heavy_packages_stay_at_home(name: str, tree: ast.Module) -> None:
    """
    A heavy package is imported only where it belongs, and the package root never from inside.
    """
    packages = {other.partition(".")[0] for other in imported(tree)}
    astray = [p for p in packages & HOMES.keys() if not any(name.startswith(home) for home in HOMES[p])]

    assert [] == astray
    assert "piiscan" not in set(imported(tree))


def test_help_imports_nothing_heavy() -> None:
    """
    The command line is ready before Arrow, duckdb, Pillow or pandas are imported.
    """
    script = "import sys; import piiscan.cli.main; print(*sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(done.stdout.split())

    assert set() == loaded & {
        "pyarrow",
        "polars",
        "duckdb",
        "PIL",
        "pandas",
        "numpy",
        "presidio_analyzer",
        "spacy",
        "jinja2",
    }


def test_linear_algebra_starts_no_threads() -> None:
    """
    The command tells numpy's linear algebra to start no threads, before numpy is imported; what a user set stays.
    """
    script = (
        "import os, sys; import piiscan.cli.main as command; "
        "command.run_watched = lambda run: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules); "
        "command._run = lambda arguments: None; sys.argv = ['piiscan', 'scan']; command.main()"
    )
    told = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env).stdout  # noqa: S603
        for env in (_without("OPENBLAS_NUM_THREADS"), {**os.environ, "OPENBLAS_NUM_THREADS": "2"})
    ]

    assert ["1 False\n", "2 False\n"] == told


def _without(name: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != name}
