"""Runs units in a pool of processes; a worker that dies is replaced, and what was under way is tried again alone.

A worker that hangs, or takes far too much memory, is ended, and its death is treated like any other.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from piiscan.model.units import Unit, UnitStatus
from piiscan.model.without_pandas import leave_pandas_out
from piiscan.runtimes.board import DIED, LINE_FIELDS, Death, Watch, Watched, take_line
from piiscan.runtimes.own_process import leave_no_traces

_Result = TypeVar("_Result")
Work: TypeAlias = Callable[[Unit], UnitStatus]
Told: TypeAlias = Callable[[UnitStatus], None]

_AHEAD = 2
"""Units handed out for each worker: one to do and one waiting, so that few are lost with a worker."""

_LOOK_EVERY = 0.1
"""Seconds; a process that fills memory at full speed gets a few hundred megabytes beyond its limit."""


class LoneWorker:
    """One process that may die: what is called in it either answers, or is known to have killed it."""

    def __init__(self, limits: Watched | None = None) -> None:
        self._limits = limits
        self.death = Death(0, DIED)
        """How the last call ended that gave None."""

        self._start()

    def call(self, function: Callable[[], _Result]) -> _Result | None:
        """Return what the function returns in the other process, or None when that process died."""
        try:
            future = self._executor.submit(function)
            while not wait([future], timeout=_LOOK_EVERY).done:
                self._watch.look()
            return future.result()
        except BrokenProcessPool:
            self.death = self._watch.death()
            self.close()
            self._start()
            return None

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        self._executor, self._watch = _executor(1, self._limits)


Rescue: TypeAlias = Callable[[Unit, LoneWorker], UnitStatus]


def run_pool(
    work: Work, units: Iterable[Unit], told: Told, *, workers: int, rescue: Rescue, limits: Watched | None = None
) -> None:
    """Run the units in a pool and tell how each ended.

    Args:
        work: runs one unit; must be picklable.
        units: what to run.
        told: called in this process after each unit.
        workers: number of processes.
        rescue: runs a unit that was under way when a worker died, in a process of its own.
        limits: beyond which a worker is ended; None to let it be.
    """
    waiting = iter(units)
    while lost := _run_until_a_death(work, waiting, told, workers, limits):
        lone = LoneWorker(limits)
        try:
            for unit in lost:
                told(rescue(unit, lone))
        finally:
            lone.close()


def _run_until_a_death(
    work: Work, waiting: Iterator[Unit], told: Told, workers: int, limits: Watched | None
) -> list[Unit]:
    """Return the units that were handed out and not finished because a worker died; none when all are done."""
    lost: list[Unit] = []
    executor, watch = _executor(workers, limits)
    with executor:
        under_way: dict[Future[UnitStatus], Unit] = {}
        for unit in islice(waiting, workers * _AHEAD):
            _hand_out(executor, work, unit, under_way, lost)
        while under_way:
            finished, _ = wait(under_way, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
            watch.look()
            for future in finished:
                unit = under_way.pop(future)
                try:
                    told(future.result())
                except BrokenProcessPool:
                    lost.append(unit)
                    continue
                if not lost and (following := next(waiting, None)) is not None:
                    _hand_out(executor, work, following, under_way, lost)
    return lost


def _hand_out(
    executor: ProcessPoolExecutor, work: Work, unit: Unit, under_way: dict[Future[UnitStatus], Unit], lost: list[Unit]
) -> None:
    try:
        under_way[executor.submit(work, unit)] = unit
    except BrokenProcessPool:
        lost.append(unit)


def _executor(workers: int, limits: Watched | None) -> tuple[ProcessPoolExecutor, Watch]:
    # Spawned, not forked: Arrow and duckdb have threads, which do not survive a fork.
    spawn = get_context("spawn")
    lines = spawn.Array("Q", workers * LINE_FIELDS, lock=False)
    initargs = (lines, spawn.Value("i", 0))
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=initargs), Watch(lines, limits)


def _begin(*line: Any) -> None:
    """Give this process its line, and end it when the one that started it is gone: no pipe would tell it."""
    leave_no_traces()
    leave_pandas_out()
    take_line(*line)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)
