"""How the reading of each piece ended, as rows that settling makes the ledger of."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from piiscan.model.assets import Asset, Status
from piiscan.model.schemas import OUTCOMES
from piiscan.model.units import Piece

OTHERWISE = "otherwise"
"""Status of an asset that is a table or an archive against its name: settling plans it, and another unit reads it."""


@dataclass(slots=True)
class Reading:
    """How the reading of one piece goes."""

    records: int = 0
    members: int = 0
    values: int = 0
    """Cells of its tables so far."""

    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sha256: str | None = None
    media_type: str | None = None
    seen: Asset | None = None
    """What the run found that the plan did not know: the asset as its content says it is."""

    otherwise: bool = False
    """Whether it has to be planned before it can be read."""


class OutcomeRows:
    """The outcomes of a unit, gathered as columns: there is one for each of a million small files."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def add(self, unit: str, piece: Piece, reading: Reading, failure: str | None = None) -> None:
        """Add how the reading of a piece ended."""
        seen = reading.seen
        unread = seen is not None and seen.status is not None
        self._rows.append(
            (
                unit,
                piece.asset,
                piece.start,
                seen and seen.kind,
                seen and seen.size,
                _status(reading, failure),
                _reason(failure, reading) if failure or reading.unread or reading.notes else None,
                reading.media_type,
                reading.records if failure is None and not unread else None,
                reading.records,
                reading.sha256,
            )
        )

    def add_unread(self, unit: str, container: Piece, seen: Asset) -> None:
        """Add an inner asset that there is no reader for, or that its reader refuses."""
        piece = Piece(seen.name, seen.uri, "", seen.size, container.version)
        notes = [seen.reason] if seen.reason else []
        self.add(unit, piece, Reading(notes=notes, media_type=seen.media_type, seen=seen))

    def table(self) -> pa.Table:
        """Return one row of ``OUTCOMES`` for each."""
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(OUTCOMES)
        arrays = [pa.array(column, item.type) for column, item in zip(columns, OUTCOMES, strict=True)]
        return pa.Table.from_arrays(arrays, schema=OUTCOMES)


def _status(reading: Reading, failure: str | None) -> str:
    if failure is not None:
        return Status.PARTIAL if reading.records or reading.members else Status.FAILED
    if reading.otherwise:
        return OTHERWISE
    if reading.seen is not None and reading.seen.status is not None:
        return reading.seen.status
    return Status.PARTIAL if reading.unread else Status.COMPLETE


def _reason(failure: str | None, reading: Reading) -> str | None:
    return "; ".join(dict.fromkeys([*([failure] if failure else []), *reading.unread, *reading.notes])) or None


def failed_outcome(unit: str, piece: Piece, reason: str) -> pa.Table:
    """Return the outcome of a piece that could not even be tried, such as one that kills its worker."""
    rows = OutcomeRows()
    rows.add(unit, piece, Reading(), reason)
    return rows.table()
