"""How long it takes until ``piiscan --help`` has answered, against a Python that does nothing."""

from pathlib import Path

from benchmarks.commands import PIISCAN, python
from benchmarks.measure import Command, Pair


def prepare(folder: Path, quick: bool) -> Pair:  # noqa: ARG001 -- needs no inputs
    """Say what to run; there is nothing to make."""
    return Pair(Command([PIISCAN, "--help"]), python("pass"), "one start", repeats=1 if quick else 15)
