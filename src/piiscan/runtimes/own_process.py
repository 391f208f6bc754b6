"""A process of our own: how it begins, how it ends, and what it leaves behind of the values that it reads."""

import atexit
import gc
import os
import sys
import threading
import warnings
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def leave_no_traces() -> None:
    """Let this process print nothing of uncaught errors and of warnings but their type, and dump no memory.

    Errors that nobody can catch, such as one that a library raises while an object of its goes out of use, are printed
    by Python with their text, and a process that crashes may leave all its memory in a file.
    """
    sys.excepthook = _tell_type
    sys.unraisablehook = _tell_unraisable
    threading.excepthook = _tell_thread
    warnings.showwarning = _tell_nothing
    try:
        import resource
    except ImportError:  # not on Windows, which dumps elsewhere and on request
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def leave_cores_alone() -> None:
    """Let numpy's linear algebra, which nothing here uses, start no threads: they wait at full speed for a while.

    For what numpy loads later in this process and in those that it starts; what the user has set stays.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


_NOT_WRITTEN = 120
"""Exit code where what was printed could not be written, as Python has it."""


def begin_loading() -> None:
    """Let Python look for garbage seldom while packages and rules are loaded: what they make stays."""
    gc.set_threshold(250_000, 20, 20)


def end_loading() -> None:
    """Let Python look for garbage from now on, and never again through what has been loaded."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def end_at_once(code: int) -> NoReturn:
    """End this process as Python would, but leave its memory to the system.

    Taking apart a quarter of a million objects that go anyway takes a tenth of a second. Threads that must come to
    their end are waited for, and what wants to be called at the end is.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # as multiprocessing ends its children
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError:
        code = _NOT_WRITTEN
    os._exit(code)


def _tell_type(kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
    if sys.stderr is not None and kind is not None:
        print(f"piiscan: an error was passed over ({kind.__name__})", file=sys.stderr)  # noqa: T201 - the last resort


def _tell_unraisable(told: "UnraisableHookArgs") -> None:
    _tell_type(told.exc_type, None, None)


def _tell_thread(told: threading.ExceptHookArgs) -> None:
    _tell_type(told.exc_type, None, None)


def _tell_nothing(*_told: object, **_named: object) -> None:
    """Print no warning: some quote the cell that they warn of."""
