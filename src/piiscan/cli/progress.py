"""A progress bar, on a terminal only; it shows counts and sizes, never names or values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from piiscan.model.units import UnitStatus
from piiscan.runtimes.own_process import end_loading

Started = Callable[[int, int], Callable[[UnitStatus], None]]


@contextmanager
def shown_progress(console: Console) -> Iterator[Started]:
    """Give the function that a command calls when units start; each round of units has its own bar."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )

    def started(units: int, size: int) -> Callable[[UnitStatus], None]:
        end_loading()  # packages and rules are there by now
        task = bar.add_task(f"reading {units:,} units", total=size)
        return lambda status: bar.advance(task, status.size)

    with bar:
        yield started
