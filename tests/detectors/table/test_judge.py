import pytest

from piiscan.model.columns import Origin
from tests.detectors.table.tables import Columns, categories, judged

PEOPLE: Columns = {
    "age": [31, 44, 52, 27],
    "sex": ["m", "f", "f", "m"],
    "education": ["Bachelors", "HS-grad", "Masters", "BA"],
}


@pytest.mark.parametrize(
    "header", ["age", "AGE", "userAge", "r1_age", "AGEP", "V3 Age", "age_w2", "agew", "ag\u200be", "Age (years)"]
)
def test_age_in_any_style(header: str) -> None:
    """
    A header is read in words, whatever its style, prefix, wave or invisible characters.
    """
    assert {header: "demographic.age"} == categories({header: [31, 44, 52, 27]})


@pytest.mark.parametrize("header", ["page", "storage", "average", "mean_age", "age_ratio", "vehicle_age"])
def test_words_that_only_look_like_age(header: str) -> None:
    """
    A word that merely ends in "age", a mean and the age of a thing are no person's age.
    """
    assert {} == categories({header: [31, 44, 52, 27]})


def test_dummies_need_yes_or_no() -> None:
    """
    A header that names one value of a category counts where the cells say yes or no.
    """
    flags = categories(
        {**PEOPLE, "black": [0, 1, 0, 0], "female": [1, 0, 1, 0], "married": ["yes", "no", "yes", "yes"]}
    )
    figures = categories({**PEOPLE, "black": [12.5, 1.25, 40.5, 3.5]})

    assert ("demographic.race", "demographic.sex", "demographic.marital_status") == (
        flags["black"],
        flags["female"],
        flags["married"],
    )
    assert "black" not in figures


def test_a_vague_word_gains_by_company() -> None:
    """
    A word with other meanings is believed beside columns of the same kind.
    """
    alone = judged({**PEOPLE, "asian": [0, 1, 0, 0]})["asian"]
    beside = judged({**PEOPLE, "asian": [0, 1, 0, 0], "hispanic": [1, 0, 0, 1]})["asian"]

    assert beside.confidence > alone.confidence


def test_origin() -> None:
    """
    A header that says predicted is an inference, one that says annotated an annotation.
    """
    found = judged({"pred_age": [31, 44, 52], "annotated_sex": ["male", "female", "male"], "age": [31, 44, 52]})

    assert [Origin.INFERRED, Origin.ANNOTATED, Origin.UNKNOWN] == [
        found[name].origin for name in ("pred_age", "annotated_sex", "age")
    ]


def test_looking_for_beside_sex_is_orientation() -> None:
    """
    Whom somebody looks for says whom they love.
    """
    found = categories({"user_id": [1, 2, 3], "sex": ["m", "f", "m"], "looking_for": ["women", "men", "both"]})

    assert "special.sexual_orientation" == found["looking_for"]


def test_columns_without_names_belong_to_the_question_before() -> None:
    """
    A survey's export names the question over its first answer only.
    """
    found = categories(
        {
            "Respondent ID": [101, 102, 103],
            "Age": ["18-29", "", ""],
            "Unnamed: 2": ["", "30-44", ""],
            "Unnamed: 3": ["", "", "45-60"],
        }
    )

    assert "demographic.age" == found["Unnamed: 2"] == found["Unnamed: 3"]


def test_headerless_columns_are_judged_by_values() -> None:
    """
    Without any header, words of closed sets and addresses still tell what a column holds.
    """
    found = categories(
        {
            "column_1": ["a@example.com", "b@example.org", "c@example.net"],
            "column_2": ["White", "Black", "Asian"],
            "column_3": ["Married", "Divorced", "Never-married"],
        }
    )

    assert {
        "column_1": "identifier.email",
        "column_2": "demographic.race",
        "column_3": "demographic.marital_status",
    } == found


def test_reasons_hold_no_values() -> None:
    """
    A verdict states reasons and alternatives without any value of the column.
    """
    verdict = judged({"religion": ["zoroastrian-x", "catholic", "hinduism"], **PEOPLE})["religion"]

    assert verdict.reasons
    assert not [reason for reason in verdict.reasons if "zoroastrian" in reason or "catholic" in reason]
