"""Model, checkpoint and index files: what was trained on the data may have to go with it."""

import duckdb
import pyarrow as pa

from piiscan.model.assets import Kind
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask
from piiscan.model.rows import FindingRows
from piiscan.model.schemas import FINDINGS

_MODEL = Finding(
    detector="file.model",
    category=Category.DERIVED_MODEL,
    field="path",
    evidence=Evidence.PATH,
    confidence=0.95,
    shown=mask(Category.DERIVED_MODEL),
)


def find_models(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return a finding for every asset that its first bytes and its name show to be a model; none is ever loaded.

    Args:
        db: has the view ``assets``.
    """
    rows = FindingRows()
    for (asset,) in db.execute("SELECT asset FROM assets WHERE kind = $1 ORDER BY asset", [Kind.MODEL]).fetchall():
        rows.add(asset, 0, _MODEL)
    return rows.table().cast(FINDINGS)
