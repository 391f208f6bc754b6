"""Gates let through whatever their recognizers accept."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.detectors.text.gates import candidates
from piiscan.detectors.text.presidio import load_recognizer
from piiscan.detectors.text.recognize import recognize
from piiscan.rulebook.rules import TextRule
from tests.detectors.text.cells import RULES

NARROWED = frozenset(rule.id for rule in RULES.values() if rule.presidio and (rule.confirm or rule.least_score)) | {
    "text.in_voter"
}
"""Rules that take less than the patterns of their Presidio recognizer, so that strings made of those prove nothing."""

QUICK = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SURROUNDINGS = st.text("ab 1-.,:(é\n", max_size=3)


def passes(rule: TextRule, text: str) -> bool:
    """Whether the rule's gate lets a cell through."""
    return bool(pc.match_substring_regex(pa.array([text]), rule.gate)[0].as_py())


def strings_of(rule: TextRule) -> st.SearchStrategy[str]:
    """Strings as the rule's recognizer looks for, and its examples with one character changed."""
    patterns = list(rule.patterns)
    if rule.presidio and rule.id not in NARROWED:
        patterns = [pattern.regex for pattern in load_recognizer(rule.presidio).patterns]
    made = [st.from_regex(re.compile(pattern, re.IGNORECASE if rule.presidio else 0)) for pattern in patterns]
    examples = st.sampled_from([example.text for example in rule.match])
    changed = st.builds(
        lambda text, at, to: text[: at % len(text)] + to + text[at % len(text) + 1 :],
        examples,
        st.integers(0, 99),
        st.sampled_from([*"0123456789 -./X", ""]),
    )
    return st.one_of(*made, changed, examples)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_superset(rule: TextRule) -> None:
    """
    What a recognizer accepts, in whatever surroundings, its gate lets through, alone and among all others.
    """

    @QUICK
    @given(SURROUNDINGS, strings_of(rule), SURROUNDINGS)
    def holds(before: str, text: str, after: str) -> None:
        cell = before + text[:300] + after
        if any(True for _ in recognize(rule, cell, explained=True)):
            assert passes(rule, cell)
            together = candidates(pa.array([cell]), tuple(RULES.values()), frozenset(RULES.values()))
            assert any(found is rule for found, _ in together)

    holds()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_examples_pass_through(rule: TextRule) -> None:
    """
    A cell whose context speaks is a candidate of its rule even when its header says nothing.
    """
    texts = [example.text for example in rule.match if example.header == "text"]
    [places] = [places for found, places in candidates(pa.array(texts), [rule], frozenset()) if found is rule]

    assert list(range(len(texts))) == places.tolist()


def test_a_pattern_that_only_re2_takes_is_still_run() -> None:
    """
    Gates are RE2 patterns; one that the quicker engine refuses lets the same cells through.
    """
    rule = replace(next(iter(RULES.values())), gate="[y[]", patterns=("y",))

    assert [[0]] == [places.tolist() for _, places in candidates(pa.array(["y", "z"]), [rule], frozenset([rule]))]
