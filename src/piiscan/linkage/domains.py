"""Domains: which columns of person ids speak of the same people, found by what they have in common.

Two tables may both count their people from 1 and mean others. Their columns are one domain only where the values of one
are found in the other: one shared value is enough where values are words or long codes, half of the smaller column
where they are whole numbers, which meet by chance. Where both merely count from 1, their names must agree as well.
"""

import duckdb

from piiscan.linkage.sequences import KeyFor, find_sequences, speak_of_the_same

SHARED_INTEGERS = 0.5
"""Part of the smaller column's different values that must stand in the other, for whole numbers."""

MOST_COLUMNS = 200
"""With more columns of person ids than this, all are taken for one domain."""

_COLUMNS = """
CREATE OR REPLACE TEMP TABLE person_columns AS
WITH typed AS (
  SELECT asset, field, coalesce(min("table"), asset) AS "table", bool_or("type" = 'integer') AS whole
  FROM fields WHERE "type" IS NOT NULL GROUP BY asset, field
), used AS (
  SELECT DISTINCT asset, field FROM links WHERE role = 'person' AND level = 'exact' AND field <> 'path'
)
SELECT asset, field, coalesce("table", asset) AS "table",
       dense_rank() OVER (ORDER BY coalesce("table", asset), field) AS number, coalesce(whole, false) AS whole
FROM used LEFT JOIN typed USING (asset, field)
"""

_VALUES = """
CREATE OR REPLACE TEMP TABLE person_values AS
SELECT DISTINCT number, whole, token FROM links JOIN person_columns USING (asset, field)
WHERE role = 'person' AND level = 'exact'
"""

_SHARED = """
WITH sizes AS (SELECT number, bool_or(whole) AS whole, count(*) AS size FROM person_values GROUP BY number),
     shared AS (
  SELECT a.number AS first, b.number AS second, count(*) AS shared
  FROM person_values a JOIN person_values b ON a.token = b.token AND a.number < b.number GROUP BY ALL
)
SELECT first, second FROM shared
JOIN sizes x ON x.number = first JOIN sizes y ON y.number = second
WHERE NOT (x.whole AND y.whole) OR shared >= $share * least(x.size, y.size)
"""


def find_domains(db: duckdb.DuckDBPyConnection, key_for: KeyFor | None = None) -> None:
    """Create the table ``person_domains`` (asset, field, domain): columns of one number speak of the same people.

    Needs the views ``links`` and ``fields``. The largest domain is number 0, also for ids in names of files. Without
    the key that tokens were made with, all columns of whole numbers are taken to count from 1.
    """
    db.execute(_COLUMNS)
    [[columns]] = db.execute("SELECT count(DISTINCT number) FROM person_columns").fetchall()
    merged = _merged(db, columns, key_for) if 1 < columns <= MOST_COLUMNS else {}
    db.execute("CREATE OR REPLACE TEMP TABLE domain_numbers (number BIGINT, domain BIGINT)")
    if merged:
        db.executemany("INSERT INTO domain_numbers VALUES (?, ?)", list(merged.items()))
    db.execute(
        "CREATE OR REPLACE TEMP TABLE person_domains AS SELECT asset, field, coalesce(domain, 0) AS domain "
        "FROM person_columns LEFT JOIN domain_numbers USING (number)"
    )
    db.execute("DROP TABLE IF EXISTS person_values")


def _merged(db: duckdb.DuckDBPyConnection, columns: int, key_for: KeyFor | None) -> dict[int, int]:
    """Return the domain of each column: all that hang together by pairs."""
    db.execute(_VALUES)
    sequences, names = find_sequences(db, key_for), _names(db)
    parent = list(range(columns + 1))
    for first, second in db.execute(_SHARED, {"share": SHARED_INTEGERS}).fetchall():
        if {first, second} <= sequences and not speak_of_the_same(names[first], names[second]):
            continue
        parent[_root(parent, second)] = _root(parent, first)
    roots = [_root(parent, number) for number in range(1, columns + 1)]
    sizes = dict(db.execute("SELECT number, count(*) FROM person_values GROUP BY number").fetchall())
    weight = {root: sum(sizes[n] for n, r in enumerate(roots, 1) if r == root) for root in roots}
    ranked = sorted(weight, key=lambda root: (-weight[root], root))
    return {number: ranked.index(root) for number, root in enumerate(roots, 1)}


def _names(db: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    """Return table and field of each column."""
    rows = db.execute('SELECT number, min("table"), min(field) FROM person_columns GROUP BY number').fetchall()
    return {number: (table, field) for number, table, field in rows}


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        number = parent[number]
    return number
