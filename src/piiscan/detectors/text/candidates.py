"""Candidates: stretches of text that look like an entity, with what stands around them."""

from dataclasses import dataclass

BEFORE, AFTER = 64, 32
"""Code points around a candidate that may hold a word which says what it is; Presidio looks five words back."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that a rule's pattern fits."""

    text: str
    before: str
    """What stands before it, up to ``BEFORE`` code points."""

    after: str
    explained: bool
    """Whether the header or a word nearby says that this is such an entity."""

    whole: bool
    """Whether it is all that the cell holds, blanks aside."""

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return "".join(c for c in self.text if c in "0123456789")

    @property
    def plain(self) -> bool:
        """Whether it is written without separators, as any number may be."""
        return self.text.isalnum()
