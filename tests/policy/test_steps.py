"""What would mend a broken rule."""

from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.linkage.subjects import link_subjects
from piiscan.model.categories import Category
from piiscan.model.policies import Found, Level, Policy, PolicyRule, Step, Within
from piiscan.policy.judge import Circumstances, judge
from piiscan.policy.steps import UNTIE
from piiscan.risk.score import score_records
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from tests.report_builder import Row, database, field_row, finding, link

WEIGHTS = load_risk_weights(shipped_rules())
NAME, RACE = Category.IDENTIFIER_NAME, Category.DEMOGRAPHIC_RACE


def broken(
    rows: list[Row], *groups: Category, within: Within = Within.RECORD, **tables: list[Row]
) -> tuple[int, tuple[Step, ...]]:
    """Records that break a rule about these categories, and the steps that mend it."""
    rule = PolicyRule("r", Level.BLOCK, Found(tuple(frozenset({g}) for g in groups), within), "b", "s", "a")
    db = database(findings=rows, **tables)
    link_subjects(db)
    score_records(db, WEIGHTS)
    [judgement] = judge(db, [Policy("p", "P", (), (rule,))], Circumstances())
    return (judgement.broken[0].records, judgement.broken[0].steps) if judgement.broken else (0, ())


def column(asset: str, field: str, category: Category, rows: int) -> list[Row]:
    """Findings of a column."""
    return [finding(asset, n, category, field) for n in range(rows)]


def test_dropping_the_one_column_leaves_none() -> None:
    """
    Where one column holds all of a category, dropping it is the step, and nothing remains.
    """
    records, steps = broken(column("a.csv", "ethnicity", RACE, 7), RACE)

    assert 7 == records
    assert (Step("drop the column ethnicity of a.csv (7 records)", 0),) == steps


def test_steps_count_what_remains() -> None:
    """
    With two columns the one that does most comes first, and what remains after it is counted.
    """
    rows = column("a.csv", "race", RACE, 7) + column("b.csv", "origin", RACE, 2)

    assert [2, 0] == [step.after for step in broken(rows, RACE)[1]]


def test_shorter_way_is_advised() -> None:
    """
    Where either of two groups could go, the one that takes fewer steps is advised.
    """
    rows = column("a.csv", "first", NAME, 3) + [finding("a.csv", n, NAME, "note", evidence="ner") for n in range(3)]
    _, steps = broken(rows + column("a.csv", "race", RACE, 3), NAME, RACE)

    assert ["drop the column race of a.csv (3 records)"] == [step.action for step in steps]


def test_metadata_is_stripped_from_pictures() -> None:
    """
    What stands in the metadata of photos is stripped, however many tags hold it.
    """
    place = Category.LOCATION_COORDINATES
    rows = [
        finding(f"{n}.jpg", 0, place, tag, evidence=evidence)
        for n in range(12)
        for tag, evidence in [("Exif:GPSLatitude", "exif"), ("XMP:GPSLatitude", "xmp")]
    ]

    assert (Step("strip precise position from the metadata of 12 pictures".replace("precise position", place), 0),) == (
        broken(rows, place)[1]
    )


def test_steps_reach_through_linked_records() -> None:
    """
    Where categories meet in one person over two tables, dropping a column of either counts in both.
    """
    rows = column("a.csv", "name", NAME, 2) + column("b.csv", "race", RACE, 2)
    links = [link(asset, n, "person", f"p{n}") for asset in ("a.csv", "b.csv") for n in range(2)]
    records, steps = broken(rows, NAME, RACE, within=Within.PERSON, links=links)

    assert (4, [0]) == (records, [step.after for step in steps if step.action != UNTIE])


def test_cutting_ties_is_another_way() -> None:
    """
    Where categories meet only over linked records, cutting the links is told, with what would remain.
    """
    rows = column("a.csv", "name", NAME, 3) + column("b.csv", "race", RACE, 2) + [finding("a.csv", 2, RACE, "race")]
    links = [link(asset, n, "person", f"p{n}") for asset in ("a.csv", "b.csv") for n in range(2)]
    records, steps = broken(rows, NAME, RACE, within=Within.PERSON, links=links)

    assert (5, (UNTIE, 1)) == (records, (steps[-1].action, steps[-1].after))


def test_names_from_the_data_are_only_names() -> None:
    """
    A column whose name holds braces is named as it is.
    """
    _, steps = broken(column("a.csv", "{n}{0}", RACE, 1), RACE)

    assert "drop the column {n}{0} of a.csv (1 records)" == steps[0].action


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("xyz"), st.sampled_from([NAME, RACE])), max_size=25))
def test_following_the_steps_does_what_they_say(found: list[tuple[int, str, Category]]) -> None:
    """
    Without the columns that the steps drop, the rule is broken by as many records as the last step says.
    """
    rows = [finding("a.csv", record, category, f"{field} {category}") for record, field, category in found]
    fields = [field_row("a.csv", f"{field} {category}", category) for _, field, category in found]
    _, steps = broken(rows, NAME, RACE, fields=fields)
    words = " ".join(step.action for step in steps)
    kept = [row for row in rows if row["field"] not in words]

    assert (steps[-1].after if steps else 0) == broken(kept, NAME, RACE, fields=fields)[0]
