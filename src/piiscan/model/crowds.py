"""Crowds: how many people share all their indirect identifiers, table by table."""

from dataclasses import dataclass

from piiscan.model.categories import Category


@dataclass(frozen=True, slots=True)
class Crowds:
    """The crowds of one table."""

    table: str
    records: int
    """Records that have indirect identifiers."""

    smallest: int
    """The table's k: the smallest number of persons, or of records where persons are unknown, that are alike."""

    unique: int
    """Records that are alone with their indirect identifiers."""

    below_5: int
    """Records in crowds of fewer than five."""

    diversity: tuple[tuple[Category, int], ...]
    """The table's l for each special category: the fewest different values in a crowd over the other identifiers."""


@dataclass(frozen=True, slots=True)
class Combination:
    """How many people stand with several things about them at once."""

    title: str
    persons: int
    """Different persons whose records and photos together have one category of each group."""

    records: int
    """Records without a known person that have them in themselves."""
