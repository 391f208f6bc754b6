"""Linkage: which records and pictures are about one person, as far as keyed tokens tell."""

import duckdb

_PERSONS = """
CREATE OR REPLACE TEMP TABLE record_persons AS
SELECT asset, record, min(token) AS person, min(token) <> max(token) AS several
FROM links WHERE role = 'person' AND level = 'exact'
GROUP BY asset, record
"""

_PICTURES = """
CREATE OR REPLACE TEMP TABLE record_pictures AS
SELECT DISTINCT asset, record, token AS picture
FROM links WHERE role = 'picture' AND level = 'exact'
"""

# A picture belongs to the one person whose records name it. One that no person's record names stands for whoever it
# shows, so that a table of labels and the photos it lists are still one. Named by two people, it belongs to neither.
_PICTURE_OWNERS = """
CREATE OR REPLACE TEMP TABLE picture_owners AS
SELECT picture,
       unhex(md5(CASE WHEN count(person) = 0 THEN 'picture ' || hex(picture)
                      ELSE 'person ' || hex(min(person)) END)) AS owner
FROM record_pictures LEFT JOIN record_persons USING (asset, record)
GROUP BY picture
HAVING count(*) > 1 AND NOT coalesce(bool_or(several), false)
   AND (count(person) = 0 OR min(person) = max(person))
"""

_SUBJECTS = """
CREATE OR REPLACE TABLE subjects AS
SELECT asset, record, unhex(md5('person ' || hex(person))) AS subject
FROM record_persons WHERE NOT several
UNION ALL
SELECT asset, record, min(owner) AS subject
FROM record_pictures LEFT JOIN picture_owners USING (picture)
ANTI JOIN record_persons USING (asset, record)
GROUP BY asset, record
HAVING min(owner) = max(owner) AND count(owner) = count(*)
"""


def link_subjects(db: duckdb.DuckDBPyConnection) -> None:
    """Create the table ``subjects`` (asset, record, subject): one row per record that is about one known person.

    A record with several person tokens, such as a message with its sender and recipient, is about no single one and
    has no row; neither has a picture that the records of several people name. Needs the view ``links``. A subject is
    16 bytes derived from a keyed token, so it tells nothing to those without the key.
    """
    for statement in (_PERSONS, _PICTURES, _PICTURE_OWNERS, _SUBJECTS):
        db.execute(statement)
