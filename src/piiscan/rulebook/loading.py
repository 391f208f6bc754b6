"""Loads all rules of a scan, once per process."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from piiscan.model.errors import RuleError
from piiscan.rulebook.column_rules import category_in, checked_pattern, load_column_rule
from piiscan.rulebook.header_rules import load_header_rule, load_numbered_things, load_subject_rule
from piiscan.rulebook.rules import PathRule, Rulebook
from piiscan.rulebook.text_rules import load_text_rule
from piiscan.rulebook.yaml_files import check_keys, hash_of, load_mapping, rule_files, well_formed

_PATH_KEYS = ("id", "title", "part", "pattern", "groups", "share", "at_least", "confidence", "examples")


@lru_cache(maxsize=4)
def load_rulebook(directories: tuple[str, ...]) -> Rulebook:
    """Return the rules in these folders, the shipped one first.

    Raises RuleError where a file is malformed or two rules share an identifier.
    """
    folders = [Path(directory) for directory in directories]
    for folder in folders:
        if not folder.is_dir():
            raise RuleError(f"{folder.name}: no such folder of rules")
    columns = tuple(load_column_rule(file) for file in rule_files(folders, "column"))
    numbered = load_numbered_things(folders)
    texts = tuple(load_text_rule(file, numbered) for file in rule_files(folders, "text"))
    paths = tuple(_path_rule(file) for file in rule_files(folders, "path"))
    documents = tuple(load_text_rule(file) for file in rule_files(folders, "document"))
    _refuse_twins([rule.id for group in (columns, texts, paths, documents) for rule in group])
    subject, headers = load_subject_rule(folders), load_header_rule(folders)
    return Rulebook(columns, texts, paths, documents, subject, *headers, hash_of(folders))


def _refuse_twins(ids: list[str]) -> None:
    if twins := {rule_id for rule_id in ids if ids.count(rule_id) > 1}:
        raise RuleError(f"two rules share an identifier: {', '.join(sorted(twins))}")


def _path_rule(file: Path) -> PathRule:
    with well_formed(file):
        return _checked_path_rule(file)


def _checked_path_rule(file: Path) -> PathRule:
    content = load_mapping(file)
    check_keys(file, content, _PATH_KEYS, ("distinct", "about"))
    return PathRule(
        id=content["id"],
        title=content["title"],
        part=content["part"],
        pattern=checked_pattern(file, content["pattern"]),
        groups={int(group): category_in(file, name) for group, name in content["groups"].items()},
        share=float(content["share"]),
        at_least=int(content["at_least"]),
        distinct=int(content.get("distinct", 1)),
        confidence=float(content["confidence"]),
        match=_name_lists(content["examples"]["match"]),
        ignore=_name_lists(content["examples"]["ignore"]),
    )


def _name_lists(lists: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, names)) for names in lists)
