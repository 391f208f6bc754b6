"""Verify: whether a dataset is the very one that a report speaks of, byte for byte."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from piiscan.detectors.table.links import keyed_digest
from piiscan.keys import Key
from piiscan.model.assets import Asset
from piiscan.model.errors import KeyFileError, PiiscanError
from piiscan.report_key import key_of_report
from piiscan.reports.folder import connect
from piiscan.reports.run_json import read_facts
from piiscan.run.digests import SMALL_FILE
from piiscan.settings import root_labels
from piiscan.sources.listing import list_assets
from piiscan.sources.opening import open_uri


class Difference(StrEnum):
    """How an asset differs from the ledger."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    UNREADABLE = "could not be read"
    UNPROVEN = "same size, but the report has no hash of it"


@dataclass(frozen=True, slots=True)
class Different:
    """An asset that is not as the ledger says."""

    asset: str
    how: Difference


def verify(report: Path, datasets: tuple[str, ...]) -> Iterator[Different]:
    """Yield what differs between a dataset and the ledger of its report.

    Raises:
        ReportError: it is no finished report.
        SourceError: the dataset cannot be listed.
        KeyFileError: small files cannot be compared, since the report's key is not at hand.
    """
    facts = read_facts(report)
    key = key_of_report(report, facts.key_id)
    if key is None:
        raise KeyFileError(f"verifying needs the key {facts.key_id}, with which {report} was made")
    with connect(report) as db:
        ledger = {
            asset: (size, sha256)
            for asset, size, sha256 in db.execute("SELECT asset, size, sha256 FROM assets").fetchall()
        }
    for dataset, label in zip(datasets, root_labels(datasets), strict=True):
        for asset in list_assets(dataset, label, skip=[report]):
            if asset.name not in ledger:
                yield Different(asset.name, Difference.ADDED)
            elif how := _difference(asset, *ledger.pop(asset.name), key):
                yield Different(asset.name, how)
    # Members of archives stand in the ledger, and are the archive's own bytes.
    yield from (Different(name, Difference.MISSING) for name in sorted(ledger) if "!/" not in name)


def _difference(asset: Asset, size: int | None, sha256: str | None, key: Key) -> Difference | None:
    if size is not None and asset.size != size:
        return Difference.CHANGED
    if asset.status is not None:
        return None
    if sha256 is None:
        return Difference.UNPROVEN
    try:
        with open_uri(asset.uri, asset.etag, asset.size) as stream:
            digest = hashlib.file_digest(cast("io.BufferedReader", stream), "sha256")
    except (PiiscanError, OSError):
        return Difference.UNREADABLE
    found = keyed_digest(digest.digest(), key.derive("file")) if asset.size < SMALL_FILE else digest.hexdigest()
    return None if found == sha256 else Difference.CHANGED
