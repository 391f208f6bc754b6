"""How header words are read that are spelt otherwise than rules have them."""

import pytest

from piiscan.detectors.table.headers import HeaderReader, Says
from piiscan.detectors.table.spellings import SpelledOut, joined_phrases
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules

READER = HeaderReader(load_rulebook((shipped_rules(),)))
WORDS = SpelledOut([("ethnicity", "race"), ("married", "marital"), ("colonia", "address"), ("party", "politics")])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("ethncty", "ethnicity"),
        ("maried", "married"),
        ("prty", "party"),
        ("colon", "colon"),
        ("mired", "mired"),
        ("mrd", "mrd"),
        ("ethnicities", "ethnicities"),
    ],
)
def test_letters_left_out(word: str, meant: str) -> None:
    """
    Vowels and doubled letters may be missing between a word's first and last letter; nothing else may.
    """
    assert meant == WORDS.read(word)


def test_what_two_rules_could_mean() -> None:
    """
    Consonants that words of two rules share tell neither.
    """
    assert "cntrl" == SpelledOut([("control", "a"), ("central", "b")]).read("cntrl")


def test_phrases_without_gaps() -> None:
    """
    Phrases of two words are known when nothing parts them; short ones and those with numbers are not.
    """
    assert {"maritalstatus": ("marital", "status")} == joined_phrases(
        [("marital", "status"), ("m", "f"), ("ab", "cd"), ("address", "1"), ("race",)]
    )


@pytest.mark.parametrize(
    ("header", "rule", "says"),
    [
        ("familysize", "column.family", Says.NAMED),
        ("educatn", "column.education", Says.NAMED),
        ("childid", "column.person_id", Says.NAMED),
        ("agemth", "column.age", Says.NAMED),
        ("minute", "column.biometric_other", None),
        ("trace", "column.race", None),
        ("pages", "column.age", None),
    ],
)
def test_headers(header: str, rule: str, says: Says | None) -> None:
    """
    Real headers are read so, and ordinary words stay what they are.
    """
    assert says == READER.read(header).says.get(rule)
