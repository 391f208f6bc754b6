"""Presidio's recognizers, asked one by one."""

import subprocess
import sys
from pathlib import Path

import pytest

from piiscan.detectors.text.presidio import analyze, load_recognizer
from tests.detectors.text.cells import RULES

PROGRAM = """
import sys
from tests.detectors.text.cells import found
cells = sys.argv[1:]
found(*cells)
print("presidio_analyzer" in sys.modules, "spacy" in sys.modules)
"""
TOP = Path(__file__).resolve().parents[3]


def imported(*cells: str) -> str:
    """Whether Presidio and spaCy were imported by looking at these cells, in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, *cells]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)  # noqa: S603 -- our own
    return done.stdout.strip()


def test_not_imported_without_a_candidate() -> None:
    """
    Prose, numbers, e-mail addresses and telephone numbers need none of Presidio, so it is not imported for them.
    """
    cells = ["soup by the harbour", "20250143", "0.123456789", "zorelia@example.com", "+1 202 555 0143", "I'm 34"]

    assert "False False" == imported(*cells)


def test_imported_for_a_candidate() -> None:
    """
    A cell that may hold a bank account needs it.
    """
    assert "True" == imported("DE89 3704 0044 0532 0130 00").split()[0]


@pytest.mark.parametrize("name", sorted({rule.presidio for rule in RULES.values() if rule.presidio}))
def test_recognizers_exist(name: str) -> None:
    """
    Every recognizer that a rule names is one of Presidio's, and none of those that would open the network.
    """
    assert name == type(load_recognizer(name)).__name__
    assert name not in {"EmailRecognizer", "UrlRecognizer"}


def test_its_checksum_decides() -> None:
    """
    A number that its recognizer refuses is not given.
    """
    assert [(0, 22)] == list(analyze("IbanRecognizer", "DE89370400440532013000", 0))
    assert [] == list(analyze("IbanRecognizer", "DE89370400440532013001", 0))
