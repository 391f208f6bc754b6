"""Turns what the user said about judging into policies, declaration and ignore list, once and before any work."""

from collections.abc import Iterable
from pathlib import Path

from piiscan.assess import Brief
from piiscan.model.errors import UsageError
from piiscan.rulebook.declarations import load_declaration
from piiscan.rulebook.ignores import load_ignores
from piiscan.rulebook.policies import find_policy
from piiscan.settings import Judging


def refuse_paths(brief: Brief) -> None:
    """Refuse an ignore list that names paths, for a report that will have none. Raises UsageError."""
    if any(entry.path for entry in brief.ignores):
        raise UsageError("with --redact-paths no finding has a path: let the ignore list name fields and categories")


def brief_for(judging: Judging, rules: Iterable[Path] = ()) -> Brief:
    """Return how to judge. Raises RuleError where a policy, declaration or ignore list is malformed."""
    folders = tuple(rules)
    return Brief(
        policies=tuple(find_policy(name, folders) for name in judging.policies),
        fail_on=judging.fail_on,
        allow_unread=judging.allow_unread,
        declaration=load_declaration(judging.declare) if judging.declare else None,
        ignores=tuple(entry for file in judging.ignores for entry in load_ignores(file)),
        baseline=judging.baseline,
    )
