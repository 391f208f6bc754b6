"""How the reading of each piece ended, as rows that settling makes the ledger of."""

from dataclasses import dataclass, field
from typing import Any

from piiscan.model.assets import Asset, Status
from piiscan.model.units import Piece


@dataclass(slots=True)
class Reading:
    """How the reading of one piece goes."""

    records: int = 0
    members: int = 0
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sha256: str | None = None
    media_type: str | None = None


def outcome(
    unit: str, piece: Piece, reading: Reading, failure: str | None, inner: Asset | None = None
) -> dict[str, Any]:
    """Return one row of ``OUTCOMES``."""
    if failure is not None:
        status = Status.PARTIAL if reading.records or reading.members else Status.FAILED
    elif inner is not None and inner.status is not None:
        status = inner.status
    else:
        status = Status.PARTIAL if reading.unread else Status.COMPLETE
    sentences = dict.fromkeys([*([failure] if failure else []), *reading.unread, *reading.notes])
    return {
        "unit": unit,
        "asset": piece.asset,
        "start": piece.start,
        "kind": inner and inner.kind,
        "size": inner and inner.size,
        "status": status,
        "reason": "; ".join(sentences) or None,
        "media_type": reading.media_type,
        "records": reading.records if failure is None else None,
        "records_scanned": reading.records,
        "sha256": reading.sha256,
    }


def outcome_unread(unit: str, container: Piece, seen: Asset) -> dict[str, Any]:
    """Return the outcome of an inner asset that there is no reader for, or that its reader refuses."""
    piece = Piece(seen.name, seen.uri, "", seen.size, container.version)
    notes = [seen.reason] if seen.reason else []
    return outcome(unit, piece, Reading(notes=notes, media_type=seen.media_type), None, seen)


def failed_outcome(unit: str, piece: Piece, reason: str) -> dict[str, Any]:
    """Return the outcome of a piece that could not even be tried, such as one that kills its worker."""
    return outcome(unit, piece, Reading(), reason)
