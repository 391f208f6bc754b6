"""The command in a process that is watched: how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_WATCHED = """
import atexit, sys, threading, time
from piiscan.runtimes.supervisor import run_watched

def late():
    time.sleep(.2)
    print("a thread")

def run(isolate):
    atexit.register(print, "at exit")
    threading.Thread(target=late).start()
    print("the work")
    {end}

run_watched(run)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize(
    ("end", "code", "told"),
    [
        ("sys.exit(3)", 3, ""),
        ("sys.exit()", 0, ""),
        ("pass", 0, ""),
        ("sys.exit('a sentence')", 1, "a sentence\n"),
    ],
)
def test_watched_command_ends_as_python_does(end: str, code: int, told: str) -> None:
    """
    Its exit code is kept, its threads come to their end, and what it printed into a pipe arrives.
    """
    argv = [sys.executable, "-c", _WATCHED.format(end=end)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603

    assert (code, told) == (done.returncode, done.stderr)
    assert ["the work", "a thread", "at exit"] == done.stdout.splitlines()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_unwritten_output_is_no_success() -> None:
    """
    Where what was printed cannot be written, the exit code is Python's own for it.
    """
    argv = [sys.executable, "-c", _WATCHED.format(end="sys.exit(0)")]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, env=buffered, check=False)  # noqa: S603

    assert 120 == done.returncode
