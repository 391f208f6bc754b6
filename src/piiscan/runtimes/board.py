"""What a process is reading, in memory that another process sees, also when the first hangs or dies.

Native code that reads a hostile file may crash, never return, or take all memory; no exception tells of that. So each
process that reads writes down how far it is, and one that reads nothing watches.
"""

import os
import signal
import time
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

_PROCESS, _STATE, _PIECE, _TICKS, _STEP = range(5)
LINE_FIELDS: Final = 5
"""Numbers in one line: process, whether it reads, pieces begun, signs of progress, and the step within the piece."""

_FIELDS = LINE_FIELDS
_IDLE, _BUSY = 0, 1


class Watched(Protocol):
    """The limits that a watcher keeps to."""

    @property
    def seconds(self) -> int:
        """Seconds without progress."""

    @property
    def memory(self) -> int:
        """Bytes by which a process may grow while it reads one asset."""


class Slot:
    """One process's line on the board: whether it is reading, its progress, and the step within the piece."""

    __slots__ = ("_at", "_numbers")

    def __init__(self, numbers: Any, at: int = 0) -> None:
        self._numbers, self._at = numbers, at * _FIELDS

    def begin(self) -> None:
        """Begin a piece."""
        numbers, at = self._numbers, self._at
        numbers[at + _STEP] = 0
        numbers[at + _PIECE] += 1
        numbers[at + _TICKS] += 1
        numbers[at + _STATE] = _BUSY

    def step(self, number: int) -> None:
        """Go on to the next content of the piece."""
        self._numbers[self._at + _STEP] = number
        self._numbers[self._at + _TICKS] += 1

    def tick(self) -> None:
        """Say that there is progress."""
        self._numbers[self._at + _TICKS] += 1

    def end(self) -> None:
        """Say that nothing is being read."""
        self._numbers[self._at + _STATE] = _IDLE

    def reading(self) -> "Slot":
        """Return what says, for as long as a ``with`` block runs, that something is being read."""
        return self

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, *_: object) -> None:
        self.end()


_slot = Slot([0] * _FIELDS)
"""This process's line; one that nobody watches until ``use`` names another."""


def slot() -> Slot:
    """Return this process's line."""
    return _slot


def use(mine: Slot) -> None:
    """Let this process write to that line from now on."""
    global _slot  # noqa: PLW0603 - a process has one line, as it has one set of signal handlers
    _slot = mine


def take_line(numbers: Any, taken: Any) -> None:
    """Give this process a line of its own; the first thing that a worker does.

    Args:
        numbers: the lines of all workers.
        taken: how many lines are taken, a number with a lock.
    """
    with taken.get_lock():
        at = taken.value
        taken.value += 1
    if (at + 1) * _FIELDS <= len(numbers):
        take(numbers, at)


def take(numbers: Any, at: int = 0) -> None:
    """Give this process the line of that number."""
    numbers[at * _FIELDS + _PROCESS] = os.getpid()
    use(Slot(numbers, at))


@dataclass(frozen=True, slots=True)
class Death:
    """How a process that read a piece ended."""

    step: int
    """The content of the piece that it was at, counted from 1; 0 for none."""

    reason: str
    """A sentence without values."""


DIED: Final = "the process that read it died"


@dataclass(slots=True)
class _Seen:
    piece: int
    bytes_at_begin: int
    ticks: int
    since: float


@dataclass(slots=True)
class Watch:
    """Looks at lines of a board from time to time, and ends processes that hang or grow beyond the limits."""

    lines: Any
    """The numbers of the board."""

    limits: Watched | None
    ended: dict[int, str] = field(default_factory=dict)
    """Why a process was ended, by its line."""

    _seen: dict[int, _Seen] = field(default_factory=dict)

    def look(self) -> None:
        """Look at all lines once."""
        for at in range(len(self.lines) // _FIELDS) if self.limits else ():
            process, state, piece, ticks, _ = self.lines[at * _FIELDS : (at + 1) * _FIELDS]
            if process and state == _BUSY and at not in self.ended:
                self._look_at(at, process, piece, ticks)
            else:
                self._seen.pop(at, None)

    def death(self, at: int = 0) -> Death:
        """Return how the process of a line ended."""
        return Death(self.lines[at * _FIELDS + _STEP], self.ended.get(at, DIED))

    def _look_at(self, at: int, process: int, piece: int, ticks: int) -> None:
        now, held = time.monotonic(), private_bytes(process)
        seen = self._seen.get(at)
        if seen is None or seen.piece != piece:
            seen = self._seen[at] = _Seen(piece, held, ticks, now)
        elif seen.ticks != ticks:
            seen.ticks, seen.since = ticks, now
        limits = self.limits
        if limits is None:
            return
        if now - seen.since > limits.seconds:
            self._end(at, process, f"it made no progress for {limits.seconds} seconds")
        elif held - seen.bytes_at_begin > limits.memory:
            self._end(at, process, f"reading it took more than {limits.memory / 2**30:.3g} GB of memory")

    def _end(self, at: int, process: int, reason: str) -> None:
        self.ended[at] = reason
        os.kill(process, signal.SIGKILL)


_PAGE: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def private_bytes(process: int) -> int:
    """Return the memory of a process without what is mapped from files; 0 where the system does not tell."""
    try:
        with open(f"/proc/{process}/statm", "rb") as numbers:  # noqa: PTH123 - a hundred times a second
            _, resident, shared, *_ = numbers.read().split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * _PAGE
