"""``piiscan rules``: every rule, and whether its examples hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from piiscan.rulebook.rules import Rulebook


def rules_command(
    check: Annotated[
        bool, typer.Option("--check", help="Run every rule's examples; exit code 1 where one fails.")
    ] = False,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Folder with rules of your own; several are allowed."),
    ] = None,
) -> None:
    """List every rule with its category, or run the examples that each brings."""
    from piiscan.rulebook.loading import load_rulebook
    from piiscan.rulebook.places import shipped_rules

    rulebook = load_rulebook((str(shipped_rules()), *(str(folder.resolve()) for folder in rules or ())))
    if check:
        raise typer.Exit(_check(rulebook))
    for column_rule in rulebook.columns:
        typer.echo(f"{column_rule.id:32} {column_rule.category:28} {column_rule.title}")
    for text_rule in (*rulebook.texts, *rulebook.documents):
        typer.echo(f"{text_rule.id:32} {text_rule.category:28} {text_rule.title}")
    for path_rule in rulebook.paths:
        typer.echo(f"{path_rule.id:32} {', '.join(path_rule.groups.values()):28} {path_rule.title}")


def _check(rulebook: "Rulebook") -> int:
    from piiscan.examples import failed_examples

    failed = list(failed_examples(rulebook))
    for sentence in failed:
        typer.echo(sentence, err=True)
    groups = (rulebook.columns, rulebook.texts, rulebook.paths, rulebook.documents)
    rules = sum(map(len, groups))
    typer.echo(f"{rules} rules, {len(failed)} examples failed" if failed else f"{rules} rules, all examples hold")
    return 1 if failed else 0
