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


def title_rows(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows of titles and notes stand above a table: one cell each, without another delimiter in it.

    Args:
        rows: the first rows.
        width: how many cells most rows have; a narrow table's header could not be told from a title.
    """
    if width < _NARROWEST_WITH_TITLE:
        return 0
    for at, row in enumerate(rows[: _MOST_TITLES + 1]):
        filled = [cell for cell in row if cell.strip()]
        if len(row) >= width - 1 and len(filled) > width / 2:
            return at
        if len(filled) > 1 or any(mark in cell for cell in filled for mark in ";\t|"):
            return 0
    return 0


_NARROWEST_WITH_TITLE = 3
_MOST_TITLES = 10


def two_row_names(first: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Return the names that two header rows make together; None where there is one header row at most.

    The upper row names groups, once over the first column of each; the lower names every column, and numbers follow.
    """
    blank = [at for at, cell in enumerate(first) if at and not cell.strip()]
    if len(below) < _ENOUGH_BELOW or len(blank) < max(2, len(first) / 4):
        return None
    second, records = below[0], below[1:]
    if len(second) != len(first) or any(_kind(second[at]) != "text" for at in blank):
        return None
    if any(_kind(cell) not in {"text", "empty"} for cell in (*first, *second)):
        return None
    numeric = [at for at in blank if _mostly_numbers([row[at] for row in records if at < len(row)])]
    return _joined(first, second) if len(numeric) >= len(blank) / 2 else None


_ENOUGH_BELOW = 3


def _mostly_numbers(column: Sequence[str]) -> bool:
    filled = [value for value in column if value.strip()]
    return sum(_kind(value) == "number" for value in filled) > len(filled) / 2


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    names, group = [], ""
    for upper, lower in zip(first, second, strict=True):
        group = upper.strip() or group
        names.append(f"{group} {lower.strip()}".strip())
    return tuple(names)


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
