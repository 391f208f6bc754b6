"""Candidates: stretches of text that look like an entity, with what stands around them."""

import re
from dataclasses import dataclass

from piiscan.rulebook.rules import ContextNeed, TextContext

BEFORE, AFTER = 64, 32
"""Code points around a candidate that may hold a word which says what it is; Presidio looks five words back."""


_NUMBER_BEFORE = re.compile(r"[0-9][.,]$|(?<!\w)[-+]?[.,]$")
_NUMBER_AFTER = re.compile(r"[.,][0-9]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that a rule's pattern fits."""

    text: str
    before: str
    """What stands before it, up to ``BEFORE`` code points."""

    after: str
    """What follows it, up to ``AFTER``."""

    context: TextContext
    header_explains: bool
    """Whether the column's header says that it holds such entities."""

    @property
    def explained(self) -> bool:
        """Whether the header or a word nearby says that this is such an entity."""
        return self.header_explains or self.context.speaks_in(self.before) or self.context.speaks_in(self.after)

    @property
    def has_context(self) -> bool:
        """Whether it is explained as far as its rule needs that."""
        match self.context.needed:
            case ContextNeed.ALWAYS:
                return self.explained
            case ContextNeed.PLAIN:
                return not self.plain or self.explained
            case ContextNeed.NEVER:
                return True

    @property
    def part_of_number(self) -> bool:
        """Whether it is the decimals of a number, or has decimals itself."""
        return self.text.isdigit() and bool(_NUMBER_BEFORE.search(self.before) or _NUMBER_AFTER.match(self.after))

    @property
    def whole(self) -> bool:
        """Whether it is all that the cell holds, blanks aside."""
        return not self.before.strip() and not self.after.strip()

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return "".join(c for c in self.text if c in "0123456789")

    @property
    def plain(self) -> bool:
        """Whether it is written without separators, as any number may be."""
        return self.text.isalnum()
