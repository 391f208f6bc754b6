"""Which tests single values pass."""

import pytest

from piiscan.detectors.table.value_tests import ColumnTests
from tests.detectors.table.tables import rulebook


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("Female", True),
        ("2. Female", True),
        ("2=female", True),
        ("(2) female", True),
        ("2_female", True),
        ("2 - Female", True),
        ("2nd female", False),
        ("2.5", False),
    ],
)
def test_a_code_before_the_word(value: str, passes: bool) -> None:
    """
    A code in front of a word changes nothing about the word; a number or an ordinal is no code.
    """
    assert passes is ("column.sex/words" in ColumnTests(rulebook()).under("sex").passes(value).split("|"))
