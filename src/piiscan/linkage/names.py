"""Names: photos whose folder or file name is the id of a person in some table, such as ``photos/10293/2.jpg``."""

from collections.abc import Callable, Iterator

import duckdb
import pyarrow as pa

from piiscan.linkage.tokens import hash_texts
from piiscan.model.schemas import LINKS

CONTAINED = 0.8
"""Part of the different names at one place of the path that must be ids of persons."""

FEWEST = 3
FEWEST_SHORT = 10
"""Different names needed; more where all are of one or two characters, as the numbers of photos in a folder are."""

_BATCH_ROWS = 200_000

# A place is a folder counted from the file upwards, the whole name of the file without its ending, or a piece of it.
_PLACES = """
CREATE OR REPLACE TEMP VIEW name_places AS
WITH named AS (
  SELECT asset, str_split(asset, '/') AS parts,
         regexp_replace(str_split(asset, '/')[-1], '\\.[^.]*$', '') AS stem
  FROM assets WHERE kind = 'picture' AND status <> 'failed'
), placed AS (
  SELECT asset, unnest([
    {'place': 'folder 1', 'text': parts[-2]}, {'place': 'folder 2', 'text': parts[-3]}, {'place': 'name', 'text': stem},
    {'place': 'piece 1', 'text': regexp_extract(stem, '^(.+?)[_-]', 1)},
    {'place': 'piece 2', 'text': regexp_extract(stem, '[_-](.+?)(?:[_-]|$)', 1)}], recursive := true),
    parts[1] AS top
  FROM named
)
SELECT asset, top, place, text FROM placed WHERE text <> ''
"""

_BEST = """
CREATE OR REPLACE TEMP TABLE id_places AS
WITH persons AS (
  SELECT DISTINCT token FROM links WHERE role = 'person' AND level = 'exact'
), counted AS (
  SELECT top, place, count(*) AS names, count(*) FILTER (persons.token IS NOT NULL) AS ids, max(length(text)) AS longest
  FROM name_tokens LEFT JOIN persons USING (token) GROUP BY ALL
)
SELECT top, arg_max(place, ids) AS place FROM counted
WHERE ids >= $share * names AND names >= CASE WHEN longest > 2 THEN $fewest ELSE $fewest_short END
GROUP BY top
"""

_LINKS = """
SELECT asset, 0::BIGINT AS record, 'path' AS field, 'person' AS role, 'exact' AS level, token
FROM name_places JOIN id_places USING (top, place) JOIN name_tokens USING (top, place, text)
SEMI JOIN (SELECT DISTINCT token FROM links WHERE role = 'person' AND level = 'exact') USING (token)
"""


def link_names(db: duckdb.DuckDBPyConnection, key_for: Callable[[str], bytes]) -> Iterator[pa.RecordBatch]:
    """Yield rows of ``links/`` that tie photos to the persons whose ids their names hold.

    Needs the views ``assets`` and ``links``. A place of the path is believed as a whole or not at all: where nearly
    every name at it, below one top folder, is the id of a person.
    """
    for needed in ("assets WHERE kind = 'picture'", "links WHERE role = 'person'"):
        if not db.execute(f"SELECT 1 FROM {needed} LIMIT 1").fetchall():  # noqa: S608 - our own words
            return
    db.execute(_PLACES)
    db.execute("CREATE OR REPLACE TEMP TABLE names AS SELECT DISTINCT top, place, text FROM name_places")
    db.execute("CREATE OR REPLACE TEMP TABLE name_tokens (top VARCHAR, place VARCHAR, text VARCHAR, token BLOB)")
    key = key_for("person")
    [[names]] = db.execute("SELECT count(*) FROM names").fetchall()
    for start in range(0, names, _BATCH_ROWS):
        _add_tokens(db, key, start)
    db.execute(_BEST, {"share": CONTAINED, "fewest": FEWEST, "fewest_short": FEWEST_SHORT})
    for batch in db.sql(_LINKS).to_arrow_reader(_BATCH_ROWS):
        yield pa.RecordBatch.from_arrays([batch.column(n).cast(f.type) for n, f in enumerate(LINKS)], schema=LINKS)


def _add_tokens(db: duckdb.DuckDBPyConnection, key: bytes, start: int) -> None:
    rows = db.sql(f"SELECT * FROM names WHERE rowid BETWEEN {start} AND {start + _BATCH_ROWS - 1}").to_arrow_table()  # noqa: S608 - numbers
    tokens = hash_texts(rows["text"].combine_chunks().cast(pa.string()), key)
    db.register("tokens_in", rows.append_column("token", tokens))
    db.execute("INSERT INTO name_tokens FROM tokens_in")
    db.unregister("tokens_in")
