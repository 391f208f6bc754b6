"""Runs the whole command in a child process and watches it: native code that crashes or hangs must not end a scan.

The child is forked before anything heavy is loaded, which takes a millisecond. One that dies is started once more, to
open every file in a process of its own: then the file that kills is known, and costs itself alone.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap
from typing import Any, NoReturn

from piiscan.runtimes.board import LINE_FIELDS, Watch, Watched, take
from piiscan.runtimes.own_process import end_at_once

_SECONDS, _MEMORY = LINE_FIELDS, LINE_FIELDS + 1
_LOOK_EVERY = 0.1
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,)
_BY_THE_USER = frozenset({signal.SIGINT, *_PASSED_ON})
_BROKEN = 2

_told: Any = None
"""Where this process tells its watcher the limits; None where nobody watches."""


@dataclass(frozen=True, slots=True)
class _Told:
    seconds: int
    memory: int


def can_watch() -> bool:
    """Whether this process can be forked: it has no threads, which would not survive, and the system can."""
    return hasattr(os, "fork") and threading.active_count() == 1 and "pyarrow" not in sys.modules


def tell_limits(limits: Watched) -> None:
    """Tell the process that watches this one, if any, what to end it for."""
    if _told is not None:
        _told[_SECONDS], _told[_MEMORY] = limits.seconds, limits.memory


def run_watched(run: Callable[[bool], None]) -> NoReturn:
    """Run in a child process, and exit as it does.

    Args:
        run: what to run; told whether each file is to be opened in a process of its own.
    """
    for isolate in (False, True):
        status, reason = _in_child(run, isolate)
        if not os.WIFSIGNALED(status):
            sys.exit(os.WEXITSTATUS(status))
        number = os.WTERMSIG(status)
        if number in _BY_THE_USER:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        why = reason or f"by {signal.Signals(number).name}"
        if not isolate:
            _say(f"a file ended the scan ({why}); going on with every file opened in a process of its own")
    _say(f"piiscan crashed ({why}); nothing can be said of the dataset. Please report this line.")
    sys.exit(_BROKEN)


def _say(sentence: str) -> None:
    print(f"piiscan: {sentence}", file=sys.stderr, flush=True)  # noqa: T201 - plain, as the last resort has to be


def _in_child(run: Callable[[bool], None], isolate: bool) -> tuple[int, str | None]:
    """Return how the child ended, as ``os.waitpid`` says it, and why this process ended it, if it did."""
    numbers = memoryview(mmap(-1, 8 * (LINE_FIELDS + 2))).cast("Q")
    sys.stdout.flush()
    sys.stderr.flush()
    # Signals that come before there is somebody to pass them on to have to wait.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *_BY_THE_USER})
    parent = os.getpid()
    process = os.fork()
    if not process:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _run_as_child(run, isolate, numbers, parent)
    handlers = {number: signal.signal(number, _passing_on(process)) for number in _PASSED_ON}
    handlers[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child too
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _BY_THE_USER)
    try:
        return _wait(process, numbers)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run_as_child(run: Callable[[bool], None], isolate: bool, numbers: Any, parent: int) -> NoReturn:
    global _told  # noqa: PLW0603 - a process has one watcher at most
    _die_with(parent)
    _told = numbers
    take(numbers)
    try:
        run(isolate)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            end_at_once(end.code or 0)
        raise
    end_at_once(0)


def _wait(process: int, numbers: Any) -> tuple[int, str | None]:
    watch = Watch(numbers[:LINE_FIELDS], None)
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return status, watch.ended.get(0)
        if numbers[_SECONDS]:
            watch.limits = _Told(numbers[_SECONDS], numbers[_MEMORY])
        watch.look()
        if hasattr(signal, "sigtimedwait"):
            signal.sigtimedwait({signal.SIGCHLD}, _LOOK_EVERY)
        else:
            time.sleep(_LOOK_EVERY)


def _passing_on(process: int) -> Callable[[int, object], None]:
    def pass_on(number: int, _frame: object) -> None:
        os.kill(process, number)

    return pass_on


def _die_with(parent: int) -> None:
    """Let this process end when its parent is killed, where the system can (prctl's PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(_BROKEN)
