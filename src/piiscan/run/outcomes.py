"""How the reading of each piece ended, as rows that settling makes the ledger of."""

from dataclasses import dataclass, field
from typing import Any

from piiscan.model.assets import Asset, Status
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


def outcome(unit: str, piece: Piece, reading: Reading, failure: str | None) -> dict[str, Any]:
    """Return one row of ``OUTCOMES``."""
    seen = reading.seen
    unread = seen is not None and seen.status is not None
    sentences = dict.fromkeys([*([failure] if failure else []), *reading.unread, *reading.notes])
    return {
        "unit": unit,
        "asset": piece.asset,
        "start": piece.start,
        "kind": seen and seen.kind,
        "size": seen and seen.size,
        "status": _status(reading, failure),
        "reason": "; ".join(sentences) or None,
        "media_type": reading.media_type,
        "records": reading.records if failure is None and not unread else None,
        "records_scanned": reading.records,
        "sha256": reading.sha256,
    }


def _status(reading: Reading, failure: str | None) -> str:
    if failure is not None:
        return Status.PARTIAL if reading.records or reading.members else Status.FAILED
    if reading.otherwise:
        return OTHERWISE
    if reading.seen is not None and reading.seen.status is not None:
        return reading.seen.status
    return Status.PARTIAL if reading.unread else Status.COMPLETE


def outcome_unread(unit: str, container: Piece, seen: Asset) -> dict[str, Any]:
    """Return the outcome of an inner asset that there is no reader for, or that its reader refuses."""
    piece = Piece(seen.name, seen.uri, "", seen.size, container.version)
    notes = [seen.reason] if seen.reason else []
    return outcome(unit, piece, Reading(notes=notes, media_type=seen.media_type, seen=seen), None)


def failed_outcome(unit: str, piece: Piece, reason: str) -> dict[str, Any]:
    """Return the outcome of a piece that could not even be tried, such as one that kills its worker."""
    return outcome(unit, piece, Reading(), reason)
