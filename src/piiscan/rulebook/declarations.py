"""Loads the declaration of a transfer."""

import hashlib
from pathlib import Path
from typing import Any

from piiscan.model.errors import RuleError
from piiscan.model.transfer import Declaration, TransferField
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed

_LONGEST_ANSWER = 2000


def load_declaration(file: Path) -> Declaration:
    """Return the declaration in a file. Raises RuleError where it is malformed; an empty answer is none."""
    with well_formed(file):
        return _checked_declaration(file)


def _checked_declaration(file: Path) -> Declaration:
    content = load_mapping(file)
    check_keys(file, content, (), tuple(TransferField))
    answers = {field: _answer(file, field, content[field]) for field in TransferField if field in content}
    given = {field: answer for field, answer in answers.items() if answer}
    return Declaration(given, hashlib.sha256(file.read_bytes()).hexdigest())


def _answer(file: Path, field: TransferField, content: Any) -> str:
    """Return one answer as a text: several in a list are joined."""
    parts = content if isinstance(content, list) else [content]
    if any(isinstance(part, list | dict) for part in parts):
        raise RuleError(f"{file.name}: {field} is a text or a list of texts")
    text = "; ".join(str(part).strip() for part in parts if part is not None)
    if len(text) > _LONGEST_ANSWER:
        raise RuleError(f"{file.name}: {field} is longer than {_LONGEST_ANSWER} characters")
    return text
