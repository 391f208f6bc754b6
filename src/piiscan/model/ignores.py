"""Findings that somebody decided to leave out of the judgement, and why."""

from dataclasses import dataclass
from datetime import date

from piiscan.model.categories import Category


@dataclass(frozen=True, slots=True)
class Ignore:
    """One entry of an ignore list; a finding must meet all of path, field and category that are given."""

    path: str | None
    """A glob over the asset's whole name: ``*`` stays in one folder, ``**`` does not."""

    field: str | None
    category: Category | None
    reason: str
    author: str
    expires: date
    """The last day on which it holds."""

    @property
    def text(self) -> str:
        """What it leaves out, in words."""
        parts = [("path", self.path), ("field", self.field), ("category", self.category)]
        return ", ".join(f"{name} {value}" for name, value in parts if value is not None)


@dataclass(frozen=True, slots=True)
class Ignored:
    """What an entry left out of the judgement."""

    entry: Ignore
    expired: bool
    """Then it left out nothing."""

    findings: int
    records: int
