"""Ages: how many records tell an age below a limit, by trying all young ages against the tokens.

The report holds no ages, only keyed tokens of them. Whoever has the key can make the token of each age or birth date
that would be too young, and count.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.model.keyed_hash import hash_column

_DATE_STYLES = ("%Y-%m-%d", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
_ONE_NUMBER = "%Y%m%d"

_YOUNG = """
SELECT count(*) FROM (
  SELECT DISTINCT asset, record FROM links
  JOIN (SELECT DISTINCT asset, field, category FROM {columns}) USING (asset, field)
  JOIN young_tokens USING (category, token)
  WHERE role = 'quasi' AND level = 'exact'
)
"""


def count_younger(
    db: duckdb.DuckDBPyConnection,
    age: int,
    today: date,
    key_for: Callable[[str], bytes],
    columns: str = "token_columns",
) -> int:
    """Return the number of records with an age below ``age`` or a birth date that makes it so.

    Needs ``links`` and ``token_columns``. Ages in bands and dates written otherwise than in numbers are not told.

    Args:
        db: the report's database.
        age: years.
        today: the day that birth dates are counted from.
        key_for: gives the 16-byte key for one purpose.
        columns: the table of the columns to look at, with what ``token_columns`` holds.
    """
    told = {category for (category,) in db.execute(f"SELECT DISTINCT category FROM {columns}").fetchall()}  # noqa: S608 - ours
    values: dict[str, Callable[[], Iterator[str]]] = {
        "demographic.age": lambda: map(str, range(age)),
        "demographic.birth_date": lambda: _birth_dates(age, today),
    }
    # There are fifty thousand ways to write the birth date of a minor: not tried where no column holds birth dates.
    tables = [_tokens(category, young(), key_for) for category, young in values.items() if category in told]
    if not tables:
        return 0
    db.register("young_in", pa.concat_tables(tables))
    db.execute("CREATE OR REPLACE TEMP TABLE young_tokens AS SELECT DISTINCT category, token FROM young_in")
    db.unregister("young_in")
    [[records]] = db.execute(_YOUNG.format(columns=columns)).fetchall()
    return int(records)


def _birth_dates(age: int, today: date) -> Iterator[str]:
    """Return all birth dates, in several styles, of people who are younger today; and the years that are."""
    leap_day = (today.month, today.day) == (2, 29)
    first = date(today.year - age, 3, 1) if leap_day else today.replace(year=today.year - age) + timedelta(days=1)
    for days in range((today - first).days + 1):
        day = first + timedelta(days=days)
        for style in (*_DATE_STYLES, _ONE_NUMBER):
            yield day.strftime(style)
    yield from map(str, range(first.year + 1, today.year + 1))


def _tokens(category: str, values: Iterator[str], key_for: Callable[[str], bytes]) -> pa.Table:
    hashes = hash_column(pa.array(list(values), pa.string()), key_for(f"quasi/{category}"))
    column = pa.Array.from_buffers(pa.binary(8), len(hashes), [None, pa.py_buffer(np.ascontiguousarray(hashes))])
    return pa.table({"category": pa.array([category] * len(hashes)), "token": column.cast(pa.binary())})
