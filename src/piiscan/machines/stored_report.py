"""A finished report that is kept in an object store: what reads it gets a copy on this machine, deleted at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from piiscan.machines.staging import Staging, naming, staged
from piiscan.model.errors import ReportError
from piiscan.sources.listing import is_remote
from piiscan.sources.stored_folder import StoredFolder


@contextmanager
def at_hand(report: str) -> Iterator[Path]:
    """Give the folder of a report to read from: its own, or a private copy of what the store has.

    Raises:
        UsageError: the store cannot be reached, or the prefix holds other files.
        ReportError: there is nothing of that address.
    """
    if not is_remote(report):
        yield Path(report)
        return
    address = report.rstrip("/")
    with TemporaryDirectory(prefix="piiscan-") as held:
        staging = Staging(address, Path(held) / "report", StoredFolder(address))
        staging.folder.mkdir(mode=0o700)
        with naming(staging):
            staging.fetch()
            _require_report(staging)
            yield staging.folder


@contextmanager
def at_hand_if_named(report: str | None) -> Iterator[Path | None]:
    """Give the folder of a report, as ``at_hand`` does, or None where none is named."""
    if report is None:
        yield None
        return
    with at_hand(report) as folder:
        yield folder


@contextmanager
def changing(report: str) -> Iterator[Path]:
    """Give the folder of a report to change: its own, or a copy of which the store gets what changed.

    Raises:
        UsageError: the store cannot be reached, or the prefix holds other files.
        ReportError: there is nothing of that address, or the store does not take what changed.
    """
    with staged(report, ()) as (folder, staging):
        if staging is not None:
            _require_report(staging)
        yield folder


def _require_report(staging: Staging) -> None:
    if not staging.known:
        raise ReportError(f"there is no report at {staging.address}")
