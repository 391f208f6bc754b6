"""What it takes for a word to stand in a value."""

import pytest

from piiscan.detectors.table.word_tests import WordTests
from piiscan.rulebook.rules import ValueTest
from piiscan.rulebook.words import stretch_of


def word_tests(**lists: list[str]) -> WordTests:
    return WordTests(
        ValueTest(name, 1.0, "are words", contains=tuple(map(stretch_of, entries))) for name, entries in lists.items()
    )


@pytest.mark.parametrize(
    ("entry", "value", "passes"),
    [
        ("baptist", "Southern Baptist", True),
        ("baptist", "(3) BAPTIST", True),
        ("baptist", "anabaptists", False),
        ("baptist", "not_baptist", True),
        ("christian*", "Christianity", True),
        ("christian*", "antichristian", False),
        ("never married", "Never-married", True),
        ("never married", "never re-married", False),
        ("strong* dem*", "strongly Democratic", True),
        ("strong* dem*", "strong", False),
        ("ph d", "Ph.D. or higher", True),
        ("sinn féin", "Sinn Féin", True),
        ("d66", "D66 (links)", True),
        ("атеи*", "Атеист", True),
    ],
)
def test_a_word_stands_in_a_value(entry: str, value: str, passes: bool) -> None:
    """
    Whole words count, in any case, whatever punctuation parts them; a star stands for any ending of its word.
    """
    assert ({"test"} if passes else set()) == word_tests(test=[entry]).passed(value)


def test_every_list_is_asked_at_once() -> None:
    """
    One value may hold words of several lists; each list is named once.
    """
    found = word_tests(faith=["catholic", "roman catholic"], often=["never", "sometimes"], party=["tory"])

    assert {"faith", "often"} == found.passed("Roman Catholic, never goes")


def test_no_list_finds_nothing() -> None:
    """
    Where no rule lists words, no value passes.
    """
    assert set() == word_tests().passed("anything")
