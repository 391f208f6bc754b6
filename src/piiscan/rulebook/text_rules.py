"""Turns the files of ``rules/text/`` into text rules."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from piiscan.model.errors import RuleError
from piiscan.rulebook.column_rules import category_in, checked_pattern
from piiscan.rulebook.rules import ContextNeed, TextContext, TextExample, TextRule
from piiscan.rulebook.words import Phrases
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed

_REQUIRED = ("id", "category", "title", "gate", "confidence", "examples")
_SOURCES = ("pattern", "presidio", "finder")

_NEVER = r"(?!)"
"""Finds nothing."""

NUMBERED = "numbered things"
"""Stands among the denied words for all words of that list in ``rules/header/``."""


def load_text_rule(file: Path, numbered: Sequence[str] = ()) -> TextRule:
    """Return the rule in a file, which may name the words of ``numbered`` as one. Raises RuleError where malformed."""
    with well_formed(file):
        return _checked_text_rule(file, numbered)


def _checked_text_rule(file: Path, numbered: Sequence[str] = ()) -> TextRule:
    content = load_mapping(file)
    check_keys(file, content, _REQUIRED, (*_SOURCES, "least_score", "confirm", "never", "context", "about"))
    if sum(source in content for source in _SOURCES) != 1:
        raise RuleError(f"{file.name}: needs exactly one of {', '.join(_SOURCES)}")
    examples = content["examples"]
    check_keys(file, examples, ("match", "ignore"), ())
    patterns = tuple(_listed(content.get("pattern")))
    for pattern in (content["gate"], *patterns):
        checked_pattern(file, pattern)
    return TextRule(
        id=content["id"],
        category=category_in(file, content["category"]),
        title=content["title"],
        gate=content["gate"],
        patterns=patterns,
        presidio=content.get("presidio"),
        least_score=float(content.get("least_score", 0)),
        finder=content.get("finder"),
        confirm=content.get("confirm"),
        never=frozenset(str(word).casefold() for word in content.get("never", ())),
        context=_context(file, content.get("context", {}), numbered),
        confidence=float(content["confidence"]),
        match=tuple(_example(file, example) for example in examples["match"]),
        ignore=tuple(_example(file, example) for example in examples["ignore"]),
    )


def _listed(pattern: Any) -> list[Any]:
    if pattern is None:
        return []
    return pattern if isinstance(pattern, list) else [pattern]


def _context(file: Path, content: dict[str, Any], numbered: Sequence[str]) -> TextContext:
    check_keys(file, content, (), ("needed", "words", "nearby", "denied"))
    headers = [str(word) for word in content.get("words", ())]
    words = [*headers, *map(str, content.get("nearby", ()))]
    try:
        needed = ContextNeed(content.get("needed", "never"))
    except ValueError:
        raise RuleError(f"{file.name}: context is needed always, plain or never") from None
    if not words and needed is not ContextNeed.NEVER:
        raise RuleError(f"{file.name}: context is needed, and no words are given")
    folded = tuple(word.casefold() for word in words)
    near, clear = "|".join(_bounded(words)) or _NEVER, "|".join(_bounded(headers)) or _NEVER
    denied = [word for said in content.get("denied", ()) for word in (numbered if said == NUMBERED else [str(said)])]
    gate = "(?i)" + "|".join(map(re.escape, words))
    return TextContext(needed, Phrases(headers), Phrases(denied), _right_before(denied), folded, near, clear, gate)


def _right_before(denied: Sequence[str]) -> str:
    """Return a pattern of what ends in one of the words, with no more than *no.*, *is* and signs behind it."""
    if not denied:
        return _NEVER
    said = (
        r"(?:[\s.:#_-]{0,3}(?<![^\W\d_])(?:no|nr|num|number|nummer|numero|número|numéro|n\.?[°ºo]|id|code|is|was|of))"
    )
    return rf"(?:{'|'.join(_bounded(denied))}){said}{{0,2}}[\s.:#=_(\[\"'-]{{0,4}}$"


def _bounded(words: Iterable[str]) -> list[str]:
    """Return patterns of whole words; a word without Latin letters may stand in a script without blanks."""
    return [
        rf"(?<![^\W\d_])(?<!\w-){re.escape(word)}s?(?![^\W\d_])" if word.isascii() else re.escape(word)
        for word in words
    ]


def _example(file: Path, example: Any) -> TextExample:
    if not isinstance(example, dict):
        return TextExample(str(example))
    check_keys(file, example, ("text",), ("header",))
    return TextExample(str(example["text"]), str(example.get("header", "text")))
