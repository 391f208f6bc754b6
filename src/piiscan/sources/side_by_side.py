"""Runs several iterators in threads, and gives out what they yield in the iterators' own order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import Full, Queue
from threading import Event
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
_PAGE = 1000
_PAGES_AHEAD = 8
"""Pages that one thread gets ahead of whoever reads, so that memory stays bounded."""

_LOOKS_UP_AFTER = 0.2
"""Seconds after which a waiting thread asks whether anybody still reads."""


class _Stream(Generic[_Item]):
    """What one thread yields, page by page; None ends it."""

    def __init__(self, start: Callable[[], Iterator[_Item]], stopped: Event) -> None:
        self._start, self._stopped = start, stopped
        self._pages: Queue[list[_Item] | None] = Queue(_PAGES_AHEAD)

    def fill(self) -> None:
        try:
            items = self._start()
            while (page := list(islice(items, _PAGE))) and self._put(page):
                pass
        finally:
            self._put(None)

    def _put(self, page: list[_Item] | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._pages.put(page, timeout=_LOOKS_UP_AFTER)
            except Full:
                continue
            return True
        return False

    def drain(self) -> Iterator[_Item]:
        while (page := self._pages.get()) is not None:
            yield from page


def side_by_side(starts: Iterable[Callable[[], Iterator[_Item]]], threads: int) -> Iterator[_Item]:
    """Yield all items, the first iterator's first; ``threads`` of them run at a time, and what one raises is raised."""
    stopped = Event()
    waiting = iter(starts)
    with ThreadPoolExecutor(threads) as pool:
        running: deque[tuple[_Stream[_Item], Future[None]]] = deque()
        try:
            while True:
                for start in islice(waiting, threads - len(running)):
                    stream = _Stream(start, stopped)
                    running.append((stream, pool.submit(stream.fill)))
                if not running:
                    return
                stream, future = running.popleft()
                yield from stream.drain()
                future.result()
        finally:
            stopped.set()
