"""Makes the sketches and verdicts of small invented tables."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from piiscan.detectors.table.judge import Judged, judge_table, weigh_table
from piiscan.examples import sketch_values
from piiscan.model.columns import ColumnSketch, Verdict
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.rules import Rulebook

Columns = Mapping[str, Sequence[object]]


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return load_rulebook((str(shipped_rules()),))


def sketches(columns: Columns) -> list[ColumnSketch]:
    """Return the sketches of columns, by header."""
    return [sketch_values(name, at, map(str, values), rulebook()) for at, (name, values) in enumerate(columns.items())]


def judged(columns: Columns, name: str = "table") -> dict[str, Verdict]:
    """Return the verdicts on a table by column."""
    return {verdict.field: verdict for verdict in judge_table(name, sketches(columns), rulebook())}


def categories(columns: Columns, name: str = "table") -> dict[str, str]:
    """Return the categories of the columns that were flagged."""
    return {field: str(verdict.category) for field, verdict in judged(columns, name).items()}


def weighed(columns: Columns, name: str = "table") -> list[Judged]:
    """Return all evidence about a table."""
    return weigh_table(name, sketches(columns), rulebook())
