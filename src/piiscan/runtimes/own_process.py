"""What a process of our own leaves behind of the values that it reads: no dump of memory, no text of errors."""

import sys
import threading
import warnings
from types import TracebackType
from typing import TYPE_CHECKING

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


def _tell_type(kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
    if sys.stderr is not None and kind is not None:
        print(f"piiscan: an error was passed over ({kind.__name__})", file=sys.stderr)  # noqa: T201 - the last resort


def _tell_unraisable(told: "UnraisableHookArgs") -> None:
    _tell_type(told.exc_type, None, None)


def _tell_thread(told: threading.ExceptHookArgs) -> None:
    _tell_type(told.exc_type, None, None)


def _tell_nothing(*_told: object, **_named: object) -> None:
    """Print no warning: some quote the cell that they warn of."""
