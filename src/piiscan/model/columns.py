"""Columns: what is counted about one, the evidence weighed, and the verdict reached.

A ``ColumnSketch`` holds mergeable counts and no values. The same sketch is made of a sample when planning and of every
batch when running, so the judge decides in both cases by one kind of evidence, and a wrong sample is corrected by
judging again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

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
    """A person, a household, or an event that happened to one."""

    THING = "thing"
    """An animal, a plant, a product, a place, a match."""

    AGGREGATE = "aggregate"
    """Many persons at once: a count, a mean or a rate."""

    DWELLING = "dwelling"
    """A house or a flat: its age and price are nobody's, its address is a household's."""

    UNKNOWN = "unknown"


SKETCH_SIZE = 256
"""Distinct values that a sketch keeps the marks of. A share read from it is off by at most .06, 19 times in 20."""


@dataclass(frozen=True)
class ColumnSketch:
    """Mergeable counts about the values of one column, without the values.

    It keeps the distinct values with the smallest keyed hashes (k minimum values, Beyer et al. 2007): a uniform sample
    of the distinct values that depends neither on the order of the rows nor on how they were cut into parts. Of each
    it keeps the hash, how often it occurs, and the names of the tests that it passes.
    """

    name: str
    position: int
    """Place among the table's columns, from 0."""

    rows: int = 0
    nulls: int = 0
    """Null, blank, or a word that stands for nothing, such as ``NA``."""

    hashes: tuple[int, ...] = ()
    """Ascending."""

    weights: tuple[int, ...] = ()
    """How often each of them occurs."""

    passes: tuple[str, ...] = ()
    """The tests that each passes, joined by ``|``: ``rule-id/test``, or a general one such as ``type:integer``."""

    @property
    def is_exact(self) -> bool:
        """Whether every distinct value is in the sample."""
        return len(self.hashes) < SKETCH_SIZE

    @property
    def distinct(self) -> int:
        """Number of distinct values, estimated where there are more than the sketch keeps."""
        if self.is_exact:
            return len(self.hashes)
        return round((SKETCH_SIZE - 1) / (self.hashes[-1] / 2**64))

    @property
    def present(self) -> int:
        """Values that are not null."""
        return self.rows - self.nulls

    def share(self, *tests: str) -> float:
        """Return the share of values that pass any of these tests, 0 to 1.

        Of all occurrences where the sketch knows every distinct value, else of the distinct values.
        """
        if len(tests) == 1:
            return self.shares.get(tests[0], 0.0)
        wanted = set(tests)
        hit = sum(weight for passed, weight in self._groups.items() if not wanted.isdisjoint(passed))
        return hit / total if (total := sum(self._groups.values())) else 0.0

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """The share of values that pass each test, for the tests that any value passes."""
        counts: Counter[str] = Counter()
        for passed, weight in self._groups.items():
            for test in passed:
                counts[test] += weight
        total = sum(self._groups.values())
        return {test: count / total for test, count in counts.items()}

    @cached_property
    def _groups(self) -> dict[tuple[str, ...], int]:
        """Weight of the values that pass the same tests; no slots on this class, so that it is added up once."""
        groups: Counter[str] = Counter()
        for weight, passed in zip(self.weights, self.passes, strict=True):
            groups[passed] += weight if self.is_exact else 1
        return {tuple(passed.split("|")): weight for passed, weight in groups.items()}

    @cached_property
    def type(self) -> str:
        """The logical type, the same whatever the file format: the narrowest that 19 of 20 values have."""
        for name, tests in LOGICAL_TYPES.items():
            if self.share(*tests) >= _NEARLY_ALL:
                return name
        return "text" if self.hashes else "empty"


_NEARLY_ALL = 0.95

NUMBER_EDGES = (0, 1, 2, 3, 10, 18, 40, 65, 121, 1000, 1850, 2101, 10_000, 100_000, 1_000_000)
"""Lower ends of the ranges that numbers are told apart by: codes, ages, years, amounts."""

NUMBER_RANGES = ("number:<0", *(f"number:{edge}" for edge in NUMBER_EDGES))
"""General tests that numbers pass, one each: the range that a number lies in."""

LOGICAL_TYPES = {
    "boolean": ("type:boolean",),
    "integer": ("type:integer",),
    "number": ("type:integer", "type:number"),
    "date": ("type:date",),
    "datetime": ("type:date", "type:datetime"),
    "bytes": ("type:bytes",),
}
"""Logical types, narrowest first, by the general tests that their values pass."""


def merge_sketches(first: ColumnSketch, second: ColumnSketch) -> ColumnSketch:
    """Return the sketch of both parts together; the order of merging does not matter."""
    kept: dict[int, tuple[int, str]] = {}
    for sketch in (first, second):
        for value_hash, weight, passed in zip(sketch.hashes, sketch.weights, sketch.passes, strict=True):
            kept[value_hash] = (kept.get(value_hash, (0, ""))[0] + weight, passed)
    smallest = sorted(kept)[:SKETCH_SIZE]
    return ColumnSketch(
        name=first.name,
        position=min(first.position, second.position),
        rows=first.rows + second.rows,
        nulls=first.nulls + second.nulls,
        hashes=tuple(smallest),
        weights=tuple(kept[value_hash][0] for value_hash in smallest),
        passes=tuple(kept[value_hash][1] for value_hash in smallest),
    )


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
