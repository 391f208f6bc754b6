"""Linkage: which records and pictures are about one person, as far as keyed tokens tell."""

import duckdb

from piiscan.linkage.domains import find_domains
from piiscan.linkage.sequences import KeyFor

# Equal tokens are one person within one domain of ids; the largest domain has number 0 and adds nothing to the token.
_PERSONS = """
CREATE OR REPLACE TEMP TABLE record_persons AS
SELECT asset, record, min(person) AS person, min(person) <> max(person) AS several
FROM (
  SELECT asset, record,
         token || CASE WHEN coalesce(domain, 0) = 0 THEN ''::BLOB ELSE encode(domain::VARCHAR) END AS person
  FROM links LEFT JOIN person_domains USING (asset, field) WHERE role = 'person' AND level = 'exact'
)
GROUP BY asset, record
"""

# Rows name a photo by its path or, where folders were moved, by its file name alone: then it counts as that photo
# only where a single photo has this name.
_PICTURES = """
CREATE OR REPLACE TEMP TABLE record_pictures AS
WITH photos AS (
  SELECT min(token) FILTER (level = 'exact') AS photo, min(token) FILTER (level = 'name') AS name
  FROM links SEMI JOIN (SELECT asset, record FROM pictures WHERE field IS NULL) USING (asset, record)
  WHERE role = 'picture' GROUP BY asset, record
), named AS (
  SELECT name, min(photo) AS photo FROM photos GROUP BY name HAVING count(*) = 1
)
SELECT asset, record, token AS picture FROM links WHERE role = 'picture' AND level = 'exact'
UNION ALL
SELECT asset, record, photo FROM links JOIN named ON token = name WHERE role = 'picture' AND level = 'name'
"""

# A picture belongs to the one person whose records name it. One that no person's record names stands for whoever it
# shows, so that a table of labels and the photos it lists are still one. Named by two people, it is disputed. A record
# may name a picture twice, by its path and by its name: that makes no two records.
_PICTURE_OWNERS = """
CREATE OR REPLACE TEMP TABLE picture_owners AS
SELECT picture,
       coalesce(bool_or(several), false) OR coalesce(min(person) <> max(person), false) AS disputed,
       unhex(md5(CASE WHEN count(person) = 0 THEN 'picture ' || hex(picture)
                      ELSE 'person ' || hex(min(person)) END)) AS owner
FROM record_pictures LEFT JOIN record_persons USING (asset, record)
WHERE {shared}
GROUP BY picture
HAVING min(hash(asset, record)) <> max(hash(asset, record))
"""

# Where photos stayed elsewhere, each of millions is named by one record, and nothing is to be joined.
_SHARED = "SELECT count(*) > count(DISTINCT picture) FROM record_pictures"

_SUBJECTS = """
CREATE OR REPLACE TABLE subjects AS
SELECT asset, record, unhex(md5('person ' || hex(person))) AS subject
FROM record_persons WHERE NOT several
UNION ALL
SELECT asset, record, min(owner) AS subject
FROM record_pictures JOIN picture_owners USING (picture)
ANTI JOIN record_persons USING (asset, record)
GROUP BY asset, record
HAVING min(owner) = max(owner) AND NOT bool_or(disputed)
"""

# Most people have one record: what is asked of persons is then asked of records, and only these few are put together.
_REPEATED = """
CREATE OR REPLACE TEMP TABLE repeated_subjects AS SELECT subject FROM subjects GROUP BY subject HAVING count(*) > 1
"""


def link_subjects(db: duckdb.DuckDBPyConnection, key_for: KeyFor | None = None) -> None:
    """Create the table ``subjects`` (asset, record, subject): one row per record that is about one known person.

    A record with several person tokens, such as a message with its sender and recipient, is about no single one and
    has no row; neither has a picture that the records of several people name. ``repeated_subjects`` (subject) has those
    with several records. Needs the views ``links``, ``fields`` and ``pictures``. A subject is 16 bytes derived from a
    keyed token, so it tells nothing to those without the key. ``key_for`` gives the report's key for one purpose,
    where it is at hand.
    """
    find_domains(db, key_for)
    for statement in (_PERSONS, _PICTURES):
        db.execute(statement)
    [[shared]] = db.execute(_SHARED).fetchall()
    for statement in (_PICTURE_OWNERS.format(shared=shared), _SUBJECTS, _REPEATED):
        db.execute(statement)
