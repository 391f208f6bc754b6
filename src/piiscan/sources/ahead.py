"""Opens remote assets ahead of who reads them, so that a unit of small objects seldom waits for the network."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

from piiscan.sources.addresses import is_remote
from piiscan.sources.opening import open_uri

_AT_ONCE = 32
"""Requests under way per process: measured with heads of 64 KiB, more gave nothing."""

_AHEAD = 96
"""Heads held before they are read: 6 MiB."""

_Item = TypeVar("_Item")
Place = tuple[str, str, int, bool]
"""Address, version, size in bytes, and whether it is read in small parts."""

Open = Callable[[], BinaryIO]
"""Opens the asset; raises SourceError."""


@contextmanager
def opened_ahead(items: Iterable[_Item], place: Callable[[_Item], Place]) -> Iterator[Iterator[tuple[_Item, Open]]]:
    """Give the items in order, each with what opens it; what lies elsewhere is being opened already.

    Args:
        items: what is to be read.
        place: from an item to what ``open_uri`` is given.
    """
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="piiscan-ahead")
    try:
        yield _in_order(iter(items), place, pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_order(
    items: Iterator[_Item], place: Callable[[_Item], Place], pool: ThreadPoolExecutor
) -> Iterator[tuple[_Item, Open]]:
    waiting: deque[tuple[_Item, Open]] = deque()
    for item in items:
        waiting.append((item, _start(place(item), pool)))
        if len(waiting) >= _AHEAD:
            yield waiting.popleft()
    yield from waiting


def _start(place: Place, pool: ThreadPoolExecutor) -> Open:
    if not is_remote(place[0]):
        return lambda: open_uri(*place)
    future: Future[BinaryIO] = pool.submit(open_uri, *place)
    return future.result
