"""Provenance: what in a dataset speaks for or against a right to share it."""

from dataclasses import dataclass
from enum import StrEnum


class Says(StrEnum):
    """Which way a sign points; none of them settles anything."""

    AGAINST = "against"
    UNCLEAR = "to be checked"
    FOR = "for"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing seen, in a sentence with counts and without values."""

    says: Says
    sentence: str
