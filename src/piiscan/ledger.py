"""Closes the ledger: every asset that was seen, with how far it was read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from piiscan.inside import container_of
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.schemas import ASSETS
from piiscan.run.outcomes import OTHERWISE

NOT_RUN = "it was planned and never read"


def ledger_table(assets: Iterable[Asset], outcomes: Iterable[dict[str, Any]]) -> pa.Table:
    """Return one row per asset, from what the plan saw and how the reading of its pieces ended."""
    of_asset: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        if outcome["status"] != OTHERWISE:
            of_asset[outcome["asset"]].append(outcome)
    planned = {asset.name: asset for asset in assets}
    inner = [_inner(planned[container_of(name)], of_asset[name]) for name in of_asset if name not in planned]
    rows = [_row(asset, of_asset.get(asset.name, [])) for asset in (*planned.values(), *inner)]
    return pa.Table.from_pylist(rows, schema=ASSETS)


def _inner(container: Asset, outcomes: Sequence[dict[str, Any]]) -> Asset:
    """Return an asset that was met within another one when that was read."""
    first = outcomes[0]
    return replace(
        container,
        name=first["asset"],
        size=first["size"],
        kind=Kind(first["kind"]),
        media_type=None,
        etag=None,
        status=None,
        reason=None,
    )


def _row(asset: Asset, outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    status, reason = _outcome(asset, outcomes)
    counted = [outcome for outcome in outcomes if outcome["start"] >= 0]
    known = bool(counted) and all(outcome["records"] is not None for outcome in counted)
    return {
        "asset": asset.name,
        "uri": asset.uri,
        "kind": next((outcome["kind"] for outcome in outcomes if outcome["kind"]), asset.kind),
        "media_type": next((o["media_type"] for o in outcomes if o["media_type"]), asset.media_type),
        "size": asset.size,
        "modified": asset.modified_ns // 1000 if asset.modified_ns else None,
        "etag": asset.etag,
        "sha256": next((outcome["sha256"] for outcome in outcomes if outcome["sha256"]), None),
        "records": sum(outcome["records"] for outcome in counted) if known else None,
        "records_scanned": sum(outcome["records_scanned"] for outcome in counted) if counted else 0,
        "status": status,
        "reason": reason,
        "in_snapshot": asset.in_snapshot,
        "unit": outcomes[0]["unit"] if outcomes else None,
    }


def _outcome(asset: Asset, outcomes: Sequence[dict[str, Any]]) -> tuple[str, str | None]:
    """Return the asset's status: that of its pieces where they agree, partial where they do not."""
    if asset.status is not None:
        return asset.status, asset.reason
    if not outcomes:
        return Status.FAILED, NOT_RUN
    states = {outcome["status"] for outcome in outcomes}
    reasons = dict.fromkeys(outcome["reason"] for outcome in outcomes if outcome["reason"])
    status = states.pop() if len(states) == 1 else Status.PARTIAL
    return status, "; ".join(reasons) or asset.reason
