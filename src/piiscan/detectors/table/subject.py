"""What a row of a table is about: a person, or a thing whose sex and age are nobody's."""

from collections.abc import Iterable

from piiscan.model.columns import Subject
from piiscan.rulebook.rules import SubjectRule
from piiscan.rulebook.words import words_of


def subject_of(table: str, headers: Iterable[str], rule: SubjectRule) -> tuple[Subject, str]:
    """Return what rows are about and the sentence that says why, from the words in headers and in the table's name."""
    words = {word for name in (*headers, table) for word in _with_singular(words_of(name))}
    person, thing = len(words & rule.person), len(words & rule.thing)
    if thing > person:
        return Subject.THING, f"{thing} words in headers and names speak of things or animals, {person} of persons"
    if person > thing:
        return Subject.PERSON, f"{person} words in headers and names speak of persons, {thing} of things"
    return Subject.UNKNOWN, ""


def _with_singular(words: tuple[str, ...]) -> set[str]:
    return {*words, *(word.removesuffix("s") for word in words)}
