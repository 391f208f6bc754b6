"""The engines that run patterns over columns."""

import random
import subprocess
import sys

import pyarrow as pa
import pytest

from piiscan.detectors.table.presence import _NOTHING
from piiscan.detectors.text.gate_groups import digit_pattern, group_gates
from piiscan.detectors.text.gates import BARE
from piiscan.model.text_engine import _are_few_and_plain, _Few, _Many, contains, engine
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules

BOOK = load_rulebook((str(shipped_rules()),))
RULES = (*BOOK.texts, *BOOK.documents)
GATES = tuple(rule.gate for rule in RULES)
PATTERNS = (
    *GATES,
    *(rule.context.gate for rule in RULES),
    *(group.pattern for prose in (False, True) for group in group_gates(GATES, prose)),
    *(digit_pattern(digits) for digits in (1, 7)),
    BARE,
    _NOTHING,
)


def plain_texts() -> list[str]:
    """The examples of all rules that are ASCII, whole and with a few characters changed, and words for nothing."""
    chance = random.Random(1)  # noqa: S311 - no secret
    examples = [each.text for rule in RULES for each in (*rule.match, *rule.ignore) if each.text.isascii()]
    changed = []
    for text in examples * 3:
        letters = list(text)
        for _ in range(3):
            letters[chance.randrange(len(letters))] = chr(chance.randrange(128)).replace("\v", " ")
        changed.append("".join(letters))
    return [*examples, *changed, "", " na ", "N/A\n", "\f-\t", "None", "12", "2020-01-01 10:00"]


def test_both_engines_find_the_same() -> None:
    """
    In plain texts each gate, context and group of gates finds the same by RE2 and by polars.
    """
    texts = pa.array(plain_texts())
    few, many = _Few(texts), _Many(engine().Series(texts))

    assert [] == [pattern for pattern in PATTERNS if (few.holding(pattern) != many.holding(pattern)).any()]


def test_both_engines_tell_the_same_of_texts() -> None:
    """
    Sizes, blanks, and some of the texts are the same by both.
    """
    texts = pa.array(plain_texts())
    few, many = _Few(texts), _Many(engine().Series(texts))

    for these, those in ((few, many), (few.first(7), many.first(7))):
        assert (len(these), these.blanks(), these.sizes().tolist()) == (
            len(those),
            those.blanks(),
            those.sizes().tolist(),
        )


@pytest.mark.parametrize(
    ("texts", "few"),
    [
        ([], True),
        (["plain", "texts"], True),
        (["a", None], True),
        (["plain", "é"], False),
        (["a\vb"], False),
        (["x"] * 1001, False),
        (["x" * 70_000], False),
    ],
)
def test_few_plain_texts_are_left_to_re2(texts: list[str], few: bool) -> None:
    """
    A vertical tab is a blank to polars alone, and other scripts have letters and digits that only polars knows.
    """
    assert few == _are_few_and_plain(pa.array(texts, pa.string()))


def test_polars_is_loaded_for_many_columns() -> None:
    """
    RE2 searches no more columns than in the time that loading polars takes, and none once it is loaded.
    """
    script = (
        "import sys; import pyarrow as pa; from piiscan.model.text_engine import texts_of; "
        "[texts_of(pa.array(['a'])).holding('a') for _ in range(24)]; print('polars' in sys.modules); "
        "print(*[type(texts_of(pa.array(['a']))).__name__ for _ in range(2)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603

    assert ["False", "_Many _Many"] == done.stdout.splitlines()


def test_nulls_stay_null() -> None:
    """
    What a null holds is not known, whichever engine is asked.
    """
    for odd in ("plain", "é"):
        assert [True, None, False] == contains(pa.array(["a1", None, odd]), "1").to_pylist()


def test_patterns_that_one_engine_does_not_know() -> None:
    """
    A pattern that RE2 refuses is left to polars, whose classes may stand in classes.
    """
    assert [True, False] == _Few(pa.array(["b", "a"])).holding(r"[\p{Alphabetic}&&b]").tolist()
