"""Says what was found in sentences with counts and without values."""

from collections.abc import Iterable

import duckdb

from piiscan.model.categories import Category
from piiscan.model.policies import Found, Within
from piiscan.model.transfer import Declaration, TransferField
from piiscan.policy.marks import Marks
from piiscan.policy.tallies import Tally, tally_each

_NAMED_AT_MOST = 5


def found_sentence(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, hit: Tally, persons: int) -> str:
    """Return what meets a condition."""
    text = f"{counted(hit.records, 'record')} with "
    text += " together with ".join(
        listed(_commonest(db, condition, marks, sorted(group))) for group in condition.groups
    )
    if condition.within is Within.PERSON and hit.linked:
        text += f"; {hit.linked:,} of them linked to {counted(hit.persons, 'person')}"
    if condition.persons_at_least > 1 or condition.persons_below is not None:
        text += f", of {counted(persons, 'person')} counting each unknown one"
    if condition.crowd_below is not None:
        text += f", shared by fewer than {condition.crowd_below} persons"
    return text


def undeclared_sentence(missing: Iterable[TransferField], declaration: Declaration | None) -> str:
    """Return what the sender did not say."""
    if declaration is None:
        return "no declaration was given (--declare)"
    return "the declaration does not say: " + ", ".join(name.replace("_", " ") for name in missing)


def listed(words: list[str]) -> str:
    """Join words as a sentence does."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, thing: str) -> str:
    """Return a number and a thing, in the plural where it is not one."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _commonest(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, group: list[Category]) -> list[str]:
    """Return the words for those categories of a group that occur, commonest first, cut after a few."""
    bits = {category: bits for category in group if (bits := marks.of([category])) & marks.held}
    counts = zip(bits, tally_each(db, condition, marks, list(bits.values())), strict=True)
    held = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
    words = [category.partition(".")[2].replace("_", " ") for category, _ in held]
    more = len(words) - _NAMED_AT_MOST
    return [*words[:_NAMED_AT_MOST], f"{more} more"] if more > 0 else words
