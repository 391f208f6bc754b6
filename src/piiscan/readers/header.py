"""Decides whether the first row of a table names its columns or is a record already.

A record that is taken for a header would stand, in full, in every report; so a cell that can only be a value, such as
an e-mail address, decides alone.
"""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?[\d.,' ]*\d[%]?(?:[eE][-+]?\d+)?\Z")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T].*)?\Z", re.DOTALL)
_CERTAIN_VALUE = re.compile(r"\S+@\S+\.\w+|https?://\S+|\+\d[\d ()./-]{6,}\d|(?:\d{1,3}\.){3}\d{1,3}\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def has_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns of the rows below it; in doubt it does."""
    kinds = [_kind(cell) for cell in first]
    if "certain" in kinds or "date" in kinds:
        return False
    if _is_counted(first):
        return True
    columns = [[row[at] for row in below if at < len(row)] for at in range(len(first))]
    scores = [_score(cell, kind, column) for cell, kind, column in zip(first, kinds, columns, strict=True)]
    # A table written with its row numbers in front has no name for them.
    unnamed = 1.0 if kinds[0] == "empty" and len(first) > 1 else 0.0
    repeated = -1.0 if len(set(first)) <= len(first) / 2 else 0.0
    return sum(scores) + unnamed + repeated >= 0


def _is_counted(first: Sequence[str]) -> bool:
    """Whether cells are 0, 1, 2 …: what programs write as the names of columns that have none."""
    return len(first) > 2 and list(first) == [str(at) for at in range(len(first))]  # noqa: PLR2004


def _score(cell: str, kind: str, column: Sequence[str]) -> float:
    """Return what one column says: above 0 for a header, below 0 for a record."""
    filled = [value for value in column if value.strip()]
    if kind == "empty":
        return -0.5
    if kind == "number":
        # Years are names of columns in tables that are wide over time.
        return 0.0 if _YEAR.match(cell.strip()) else -1.0
    if not filled:
        return 0.0
    if cell in filled:
        return -1.0
    of_values = sum(_kind(value) in {"number", "date", "certain"} for value in filled)
    return 1.0 if of_values > len(filled) / 2 else 0.0


def _kind(cell: str) -> str:
    cell = cell.strip()
    if not cell:
        return "empty"
    if _CERTAIN_VALUE.match(cell):
        return "certain"
    if _DATE.match(cell):
        return "date"
    return "number" if _NUMBER.match(cell) else "text"
