"""Turns the files of ``rules/subject/`` and ``rules/header/`` into rules on words."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from piiscan.model.columns import Origin
from piiscan.model.errors import RuleError
from piiscan.rulebook.column_rules import value_test
from piiscan.rulebook.rules import HeaderRule, SubjectRule, ValueTest
from piiscan.rulebook.yaml_files import check_keys, load_mapping, rule_files, well_formed

NUMBERED = "numbered_things"

STRONG, WEAK = 1.5, 0.5
"""Log-odds of a word that hardly ever stands in tables of the other kind, and of one that leans to one kind."""

_SUBJECT_KEYS = (
    "person",
    "person_weak",
    "thing",
    "thing_weak",
    "creature",
    "aggregate",
    "tallies",
    "counts",
    "groups",
    "dwelling",
)
_HEADER_KEYS = ("plain", "prefixes", "suffixes", "relatives", "others", "origins", "flags", NUMBERED)


def load_subject_rule(folders: Iterable[Path]) -> SubjectRule:
    """Return the words that tell what rows are about, of all folders. Raises RuleError where a file is malformed."""
    words = _merged(folders, "subject", _SUBJECT_KEYS)
    return SubjectRule(
        person={**dict.fromkeys(words["person_weak"], WEAK), **dict.fromkeys(words["person"], STRONG)},
        thing={**dict.fromkeys(words["thing_weak"], WEAK), **dict.fromkeys(words["thing"], STRONG)},
        creature=frozenset(words["creature"]),
        aggregate=frozenset(words["aggregate"]),
        tallies=frozenset(words["tallies"]),
        counts=frozenset(words["counts"]),
        groups=frozenset(words["groups"]),
        dwelling=frozenset(words["dwelling"]),
    )


def load_numbered_things(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the words for things that are numbered, of all folders. Raises RuleError where a file is malformed."""
    return tuple(_merged(folders, "header", (NUMBERED,))[NUMBERED])


def load_header_rule(folders: Iterable[Path]) -> tuple[HeaderRule, tuple[ValueTest, ...]]:
    """Return the words beside header words and the tests for yes and no. Raises RuleError where a file is malformed."""
    folders = list(folders)
    words = _merged(folders, "header", tuple(key for key in _HEADER_KEYS if key not in {"origins", "flags"}))
    origins: dict[str, Origin] = {}
    tests: dict[str, ValueTest] = {}
    for file in rule_files(folders, "header"):
        content = load_mapping(file)
        with well_formed(file):
            for name, listed in content.get("origins", {}).items():
                origins |= dict.fromkeys(map(str, listed), _origin(file, name))
            for name, test in content.get("flags", {}).items():
                tests[name] = value_test(file, "flag", name, test)
    rule = HeaderRule(
        plain=frozenset(words["plain"]),
        prefixes=frozenset(words["prefixes"]),
        suffixes=frozenset(words["suffixes"]),
        relatives=tuple(sorted(words["relatives"], key=lambda word: (-len(word), word))),
        others=frozenset(words["others"]),
        origins=origins,
    )
    return rule, tuple(tests.values())


def _merged(folders: Iterable[Path], kind: str, keys: tuple[str, ...]) -> dict[str, list[str]]:
    words: defaultdict[str, list[str]] = defaultdict(list)
    for file in rule_files(folders, kind):
        content: dict[str, Any] = load_mapping(file)
        check_keys(file, content, (), (*_SUBJECT_KEYS, "about") if kind == "subject" else (*_HEADER_KEYS, "about"))
        with well_formed(file):
            for key in keys:
                words[key] += [str(word).casefold() for word in content.get(key, ())]
    return words


def _origin(file: Path, name: str) -> Origin:
    try:
        return Origin(name)
    except ValueError:
        raise RuleError(f"{file.name}: {name} is not an origin") from None
