"""Marks: one number per record that says what it holds and where, so that rules are questions about bits.

A column that holds much has a bit of its own; what lies elsewhere has the bit of its category. A rule is then a
question to these numbers, and so is "what if this column were gone": its bit is cleared.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from piiscan.model.categories import Category
from piiscan.model.findings import Place

_CATEGORY_BITS = {category: 1 << place for place, category in enumerate(Category)}
_OWN_BITS = 126 - len(_CATEGORY_BITS)
"""A HUGEINT has 127 bits without the sign."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One bit: a category at a place."""

    bit: int
    category: Category
    place: Place
    table: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks in use."""

    all: tuple[Mark, ...]
    fresh: int = 0
    """Bits of what is new against a baseline; where there are any, a rule is broken only by what is new."""

    held: int = 0
    """Bits that at least one record has, once records have been counted."""

    def of(self, categories: Iterable[Category]) -> int:
        """Return the bits of these categories, wherever they stand."""
        wanted = frozenset(categories)
        return sum(mark.bit for mark in self.all if mark.category in wanted)


_LARGEST = """
SELECT place, "table", field, category
FROM holding_members JOIN (SELECT holding, count(*) AS records FROM held GROUP BY holding) USING (holding)
GROUP BY ALL ORDER BY sum(records) DESC, place, "table", field, category LIMIT $most
"""

_HOLDING_BITS = """
CREATE OR REPLACE TEMP TABLE holding_bits AS
SELECT holding, bit_or(coalesce(own.bit, category_bits.bit)) AS bits
FROM holding_members JOIN category_bits USING (category)
LEFT JOIN own_bits own USING (place, "table", field, category)
GROUP BY holding
"""

_MARKED = """
CREATE OR REPLACE TEMP TABLE marked AS SELECT subject, k, bits FROM held JOIN holding_bits USING (holding)
"""

# A picture that was not decoded may be a photo and counts as one, else the pixel budget would decide the verdict.
_PHOTOS = """
CREATE OR REPLACE TEMP TABLE photos AS
SELECT asset, record FROM judged_pictures WHERE coalesce(photo, 1) >= 0.5 GROUP BY asset, record
"""

# In two steps, for both tables may have millions of rows: those with findings, and photos of which nothing was found.
_MARKED_PHOTOS = """
CREATE OR REPLACE TEMP TABLE marked AS
SELECT subject, k, bits | (CASE WHEN photos.asset IS NULL THEN 0 ELSE {photo} END)::HUGEINT AS bits
FROM held JOIN holding_bits USING (holding) LEFT JOIN photos USING (asset, record)
"""
_BARE_PHOTOS = """
INSERT INTO marked
SELECT subject, NULL, {photo}::HUGEINT
FROM (FROM photos ANTI JOIN held USING (asset, record)) LEFT JOIN subjects USING (asset, record)
"""


def mark_records(db: duckdb.DuckDBPyConnection) -> Marks:
    """Create the table ``marked`` (subject, k, bits), one row per record with a finding or a picture.

    Needs ``held`` and ``holding_members`` of scoring, ``subjects``, and ``judged_pictures`` or else ``pictures``.
    """
    _ensure_pictures(db)
    rows = db.execute(_LARGEST, {"most": _OWN_BITS}).fetchall()
    own = [
        Mark(1 << (len(_CATEGORY_BITS) + n), Category(category), Place(place), table or None, field or None)
        for n, (place, table, field, category) in enumerate(rows)
    ]
    _register(db, own)
    db.execute(_HOLDING_BITS)
    db.execute(_PHOTOS)
    if db.execute("SELECT 1 FROM photos LIMIT 1").fetchall():
        for statement in (_MARKED_PHOTOS, _BARE_PHOTOS):
            db.execute(statement.format(photo=_CATEGORY_BITS[Category.IMAGE_PHOTO]))
    else:
        db.execute(_MARKED)
    db.execute("DROP TABLE photos")
    rest = [Mark(bit, category, Place.ANYWHERE) for category, bit in _CATEGORY_BITS.items()]
    return Marks((*own, *rest))


_MARKED_NEW = """
CREATE OR REPLACE TEMP TABLE marked AS
WITH found AS (
  SELECT asset, record, bit_or(CASE WHEN fresh THEN bit << {shift} ELSE bit END) AS bits
  FROM fresh_findings JOIN category_bits USING (category) GROUP BY asset, record
), crowds AS (
  SELECT asset, record, k FROM held WHERE k IS NOT NULL
)
SELECT subject, k, coalesce(bits, 0::HUGEINT)
       | (CASE WHEN p.asset IS NULL THEN 0 WHEN p.fresh THEN {new_photo} ELSE {photo} END)::HUGEINT AS bits
FROM found FULL JOIN fresh_pictures p USING (asset, record)
LEFT JOIN subjects USING (asset, record) LEFT JOIN crowds USING (asset, record)
"""


def mark_new_records(db: duckdb.DuckDBPyConnection) -> Marks:
    """Create the table ``marked`` with one bit for what is new of each category, and one for what is not.

    Needs ``fresh_findings`` (asset, record, category, fresh), ``fresh_pictures`` (asset, record,
    fresh), ``held`` and ``subjects``.
    """
    _register(db, [])
    shift = len(_CATEGORY_BITS)
    photo = _CATEGORY_BITS[Category.IMAGE_PHOTO]
    db.execute(_MARKED_NEW.format(shift=shift, photo=photo, new_photo=photo << shift))
    known = [Mark(bit, category, Place.ANYWHERE) for category, bit in _CATEGORY_BITS.items()]
    new = [Mark(bit << shift, category, Place.NEW) for category, bit in _CATEGORY_BITS.items()]
    return Marks((*known, *new), fresh=sum(mark.bit for mark in new))


def _ensure_pictures(db: duckdb.DuckDBPyConnection) -> None:
    """Judge all pictures where nobody chose among them."""
    db.execute("CREATE TEMP VIEW IF NOT EXISTS judged_pictures AS FROM pictures")


def _register(db: duckdb.DuckDBPyConnection, own: list[Mark]) -> None:
    """Tell the database the bits of the marks; numbers of more than 64 bits travel as text."""
    rows = [
        {"place": m.place.value, "table": m.table or "", "field": m.field or "", "category": m.category.value}
        | {"bit": str(m.bit)}
        for m in own
    ]
    names = ("place", "table", "field", "category", "bit")
    schema = pa.schema([(name, pa.string()) for name in names])
    db.register("own_in", pa.Table.from_pylist(rows, schema=schema))
    db.execute("CREATE OR REPLACE TEMP TABLE own_bits AS SELECT * REPLACE (bit::HUGEINT AS bit) FROM own_in")
    db.unregister("own_in")
    bits = [{"category": category.value, "bit": str(bit)} for category, bit in _CATEGORY_BITS.items()]
    db.register("bits_in", pa.Table.from_pylist(bits))
    db.execute("CREATE OR REPLACE TEMP TABLE category_bits AS SELECT category, bit::HUGEINT AS bit FROM bits_in")
    db.unregister("bits_in")
