"""Columns: what is counted about one, the evidence weighed, and the verdict reached.

A ``ColumnSketch`` holds mergeable counts and no values. The same sketch is made of a sample when planning and of every
batch when running, so the judge decides in both cases by one kind of evidence, and a wrong sample is corrected by
judging again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from piiscan.model.categories import Category


class Origin(StrEnum):
    """Who says so."""

    DECLARED = "declared"
    ANNOTATED = "annotated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Subject(StrEnum):
    """What a row of a table is about."""

    PERSON = "person"
    THING = "thing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ColumnSketch:
    """Mergeable counts about the values of one column; two sketches of parts add up to that of the whole."""

    name: str
    position: int
    """Place among the table's columns, from 0."""

    type: str
    """Logical type: integer, number, boolean, date, datetime, text, bytes or other; same whatever the file format."""

    rows: int = 0
    nulls: int = 0
    """Null, blank, or a word that stands for nothing, such as ``NA``."""

    tested: int = 0
    """Values that the tests below were run on: all of them for columns of few distinct values, else a spread sample."""

    counts: Mapping[str, int] = field(default_factory=dict)
    """Test name to number of tested values that pass; tests are ``rule-id/test`` or one of the general ones."""

    smallest_hashes: tuple[int, ...] = ()
    """The smallest keyed hashes of its values (k minimum values), from which ``distinct`` is estimated."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence for or against a category: a weight in log-odds, and a sentence without values."""

    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """What one detector has to say about one column."""

    detector: str
    """Identifier such as ``column.age``."""

    category: Category
    reasons: tuple[Reason, ...]
    origin: Origin = Origin.UNKNOWN
    precision: float | None = None
    """Metres for positions, years for ages and dates."""

    @property
    def weight(self) -> float:
        """The sum of its reasons, in log-odds."""
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a column was judged to hold, and why."""

    table: str
    field: str
    category: Category
    detector: str
    confidence: float
    origin: Origin
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    """Other categories that were weighed, with their confidence, such as ``demographic.sex 0.31``."""

    precision: float | None = None


@dataclass(frozen=True, slots=True)
class TableProfile:
    """All that is known of a table when its columns are judged."""

    name: str
    """The group's name: its folder and, for a single file, its file name."""

    columns: tuple[ColumnSketch, ...]
    subject: Subject = Subject.UNKNOWN
    subject_reason: str = ""
