"""Opens files in another process where one of them may kill its reader, so that it costs itself alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

from piiscan.model.limits import Limits
from piiscan.quiet import quieten_libraries
from piiscan.readers.limits import in_force, limits
from piiscan.runtimes.pool import LoneWorker

_Result = TypeVar("_Result")
_ELSEWHERE: ContextVar[LoneWorker | None] = ContextVar("elsewhere", default=None)


@contextmanager
def files_opened_within(most: Limits, *, isolate: bool) -> Iterator[None]:
    """Keep to limits while files are opened, with ``isolate`` in another process."""
    quieten_libraries()
    lone = LoneWorker(most) if isolate else None
    token = _ELSEWHERE.set(lone)
    try:
        with in_force(most):
            yield
    finally:
        _ELSEWHERE.reset(token)
        if lone is not None:
            lone.close()


def is_isolated() -> bool:
    """Whether files are opened in another process."""
    return _ELSEWHERE.get() is not None


def opened_elsewhere(open_file: Callable[[], _Result], otherwise: Callable[[str], _Result]) -> _Result:
    """Return what a function returns that opens a file; where it kills the other process, what stands in for it.

    Args:
        open_file: must be picklable, and so must its result.
        otherwise: is told how the process ended, in a sentence.
    """
    lone = _ELSEWHERE.get()
    if lone is None:
        return open_file()
    result = lone.call(partial(_within, limits(), open_file))
    return otherwise(lone.death.reason) if result is None else result


def _within(most: Limits, open_file: Callable[[], _Result]) -> _Result:
    quieten_libraries()
    with in_force(most):
        return open_file()
