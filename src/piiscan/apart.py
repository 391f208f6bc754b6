"""Judging in a process of its own, which starts without what reading the data left in memory."""

from functools import partial
from pathlib import Path

from piiscan.assess import Brief, assess
from piiscan.model.run import RunRecord, ScanFacts
from piiscan.runtimes.pool import LoneWorker

_WORTHWHILE = 16 << 20
"""Bytes of findings and links from which on it is done: 200,000 records of 20 columns. It takes half a second more."""


def assess_apart(report: Path, brief: Brief, facts: ScanFacts) -> RunRecord:
    """Do what ``assess`` does, a large report in a process of its own.

    One that has read gigabytes holds 400 MB of them for good (libraries keep what they once had), beside which judging
    took 940 MB. Python starts the program's main module again there, so that only ``piiscan`` itself may do this.

    Raises:
        PiiscanError: as ``assess`` does.
    """
    if _size(report) < _WORTHWHILE:
        return assess(report, brief, facts)
    worker = LoneWorker()
    try:
        run = worker.call(partial(assess, report, brief, facts))
    finally:
        worker.close()
    return assess(report, brief, facts) if run is None else run  # None: something ended that process


def _size(report: Path) -> int:
    return sum(part.stat().st_size for table in ("findings", "links") for part in (report / table).glob("*.parquet"))
