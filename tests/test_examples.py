"""The examples that rules bring are run, and can fail."""

from dataclasses import replace

from piiscan.examples import failed_examples
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules


def test_every_example_of_every_rule_holds() -> None:
    """
    Each rule matches what it must, and leaves alone what it must.
    """
    assert [] == list(failed_examples(load_rulebook((str(shipped_rules()),))))


def test_wrong_examples_are_told() -> None:
    """
    An example that does not hold, and a rule without examples, are named.
    """
    rulebook = load_rulebook((str(shipped_rules()),))
    rule = next(rule for rule in rulebook.columns if rule.id == "column.age")
    turned = replace(rule, match=rule.ignore[:1], ignore=())
    others = tuple(other for other in rulebook.columns if other is not rule)
    failed = list(failed_examples(replace(rulebook, columns=(turned, *others), texts=(), paths=())))

    assert "column.age: match example 1 is not matched" in failed
    assert "column.age: has no ignore examples" in failed
