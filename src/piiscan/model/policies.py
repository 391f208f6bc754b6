"""Policies: what may not leave the building as it is, and the verdicts they lead to."""

from dataclasses import dataclass
from enum import StrEnum

from piiscan.model.assets import Kind
from piiscan.model.categories import Category
from piiscan.model.transfer import TransferField


class Level(StrEnum):
    """How far a dataset may go by a policy; piiscan never says that one is in order."""

    BLOCK = "block"
    REVIEW = "review"
    NONE = "no rule broken"

    @property
    def severity(self) -> int:
        """Greater for what weighs more."""
        return {Level.NONE: 0, Level.REVIEW: 1, Level.BLOCK: 2}[self]


class FailOn(StrEnum):
    """The level of verdict from which a run counts as failed."""

    BLOCK = "block"
    REVIEW = "review"
    NEVER = "never"


class Within(StrEnum):
    """Where categories must meet."""

    RECORD = "one record"
    PERSON = "one person"
    """In one record, or in records and photos that are linked to one person."""


@dataclass(frozen=True, slots=True)
class Found:
    """Broken where records hold one category of each group, together."""

    groups: tuple[frozenset[Category], ...]
    within: Within = Within.RECORD
    at_least: int = 1
    """Records needed."""

    crowd_below: int | None = None
    """Count only records whose quasi-identifiers are shared by fewer persons than this."""

    nowhere: frozenset[Category] = frozenset()
    """Broken only where none of these is found anywhere in the dataset."""

    persons_at_least: int = 1
    """Persons needed; a record whose person is unknown counts as one."""

    persons_below: int | None = None
    """Broken only where there are fewer persons than this."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Broken where assets that could hold data could not be read."""

    at_least: int = 1
    """Assets."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Broken where the dataset holds assets of these kinds."""

    kinds: frozenset[Kind]
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Undeclared:
    """Broken where the sender's declaration is missing, or says nothing about one of these."""

    fields: frozenset[TransferField]


@dataclass(frozen=True, slots=True)
class Younger:
    """Broken where records give an age below this one, or a birth date that makes it so."""

    than: int
    """Years."""


Condition = Found | Unread | Assets | Undeclared | Younger


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule of a policy."""

    id: str
    level: Level
    when: Condition
    because: str
    """A sentence that a lawyer can agree or disagree with."""

    source: str
    """Where it comes from, such as ``GDPR Art. 9(1)``."""

    advice: str
    """What would change it, in general."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A named list of rules."""

    id: str
    title: str
    cannot_judge: tuple[str, ...]
    """What no scan of the data can tell, in sentences."""

    rules: tuple[PolicyRule, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do about a broken rule."""

    action: str
    """Such as ``drop the column race of people.csv``."""

    after: int
    """Records that would still break the rule after this step and those before it."""


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the dataset breaks, and by what."""

    rule: str
    level: Level
    because: str
    evidence: str
    """A sentence with counts and without values."""

    records: int
    """Records that break it; 0 where it is about assets."""

    advice: str
    source: str
    persons: int = 0
    """Persons behind the records; a record whose person is unknown counts as one."""

    steps: tuple[Step, ...] = ()
    """What would change it in this dataset, in an order in which each step does most."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a dataset."""

    policy: str
    level: Level
    incomplete: bool
    """Whether more was left unread than the user allowed."""

    broken: tuple[BrokenRule, ...]
    """Gravest first."""

    unread: int
    """Assets that could hold data and could not be read."""

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return f"{self.level}, incomplete" if self.incomplete else str(self.level)
