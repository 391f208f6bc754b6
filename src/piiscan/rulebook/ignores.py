"""Loads an ignore list."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from piiscan.model.categories import Category
from piiscan.model.errors import RuleError
from piiscan.model.ignores import Ignore
from piiscan.rulebook.column_rules import category_in
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed

_WHICH = ("path", "field", "category")


def load_ignores(file: Path) -> tuple[Ignore, ...]:
    """Return the entries of an ignore list. Raises RuleError where one is malformed or says no reason."""
    with well_formed(file):
        return _checked_ignores(file)


def _checked_ignores(file: Path) -> tuple[Ignore, ...]:
    content = load_mapping(file)
    check_keys(file, content, ("ignore",), ())
    if not isinstance(content["ignore"], list):
        raise RuleError(f"{file.name}: ignore is a list of entries")
    return tuple(_entry(file, entry) for entry in content["ignore"])


def _entry(file: Path, content: Any) -> Ignore:
    if not isinstance(content, dict):
        raise RuleError(f"{file.name}: an entry is a mapping")
    check_keys(file, content, ("reason", "author", "expires"), _WHICH)
    if not any(key in content for key in _WHICH):
        raise RuleError(f"{file.name}: an entry names a path, a field or a category")
    return Ignore(
        path=_text(file, content, "path") if "path" in content else None,
        field=_text(file, content, "field") if "field" in content else None,
        category=_category(file, content) if "category" in content else None,
        reason=_text(file, content, "reason"),
        author=_text(file, content, "author"),
        expires=_date(file, content["expires"]),
    )


def _category(file: Path, content: Mapping[str, Any]) -> Category:
    return category_in(file, content["category"])


def _text(file: Path, content: Mapping[str, Any], key: str) -> str:
    text = content[key]
    if not isinstance(text, str) or not text.strip():
        raise RuleError(f"{file.name}: {key} of an entry is not a text")
    return text.strip()


def _date(file: Path, content: Any) -> date:
    try:
        return date.fromisoformat(str(content))
    except ValueError:
        raise RuleError(f"{file.name}: expires is a date such as 2027-01-31") from None
