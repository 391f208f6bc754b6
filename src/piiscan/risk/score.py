"""Risk: how exposed the person behind each record is, as an order from 0 to 100 and not a probability.

In the terms of statistical disclosure control, risk = identifiability x harm. Identifiability is 1 for a direct
identifier, else the chance that at least one way leads to the person: the crowd of ``k`` records that share all
quasi-identifiers (1/k, prosecutor risk), or one category alone. Harm is the greatest among the categories, and each
further harmful category adds a share of what is left to 1, so that a further category never lowers the risk.
"""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.model.risk import RiskWeights
from piiscan.risk.classes import class_records, repeat_persons
from piiscan.risk.holdings import FindingParts, findings_in, gather_holdings
from piiscan.risk.token_runs import LinkParts, parts_in

_CATEGORY_SETS = """
CREATE OR REPLACE TEMP TABLE category_sets AS
SELECT holding, bit_or(bit) AS set_bits,
       list(category ORDER BY category) AS categories,
       product(1 - identifies ORDER BY category) AS hidden,
       1 - (1 - max(harm)) * power(1 - $each_further, greatest(count(*) FILTER (harm > 0) - 1, 0)) AS harm
FROM (SELECT DISTINCT holding, category FROM holding_members) JOIN category_weights USING (category)
GROUP BY holding
"""

_CATEGORY_WEIGHTS = """
CREATE OR REPLACE TEMP TABLE category_weights AS
SELECT category, identifies, harm, 1::HUGEINT << place AS bit FROM weights_in
"""

# Rows of one person count once: ten rows of one man are no crowd to hide in. Where every record is another person's,
# counting records is the same and takes a fraction of the time. Crowds of one are most where there are many, and are
# left out of the join.
_CROWDS = """
CREATE OR REPLACE TEMP TABLE record_crowds AS
WITH counted AS (SELECT crowd, {size} AS k FROM record_classes {persons} GROUP BY crowd HAVING k > 1)
SELECT asset, record, coalesce(k, 1) AS k FROM record_classes LEFT JOIN counted USING (crowd)
"""
_RECORDS = {"size": "count(*)", "persons": ""}
_PERSONS = {
    "size": "count(DISTINCT subject) + count(*) FILTER (subject IS NULL)",
    "persons": "LEFT JOIN subjects USING (asset, record)",
}

# All that is known of a record beside its findings, once: what follows asks this table and joins no more.
_HELD = """
CREATE OR REPLACE TEMP TABLE held AS
SELECT asset, record, holding, subject, k
FROM holdings LEFT JOIN subjects USING (asset, record) LEFT JOIN record_crowds USING (asset, record)
"""

# Without the lists of categories, which few records differ in: sorting them along took a sixth of judging.
_SCORED_SETS = """
CREATE OR REPLACE TEMP VIEW scored_sets AS
SELECT asset, record, record_id, subject, holding, risk,
       CASE WHEN risk >= {very_high} THEN 'very high' WHEN risk >= {high} THEN 'high'
            WHEN risk >= {moderate} THEN 'moderate' ELSE 'low' END AS risk_level,
       k
FROM (
  SELECT asset, record, unhex(md5(asset || chr(0) || record)) AS record_id, subject, holding,
         100 * harm * (1 - hidden * coalesce(1 - 1 / k, 1)) AS risk, k
  FROM held JOIN category_sets USING (holding)
)
"""

_SCORED = """
CREATE OR REPLACE TEMP VIEW scored AS
SELECT asset, record, record_id, subject, categories, risk, risk_level, k
FROM scored_sets JOIN category_sets USING (holding)
"""

_BATCH_ROWS = 100_000


def score_records(
    db: duckdb.DuckDBPyConnection,
    weights: RiskWeights,
    parts: LinkParts | None = None,
    findings: FindingParts | None = None,
) -> None:
    """Create the view ``scored``, with the columns of the published table ``records``.

    Needs the views ``findings``, ``fields``, ``links`` and the table ``subjects``. ``k`` is the number of persons, or
    of records where persons are unknown, that share all quasi-identifiers of the record within its table. What is
    asked next is in ``held`` (asset, record, holding, subject, k), ``holding_members`` and ``category_findings``.

    Args:
        db: the report's database.
        weights: what each category identifies and harms.
        parts: gives ``links`` part by part, where that is quicker than from the database.
        findings: gives ``findings`` part by part, as well.
    """
    db.register("weights_in", _as_table(weights))
    db.execute(_CATEGORY_WEIGHTS)
    db.unregister("weights_in")
    gather_holdings(db, findings or findings_in(db))
    db.execute(_CATEGORY_SETS, {"each_further": weights.each_further})
    special = frozenset(category.value for category in weights.special)
    class_records(db, parts or parts_in(db), special)
    db.execute(_CROWDS.format(**(_PERSONS if repeat_persons(db) else _RECORDS)))
    db.execute(_HELD)
    for table in ("holdings", "record_classes"):
        db.execute(f"DROP TABLE {table}")
    db.execute(
        _SCORED_SETS.format(very_high=weights.very_high, high=weights.high, moderate=weights.moderate)
    )  # a view takes no parameters; these are numbers
    db.execute(_SCORED)


def scored_in_order(db: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``scored`` by asset and record. Needs what ``score_records`` makes."""
    sets = db.sql("SELECT holding, categories FROM category_sets ORDER BY holding").to_arrow_table().combine_chunks()
    numbers = sets.column("holding").to_numpy()
    for batch in db.sql("FROM scored_sets ORDER BY asset, record").to_arrow_reader(_BATCH_ROWS):
        places = np.searchsorted(numbers, batch.column("holding").to_numpy())
        categories = sets.column("categories").chunk(0).take(pa.array(places))
        yield batch.drop_columns(["holding"]).append_column("categories", categories)


def _as_table(weights: RiskWeights) -> pa.Table:
    """Return the weights as a table, the categories numbered."""
    rows = [
        {"category": category.value, "place": place, "identifies": weight.identifies, "harm": weight.harm}
        for place, (category, weight) in enumerate(weights.categories.items())
    ]
    return pa.Table.from_pylist(rows)
