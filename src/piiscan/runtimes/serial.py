"""Runs units one after the other in this process."""

from collections.abc import Callable, Iterable

from piiscan.model.units import Unit, UnitStatus


def run_serial(work: Callable[[Unit], UnitStatus], units: Iterable[Unit], told: Callable[[UnitStatus], None]) -> None:
    """Run each unit and tell how it ended."""
    for unit in units:
        told(work(unit))
