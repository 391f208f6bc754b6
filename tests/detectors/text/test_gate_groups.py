"""Groups of gates let through what their gates do, and never ask for more digits than a gate needs."""

import re
from re import _parser  # type: ignore[attr-defined] # the parser that the module under test uses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detectors.text.gate_groups import digits_needed, group_gates
from tests.detectors.text.cells import RULES

GATES = tuple(dict.fromkeys(rule.gate for rule in RULES.values()))


def test_every_gate_is_in_one_group() -> None:
    """
    Each gate is run, and none twice.
    """
    assert sorted(GATES) == sorted(gate for group in group_gates(GATES) for gate in group.gates)


@pytest.mark.parametrize(
    ("pattern", "digits"),
    [
        ("[0-9]{3}", 3),
        ("[0-9]{2,9}x?[0-9]?", 2),
        ("(?:[0-9]{4}|ab[0-9])c", 1),
        ("a[0-9A-F]{8}", 0),
        ("7 ?(?:8|9)", 2),
        ("(?i)x", 0),
        (r"[^0-9][a-z]+", 0),
    ],
)
def test_digits_needed(pattern: str, digits: int) -> None:
    """
    The number of digits is the least that any match holds.
    """
    assert digits == digits_needed(_parser.parse(pattern))


@pytest.mark.parametrize("gate", GATES)
def test_groups_ask_for_no_more_digits_than_a_gate_needs(gate: str) -> None:
    """
    Whatever a gate lets through holds as many digits as its group looks for first.
    """
    group = next(group for group in group_gates(GATES) if gate in group.gates)

    @given(st.from_regex(gate))
    def holds(text: str) -> None:
        assert re.search(group.digit_pattern, text)

    if group.digits:
        holds()


def test_patterns_that_keep_many_starts_in_mind_are_kept_apart() -> None:
    """
    A gate with a long run of letters or digits goes with the others only where blanks end each run soon.
    """
    gates = ("abc", "[A-Z0-9]{17}", "def")

    assert [("abc", "def"), ("[A-Z0-9]{17}",)] == [group.gates for group in group_gates(gates)]
    assert [gates] == [group.gates for group in group_gates(gates, prose=True)]


@pytest.mark.parametrize("gate", GATES)
def test_groups_ask_for_no_longer_cells_than_a_gate_needs(gate: str) -> None:
    """
    Whatever a gate lets through is as long as its group asks for.
    """
    group = next(group for group in group_gates(GATES) if gate in group.gates)

    @given(st.from_regex(gate))
    def holds(text: str) -> None:
        assert group.length <= len(text)

    holds()
