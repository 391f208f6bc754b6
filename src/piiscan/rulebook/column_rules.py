"""Turns the files of ``rules/column/`` into column rules."""

import re
from pathlib import Path
from typing import Any

from piiscan.model.categories import Category
from piiscan.model.columns import Subject
from piiscan.model.errors import RuleError
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.rules import ColumnExample, ColumnRule, LinkLevels, ValueTest
from piiscan.rulebook.words import Phrases, stretch_of
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed

_REQUIRED = ("id", "category", "title", "header", "examples")
_OPTIONAL = (
    "values",
    "others",
    "values_alone",
    "subject",
    "of_homes",
    "unknown",
    "speaks",
    "lonely",
    "yes_no",
    "link",
    "precision",
    "about",
)
_TEST_KINDS = ("words", "contains", "pattern", "range")


def load_column_rule(file: Path) -> ColumnRule:
    """Return the rule in a file. Raises RuleError where it is malformed."""
    with well_formed(file):
        return _checked_column_rule(file)


def _checked_column_rule(file: Path) -> ColumnRule:
    content = load_mapping(file)
    check_keys(file, content, _REQUIRED, _OPTIONAL)
    header, examples = content["header"], content["examples"]
    check_keys(file, header, (), ("words", "hints", "flags", "hinted_flags", "deny", "glued", "hints_alone"))
    check_keys(file, examples, ("match", "ignore"), ())
    subject = content.get("subject", "any")
    return ColumnRule(
        id=content["id"],
        category=category_in(file, content["category"]),
        title=content["title"],
        headers=_phrases(header.get("words")),
        hints=_phrases(header.get("hints")),
        flags=_phrases(header.get("flags")),
        hinted_flags=_phrases(header.get("hinted_flags")),
        deny=_phrases(header.get("deny")),
        hints_alone=bool(header.get("hints_alone", False)),
        glued=frozenset(map(str, header.get("glued", ()))),
        tests=tuple(value_test(file, content["id"], name, test) for name, test in content.get("values", {}).items()),
        others=float(content.get("others", 0)),
        values_alone=bool(content.get("values_alone", False)),
        subject=None if subject == "any" else Subject(subject),
        of_homes=bool(content.get("of_homes", False)),
        unknown=float(content.get("unknown", 0)),
        speaks=float(content.get("speaks", 0)),
        lonely=float(content.get("lonely", 0)),
        yes_no=float(content.get("yes_no", 0)),
        link=_link(file, content.get("link")),
        precision=float(content["precision"]) if "precision" in content else None,
        match=tuple(_example(file, example) for example in examples["match"]),
        ignore=tuple(_example(file, example) for example in examples["ignore"]),
    )


def category_in(file: Path, name: Any) -> Category:
    """Return the category of that name. Raises RuleError when the taxonomy has none."""
    try:
        return Category(name)
    except ValueError:
        raise RuleError(f"{file.name}: {name} is not a category of the taxonomy") from None


def compiled(file: Path, pattern: Any, flags: int = 0) -> re.Pattern[str]:
    """Return a compiled pattern. Raises RuleError where it is malformed."""
    try:
        return re.compile(pattern, flags)
    except (re.error, TypeError):
        raise RuleError(f"{file.name}: a pattern does not compile") from None


def checked_pattern(file: Path, pattern: Any, flags: int = 0) -> str:
    """Return a pattern. Raises RuleError where it is malformed; what piiscan brings along is compiled on first use."""
    if not isinstance(pattern, str) or not file.is_relative_to(shipped_rules()):
        return compiled(file, pattern, flags).pattern
    return pattern


def _phrases(names: list[Any] | None) -> Phrases:
    return Phrases(str(name) for name in names or ())


def value_test(file: Path, rule_id: str, name: str, test: dict[str, Any]) -> ValueTest:
    """Return a test of single values. Raises RuleError where it is malformed."""
    check_keys(file, test, ("weight", "says"), (*_TEST_KINDS, "whole"))
    if sum(kind in test for kind in _TEST_KINDS) != 1:
        raise RuleError(f"{file.name}: test {name} needs exactly one of {', '.join(_TEST_KINDS)}")
    low, high = test.get("range", (None, None))
    return ValueTest(
        name=f"{rule_id}/{name}",
        weight=float(test["weight"]),
        sentence=test["says"],
        words=frozenset(str(word).casefold() for word in test["words"]) if "words" in test else None,
        contains=_stretches(file, name, test["contains"]) if "contains" in test else None,
        pattern=checked_pattern(file, test["pattern"], re.IGNORECASE) if "pattern" in test else None,
        low=low,
        high=high,
        whole=test.get("whole"),
    )


def _stretches(file: Path, name: str, entries: list[Any]) -> tuple[tuple[str, ...], ...]:
    """Return the words in a row that each entry is made of. Raises RuleError where an entry holds no word."""
    stretches = tuple(stretch_of(str(entry)) for entry in entries)
    if not all(stretches):
        raise RuleError(f"{file.name}: an entry of test {name} holds no word")
    return stretches


def _link(file: Path, link: dict[str, Any] | None) -> LinkLevels | None:
    if link is None:
        return None
    check_keys(file, link, ("role",), ("bands", "prefixes"))
    return LinkLevels(link["role"], tuple(map(float, link.get("bands", ()))), tuple(link.get("prefixes", ())))


def _example(file: Path, example: dict[str, Any]) -> ColumnExample:
    check_keys(file, example, ("header",), ("values", "beside", "table", "language"))
    return ColumnExample(
        header=str(example["header"]),
        values=tuple(map(str, example.get("values", ()))),
        beside=_beside(example.get("beside", ())),
        table=str(example.get("table", "table")),
        language=str(example.get("language", "en")),
    )


def _beside(columns: list[Any] | dict[str, list[Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return headers with their values, from a list of headers or a mapping of headers to values."""
    if isinstance(columns, dict):
        return tuple((str(header), tuple(map(str, values))) for header, values in columns.items())
    return tuple((str(header), ()) for header in columns)
