"""Which of the planned files are still live in their tables, for tables with a history."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from piiscan.lake.history import mark_snapshots
from piiscan.model.assets import Kind
from piiscan.model.listed import LISTED, assets_of
from piiscan.planning.plan_files import correct_assets, plan_file
from piiscan.sources.opening import open_uri


def mark_table_files(report: Path) -> None:
    """Put into the plan what the books of tables say of their files.

    Only where there are such books are all assets held in memory at once.
    """
    with pq.ParquetFile(plan_file(report, "assets")) as file:
        kinds = (batch.column("kind") for batch in file.iter_batches(columns=["kind"]))
        if not any(pc.any(pc.equal(kind, str(Kind.BOOKKEEPING))).as_py() for kind in kinds):
            return
    with pq.ParquetFile(plan_file(report, "assets")) as file:
        batches = file.iter_batches(columns=LISTED.names)
        assets = tuple(asset for batch in batches for asset in assets_of(batch))
    marked = mark_snapshots(assets, lambda asset: open_uri(asset.uri, asset.etag, asset.size))
    changed = {new.name: new for old, new in zip(assets, marked, strict=True) if new != old}
    if changed:
        correct_assets(report, changed)
