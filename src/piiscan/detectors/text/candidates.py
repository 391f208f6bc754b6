"""Candidates: stretches of text that look like an entity, with what stands around them."""

import re
from dataclasses import dataclass

from piiscan.rulebook.rules import ContextNeed, TextContext

BEFORE, AFTER = 64, 32
"""Code points around a candidate that may hold a word which says what it is; Presidio looks five words back."""


FEW_WORDS = 3
"""Words beside a candidate in a cell that is a name, a title or a number, and no sentence."""

_NUMBER_BEFORE = re.compile(r"[0-9][.,]$|(?<!\w)[-+]?[.,]$")
_NUMBER_AFTER = re.compile(r"[.,][0-9]")
_GROUPS = re.compile(r"[0-9]{4}(?:[ -][0-9]{4})+")
_GROUP_BEFORE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{4}[\s-]{1,2}$")
_GROUP_AFTER = re.compile(r"[\s-]{1,2}[0-9A-Fa-f]{4}(?![0-9A-Za-z])")


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

    header_denies: bool = False
    """Whether the header says that the column holds other numbers."""

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
    def denied(self) -> bool:
        """Whether the header of a short cell, or the word right before, says that it is another thing.

        Not where something explains it. A long cell under such a header is a note, and may hold anything.
        """
        beside = len(self.before.split()) + len(self.after.split())
        if self.context.denies_after(self.before):
            return not (self.header_explains or self.context.speaks_clearly_in(f"{self.before} {self.after}"))
        return self.header_denies and beside <= FEW_WORDS and not self.explained

    @property
    def part_of_list(self) -> bool:
        """Whether it is groups of four digits out of a longer row of such groups, as tables of codes have them."""
        if not _GROUPS.fullmatch(self.text):
            return False
        return bool(_GROUP_BEFORE.search(self.before) or _GROUP_AFTER.match(self.after))

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
