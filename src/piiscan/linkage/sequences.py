"""Sequences: columns of ids that merely count 1, 2, 3 …, of which any two have the same values without any meaning.

Whether two of them speak of the same people is told by their names, and by nothing else.
"""

import re
from collections.abc import Callable

import duckdb
import pyarrow as pa

from piiscan.linkage.tokens import hash_texts

KeyFor = Callable[[str], bytes]

FIRST = 50
"""Numbers from 0 or 1 on that are looked for."""

_MOSTLY = 0.9

_COUNTED = """
SELECT number, count(*) AS found, any_value(size) AS size
FROM person_values JOIN first_tokens USING (token)
JOIN (SELECT number, count(*) AS size FROM person_values GROUP BY number) USING (number)
WHERE whole GROUP BY number
"""

_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# fmt: off - one word a line would fill the page
_SAYS_NOTHING = frozenset(
    {
        "all",
        "by",
        "code",
        "data",
        "fk",
        "guid",
        "id",
        "ids",
        "idx",
        "index",
        "key",
        "no",
        "nr",
        "num",
        "number",
        "of",
        "pk",
        "ref",
        "row",
        "the",
        "uuid",
    }
)
_ANYBODY = frozenset(
    {
        "account",
        "author",
        "client",
        "creator",
        "follower",
        "friend",
        "from",
        "liked",
        "liker",
        "match",
        "member",
        "owner",
        "people",
        "person",
        "profile",
        "receiver",
        "recipient",
        "sender",
        "to",
        "uid",
        "user",
        "usr",
        "viewer",
        "visitor",
    }
)
# fmt: on
"""Words for whoever uses a service: two of them speak of the same people."""


def find_sequences(db: duckdb.DuckDBPyConnection, key_for: KeyFor | None) -> frozenset[int]:
    """Return the columns of whole numbers that count from 0 or 1, by number; all whole ones without a key.

    Needs ``person_values`` (number, whole, token).
    """
    if key_for is None:
        rows = db.execute("SELECT DISTINCT number FROM person_values WHERE whole").fetchall()
        return frozenset(number for (number,) in rows)
    first = pa.table({"token": hash_texts([str(n) for n in range(FIRST + 1)], key_for("person"))})
    db.register("first_in", first)
    db.execute("CREATE OR REPLACE TEMP TABLE first_tokens AS FROM first_in")
    db.unregister("first_in")
    counted = db.execute(_COUNTED).fetchall()
    return frozenset(number for number, found, size in counted if found >= _MOSTLY * min(size, FIRST))


def speak_of_the_same(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Return whether two columns, each given as table and field, have names for the same people.

    A column that is only called ``id`` is named by its table.
    """
    one, other = _words(*first), _words(*second)
    return not one.isdisjoint(other) or not (one.isdisjoint(_ANYBODY) or other.isdisjoint(_ANYBODY))


def _words(table: str, field: str) -> frozenset[str]:
    return _told(field.rpartition("/")[2]) or _told(_name_of_table(table)) or frozenset({"id"})


def _name_of_table(table: str) -> str:
    """Return the file's name without its ending, or its folder's where parts are only numbered."""
    folder, _, name = table.rpartition("/")
    stem = name.partition(".")[0]
    return stem if _told(stem) else folder.rpartition("/")[2]


def _told(name: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(_CAMEL.sub(" ", name)))
    # A plain plural: users and user are one word. "ss" is none: address, boss.
    told = (word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words)  # noqa: PLR2004 - letters
    joined = (word.removesuffix("id") if word.removesuffix("id") in _ANYBODY else word for word in told)
    return frozenset(word for word in joined if word not in _SAYS_NOTHING)
