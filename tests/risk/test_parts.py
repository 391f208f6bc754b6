"""The risk of a record, taken apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.linkage.subjects import link_subjects
from piiscan.model.categories import Category
from piiscan.risk.parts import risk_lines, take_apart
from piiscan.risk.score import score_records
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from tests.report_builder import database, findings, link

WEIGHTS = load_risk_weights(shipped_rules())


@settings(deadline=None, max_examples=25)
@given(st.sets(st.sampled_from(list(Category)), min_size=1, max_size=10), st.none() | st.integers(1, 4))
def test_parts_make_up_the_risk(categories: set[Category], k: int | None) -> None:
    """
    The risk put together from its parts is the one that the report gives.
    """
    links = [link("a.csv", n, "quasi", "x", field="q") for n in range(k or 0)]
    db = database(findings=findings("a.csv", 0, *sorted(categories)), links=links)
    link_subjects(db)
    score_records(db, WEIGHTS)
    [[risk]] = db.execute("SELECT risk FROM scored").fetchall()

    assert pytest.approx(risk) == take_apart(sorted(categories), k, WEIGHTS).risk


def test_level_and_reasons_come_before_numbers() -> None:
    """
    What a person reads first is the level and why, and only then the numbers.
    """
    parts = take_apart([Category.IDENTIFIER_NAME, Category.DEMOGRAPHIC_RACE], 3, WEIGHTS)
    lines = list(risk_lines(parts, "very high", WEIGHTS))

    assert "risk: very high" == lines[0].strip()
    assert "demographic.race" in lines[1]
    assert "identifier.name" in lines[2]
    assert "identifies 0.33  its crowd of 3" in "\n".join(lines[3:])
