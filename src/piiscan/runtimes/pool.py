"""Runs units in a pool of processes; a worker that dies is replaced, and what was under way is tried again alone."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TypeAlias, TypeVar

from piiscan.model.units import Unit, UnitStatus

_Result = TypeVar("_Result")
Work: TypeAlias = Callable[[Unit], UnitStatus]
Told: TypeAlias = Callable[[UnitStatus], None]

_AHEAD = 2
"""Units handed out for each worker: one to do and one waiting, so that few are lost with a worker."""


class LoneWorker:
    """One process that may die: what is called in it either answers, or is known to have killed it."""

    def __init__(self) -> None:
        self._executor = _executor(1)

    def call(self, function: Callable[[], _Result]) -> _Result | None:
        """Return what the function returns in the other process, or None when that process died."""
        try:
            return self._executor.submit(function).result()
        except BrokenProcessPool:
            self.close()
            self._executor = _executor(1)
            return None

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)


Rescue: TypeAlias = Callable[[Unit, LoneWorker], UnitStatus]


def run_pool(work: Work, units: Iterable[Unit], told: Told, *, workers: int, rescue: Rescue) -> None:
    """Run the units in a pool and tell how each ended.

    Args:
        work: runs one unit; must be picklable.
        units: what to run.
        told: called in this process after each unit.
        workers: number of processes.
        rescue: runs a unit that was under way when a worker died, in a process of its own.
    """
    waiting = iter(units)
    while lost := _run_until_a_death(work, waiting, told, workers):
        lone = LoneWorker()
        try:
            for unit in lost:
                told(rescue(unit, lone))
        finally:
            lone.close()


def _run_until_a_death(work: Work, waiting: Iterator[Unit], told: Told, workers: int) -> list[Unit]:
    """Return the units that were handed out and not finished because a worker died; none when all are done."""
    lost: list[Unit] = []
    with _executor(workers) as executor:
        under_way: dict[Future[UnitStatus], Unit] = {}
        for unit in islice(waiting, workers * _AHEAD):
            under_way[executor.submit(work, unit)] = unit
        while under_way:
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                unit = under_way.pop(future)
                try:
                    told(future.result())
                except BrokenProcessPool:
                    lost.append(unit)
                    continue
                if not lost and (following := next(waiting, None)) is not None:
                    try:
                        under_way[executor.submit(work, following)] = following
                    except BrokenProcessPool:
                        lost.append(following)
    return lost


def _executor(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: Arrow and duckdb have threads, which do not survive a fork.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
