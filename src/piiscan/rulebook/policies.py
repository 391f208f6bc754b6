"""Loads policies: readable YAML in, checked rules out."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from piiscan.model.assets import Kind
from piiscan.model.categories import Category
from piiscan.model.errors import RuleError
from piiscan.model.policies import (
    Assets,
    Condition,
    Found,
    Level,
    Policy,
    PolicyRule,
    Undeclared,
    Unread,
    Within,
    Younger,
)
from piiscan.model.transfer import TransferField
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed

_FOUND_KEYS = ("and_any_of", "within", "at_least", "crowd_below", "nowhere", "persons_at_least", "persons_below")
Groups = Mapping[str, frozenset[Category]]
Choice = TypeVar("Choice", bound=StrEnum)


def find_policy(name_or_file: str, directories: Iterable[Path] = ()) -> Policy:
    """Load a policy by the path of its file, or by its name in these folders of rules or the shipped one.

    Raises:
        RuleError: there is none of that name, or it is malformed.
    """
    if name_or_file.endswith((".yaml", ".yml")):
        return load_policy(Path(name_or_file))
    folders = [*directories, shipped_rules()]
    known = {file.stem: file for folder in reversed(folders) for file in sorted((folder / "policy").glob("*.yaml"))}
    if name_or_file not in known:
        names = ", ".join(sorted(known))
        raise RuleError(f"there is no policy named {name_or_file}: use one of {names}, or the path of a .yaml file")
    return load_policy(known[name_or_file])


def load_policy(file: Path) -> Policy:
    """Load and check one policy.

    Raises:
        RuleError: the file is malformed, or names a category, group or key that does not exist.
    """
    with well_formed(file):
        return _checked_policy(file)


def _checked_policy(file: Path) -> Policy:
    content = load_mapping(file)
    check_keys(file, content, ("id", "title", "cannot_judge", "rules"), ("groups",))
    groups: dict[str, frozenset[Category]] = {}
    for name, members in _mapping(file, content.get("groups", {})).items():
        groups[name] = _categories(file, members, groups)
    rules = tuple(_rule(file, rule, groups) for rule in _list(file, content["rules"]))
    if twins := {rule.id for rule in rules if [r.id for r in rules].count(rule.id) > 1}:
        raise RuleError(f"{file.name}: two rules share an identifier: {', '.join(sorted(twins))}")
    return Policy(
        id=_sentence(file, content, "id"),
        title=_sentence(file, content, "title"),
        cannot_judge=tuple(str(sentence) for sentence in _list(file, content["cannot_judge"])),
        rules=rules,
    )


def _rule(file: Path, content: Any, groups: Groups) -> PolicyRule:
    rule = _mapping(file, content)
    check_keys(file, rule, ("id", "level", "when", "because", "source", "advice"), ())
    level = _choice(file, Level, rule["level"])
    if level is Level.NONE:
        raise RuleError(f"{file.name}: level of a rule is block or review")
    return PolicyRule(
        id=_sentence(file, rule, "id"),
        level=level,
        when=_condition(file, _mapping(file, rule["when"]), groups),
        because=_sentence(file, rule, "because"),
        source=_sentence(file, rule, "source"),
        advice=_sentence(file, rule, "advice"),
    )


def _condition(file: Path, when: Mapping[str, Any], groups: Groups) -> Condition:
    if "unread_at_least" in when:
        check_keys(file, when, ("unread_at_least",), ())
        return Unread(_count(file, when, "unread_at_least"))
    if "assets_of_kind" in when:
        check_keys(file, when, ("assets_of_kind",), ("at_least",))
        kinds = frozenset(_choice(file, Kind, name) for name in _list(file, when["assets_of_kind"]))
        return Assets(kinds, _count(file, when, "at_least"))
    if "undeclared" in when:
        check_keys(file, when, ("undeclared",), ())
        return Undeclared(frozenset(_choice(file, TransferField, name) for name in _list(file, when["undeclared"])))
    if "younger_than" in when:
        check_keys(file, when, ("younger_than",), ())
        return Younger(_count(file, when, "younger_than"))
    check_keys(file, when, ("any_of",), _FOUND_KEYS)
    return Found(
        groups=tuple(_categories(file, when[key], groups) for key in ("any_of", "and_any_of") if key in when),
        within=_choice(file, Within, when.get("within", Within.RECORD.value)),
        at_least=_count(file, when, "at_least"),
        crowd_below=_count(file, when, "crowd_below") if "crowd_below" in when else None,
        nowhere=_categories(file, when["nowhere"], groups) if "nowhere" in when else frozenset(),
        persons_at_least=_count(file, when, "persons_at_least"),
        persons_below=_count(file, when, "persons_below") if "persons_below" in when else None,
    )


def _categories(file: Path, names: Any, groups: Groups) -> frozenset[Category]:
    """Return the categories that a list names, one by one or by the name of a group."""
    found: set[Category] = set()
    for name in _list(file, names):
        found |= groups[name] if name in groups else {_choice(file, Category, name)}
    return frozenset(found)


def _choice(file: Path, choices: type[Choice], name: Any) -> Choice:
    try:
        return choices(name)
    except ValueError:
        raise RuleError(f"{file.name}: {name!r} is no {choices.__name__.lower()}") from None


def _count(file: Path, when: Mapping[str, Any], key: str) -> int:
    number = when.get(key, 1)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise RuleError(f"{file.name}: {key} is not a whole number from 1")
    return number


def _sentence(file: Path, content: Mapping[str, Any], key: str) -> str:
    text = content[key]
    if not isinstance(text, str) or not text.strip():
        raise RuleError(f"{file.name}: {key} is not a text")
    return text.strip()


def _list(file: Path, content: Any) -> list[Any]:
    if not isinstance(content, list) or not content or not all(isinstance(item, (str, dict)) for item in content):
        raise RuleError(f"{file.name}: expected a list, got {type(content).__name__}")
    return content


def _mapping(file: Path, content: Any) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise RuleError(f"{file.name}: expected a mapping, got {type(content).__name__}")
    return content
