from tests.detectors.table.tables import Columns, categories, judged

PERSONS: Columns = {"user_id": [7, 8, 9], "gender": ["f", "m", "f"]}


def test_sex_sought_beside_own_sex() -> None:
    """
    Whom somebody looks for is their orientation once their own sex stands beside, and the reason says so.
    """
    [verdict] = [
        each
        for each in judged({**PERSONS, "looking_for": ["men", "women", "women"]}).values()
        if each.field == "looking_for"
    ]

    assert "special.sexual_orientation" == verdict.category
    assert any("own sex" in reason for reason in verdict.reasons)


def test_vague_header() -> None:
    """
    A header that would suit other things tells an orientation over sexes, the surer beside the own sex.
    """
    beside = judged({**PERSONS, "preference": ["m", "f", "f"]})["preference"]
    alone = judged({"user_id": [7, 8, 9], "preference": ["m", "f", "f"]})["preference"]

    assert "special.sexual_orientation" == beside.category
    assert beside.confidence > alone.confidence
    assert "preference" not in categories({**PERSONS, "preference": ["tea", "coffee", "tea"]})
