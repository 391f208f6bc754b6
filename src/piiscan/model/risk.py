"""Weights that order records by risk."""

from collections.abc import Mapping
from dataclasses import dataclass

from piiscan.model.categories import Category


@dataclass(frozen=True, slots=True)
class CategoryWeight:
    """What one category adds to the risk of a record."""

    identifies: float
    """Chance, 0 to 1, that it alone leads to the person; 1 for what identifies directly, whatever the crowd."""

    harm: float
    """How much harm its disclosure can do, 0 to 1."""

    why: str
    """One line for the reader."""


@dataclass(frozen=True, slots=True)
class CombinationRule:
    """Things about one person that are graver together."""

    title: str
    groups: tuple[frozenset[Category], ...]
    """One category of each is needed."""


@dataclass(frozen=True, slots=True)
class RiskWeights:
    """All weights, as ``rules/risk.yaml`` gives them."""

    each_further: float
    """Share of the remaining harm that each further harmful category in the same record adds."""

    moderate: float
    high: float
    very_high: float
    """Risks, 0 to 100, at which these levels begin."""

    categories: Mapping[Category, CategoryWeight]
    """A weight for every category."""

    special: frozenset[Category] = frozenset()
    """Categories that are taken as sensitive, and not as identifying, where l-diversity is measured."""

    combinations: tuple[CombinationRule, ...] = ()
