"""Steps: what would mend a broken rule in this dataset, and how many records would still break it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb

from piiscan.model.categories import Category
from piiscan.model.findings import Place
from piiscan.model.policies import Found, Step, Within
from piiscan.policy.marks import Mark, Marks
from piiscan.policy.tallies import tally, tally_each, tally_without

MOST_STEPS = 12
UNTIE = (
    "or instead, without the steps above: cut what ties rows and photos of one person (ids, references to photos and "
    "names of files, new and random in each table and folder)"
)
_PICTURES = frozenset({Category.IMAGE_PHOTO, Category.BIOMETRIC_FACE, Category.IMAGE_THUMBNAIL})
_COST_OF_PICTURES = 3
"""Leaving out the photos themselves often defeats the purpose: two or three columns are dropped before that."""


@dataclass(frozen=True, slots=True)
class _Action:
    """Something that clears bits."""

    words: str
    """``{n}`` stands for a number of records."""

    bits: int
    cost: int = 1


def steps_for(
    db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, titles: Mapping[Category, str]
) -> tuple[Step, ...]:
    """Return the steps that mend a broken rule: for the group of categories that takes least, what does most first.

    None where a rule asks for something to be there, or where it would take so many that it is no advice.
    """
    if condition.nowhere:
        return ()
    asked = frozenset().union(*condition.groups)
    held = [mark for mark in marks.all if mark.category in asked and mark.bit & marks.held]
    counts = tally_each(db, condition, marks, [mark.bit for mark in held])
    present = [mark for mark, records in zip(held, counts, strict=True) if records]
    plans = [_actions(present, group, titles) for group in condition.groups]
    plan = min(filter(None, plans), key=lambda actions: sum(action.cost for action in actions), default=[])
    steps = _in_order(db, condition, marks, plan) if len(plan) <= MOST_STEPS else ()
    return (*steps, *_untied(db, condition, marks))


def _untied(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks) -> Iterator[Step]:
    """Yield the other way, where categories meet only because records and photos are tied to one person."""
    if condition.within is not Within.PERSON:
        return
    together = tally(db, condition, marks).records
    alone = tally(db, replace(condition, within=Within.RECORD), marks).records
    if alone < together:
        yield Step(UNTIE, alone)


def _actions(present: Iterable[Mark], group: frozenset[Category], titles: Mapping[Category, str]) -> list[_Action]:
    """Return what clears all marks of a group; columns of one table that hold one category go together."""
    together: defaultdict[tuple[object, ...], list[Mark]] = defaultdict(list)
    for mark in present:
        if mark.category in _PICTURES:
            together["pictures",].append(mark)
        elif mark.category in group:
            field = mark.field if mark.place is Place.TEXT else None
            together[mark.place, mark.table, field, mark.category].append(mark)
    return [_action(marks, titles) for marks in together.values() if marks[0].category in group]


def _action(marks: list[Mark], titles: Mapping[Category, str]) -> _Action:
    bits = 0
    for mark in marks:
        bits |= mark.bit
    return _Action(_words(marks, titles), bits, _COST_OF_PICTURES if marks[0].category in _PICTURES else 1)


def _words(marks: list[Mark], titles: Mapping[Category, str]) -> str:
    """Return what to do about marks of one kind."""
    mark = marks[0]
    what, table = titles[mark.category].lower(), _escaped(mark.table)
    names = " and ".join(sorted(_escaped(each.field) for each in marks))
    match mark.place:
        case _ if mark.category in _PICTURES:
            words = "leave out {n} photos and faces, or cut what ties them to the rest"
        case _ if mark.category is Category.DERIVED_MODEL:
            words = "leave out {n} model files"
        case Place.COLUMN:
            words = f"drop the column{'s' if len(marks) > 1 else ''} {names} of {table} ({{n}} records)"
        case Place.TEXT:
            words = f"blank {what} in the text of {names} in {table} ({{n}} records)"
        case Place.METADATA:
            words = f"strip {what} from the metadata of {{n}} pictures"
        case Place.NAME:
            words = f"rename {{n}} files whose names or folders tell {what}"
        case _:
            words = f"remove {what} from {{n}} records"
    return words


def _escaped(name: str | None) -> str:
    """Return a name from the dataset in which braces are only braces."""
    return (name or "").replace("{", "{{").replace("}", "}}")


def _in_order(
    db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, actions: list[_Action]
) -> tuple[Step, ...]:
    alone = tally_without(db, condition, marks, [action.bits for action in actions])
    ordered = [action for _, action in sorted(zip(alone, actions, strict=True), key=lambda pair: pair[0])]
    touched = tally_each(db, condition, marks, [action.bits for action in ordered])
    gone, so_far = [], 0
    for action in ordered:
        so_far |= action.bits
        gone.append(so_far)
    after = tally_without(db, condition, marks, gone)
    steps = [
        Step(action.words.format(n=f"{records:,}"), left)
        for action, records, left in zip(ordered, touched, after, strict=True)
    ]
    return tuple(steps)
