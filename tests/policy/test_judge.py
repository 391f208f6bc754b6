"""Judging by a policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.linkage.subjects import link_subjects
from piiscan.model.categories import Category
from piiscan.model.policies import FailOn, Found, Judgement, Level, Policy, PolicyRule, Younger
from piiscan.model.transfer import Declaration, TransferField
from piiscan.policy.judge import Circumstances, exit_code, judge
from piiscan.risk.score import score_records
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.policies import find_policy
from piiscan.rulebook.risk_weights import load_risk_weights
from tests.report_builder import DECLARED, Row, asset_row, database, finding, findings, link, picture

PRE_TRANSFER = find_policy("pre-transfer")
WEIGHTS = load_risk_weights(shipped_rules())


def judged(*found: list[Row], policy: Policy = PRE_TRANSFER, unread: int = 0, **tables: list[Row]) -> Judgement:
    """What a policy says of these findings."""
    db = database(findings=[row for rows in found for row in rows], **tables)
    link_subjects(db)
    score_records(db, WEIGHTS)
    [judgement] = judge(db, [policy], Circumstances(unread=unread, declaration=DECLARED))
    return judgement


def blocking(judgement: Judgement) -> set[str]:
    """The rules that block."""
    return {rule.rule for rule in judgement.broken if rule.level is Level.BLOCK}


@pytest.mark.parametrize(
    ("categories", "rule"),
    [
        (["identifier.email", "special.health"], "identity-with-special-category"),
        (["biometric.face", "demographic.race"], "identity-with-special-category"),
        (["image.photo", "special.sexual_orientation"], "identity-with-special-category"),
        (["identifier.name", "location.coordinates"], "identity-with-precise-place"),
        (["image.photo", "location.coordinates"], "photo-with-gps"),
        (["image.reference", "demographic.age"], "labels-on-photos"),
        (["biometric.template"], "biometric-templates"),
        (["identifier.government_id"], "government-ids"),
        (["identifier.secret"], "secrets"),
        (["identifier.financial_account"], "financial-accounts"),
        (["demographic.minor"], "minors"),
        (["provenance.withdrawal"], "withdrawn"),
    ],
)
def test_pre_transfer_blocks(categories: list[str], rule: str) -> None:
    """What must not leave as it is, is blocked by the rule that says why."""
    assert rule in blocking(judged(findings("a.csv", 0, *categories)))


@pytest.mark.parametrize("category", ["demographic.age", "identifier.name", "location.region", "derived.embedding"])
def test_other_data_about_people_is_reviewed(category: str) -> None:
    """Any other finding about persons is looked at by somebody."""
    judgement = judged(findings("a.csv", 0, category))

    assert Level.REVIEW == judgement.level
    assert "data-about-people" in {rule.rule for rule in judgement.broken}


@given(st.sampled_from(list(Category)))
def test_no_finding_but_provenance_passes_unseen(category: Category) -> None:
    """Each category alone breaks a rule, except signals of where the data comes from."""
    silent = category.startswith("provenance.") and category not in {
        Category.PROVENANCE_WITHDRAWAL,
        Category.PROVENANCE_NO_AI_TRAINING,
    }

    assert silent == (Level.NONE == judged(findings("a.csv", 0, category)).level)


def test_nothing_found_breaks_no_rule() -> None:
    """An empty report breaks no rule, and the verdict claims no more than that."""
    judgement = judged()

    assert ("no rule broken", ()) == (judgement.verdict, judgement.broken)


def test_categories_in_different_records_do_not_meet() -> None:
    """A name in one record and an illness in another are no pair, unless they are linked."""
    assert set() == blocking(judged(findings("a", 0, "identifier.name"), findings("a", 1, "special.health")))


def test_categories_of_one_person_meet() -> None:
    """A name in one table and an illness in another are a pair where both are one person's."""
    links = [link("a", 0, "person", "ann"), link("b", 5, "person", "ann")]
    judgement = judged(findings("a", 0, "identifier.name"), findings("b", 5, "special.health"), links=links)

    [rule] = [rule for rule in judgement.broken if rule.level is Level.BLOCK]
    assert "2 records with name together with health; 2 of them linked to 1 person" == rule.evidence


def test_labels_meet_the_photo_they_are_linked_to() -> None:
    """A table of labels and a folder of photos are judged as one, also when no photo was decoded."""
    links = [link("labels.csv", 0, "picture", "p1"), link("p1.jpg", 0, "picture", "p1")]
    found = findings("labels.csv", 0, "demographic.sex")

    assert {"labels-on-photos"} == blocking(judged(found, links=links, pictures=[picture("p1.jpg", photo=None)]))


@pytest.mark.parametrize(("photo", "level"), [(None, Level.REVIEW), (0.9, Level.REVIEW), (0.1, Level.NONE)])
def test_picture_that_was_not_decoded_counts_as_photo(photo: float | None, level: Level) -> None:
    """Not having looked at pictures does not make a verdict milder; a graphic is no photo."""
    assert level == judged(pictures=[picture("p1.jpg", photo=photo)]).level


@pytest.mark.parametrize(("crowd", "broken"), [(4, True), (5, False)])
def test_small_crowds_are_reviewed(crowd: int, broken: bool) -> None:
    """Quasi-identifiers shared by fewer than five persons are told."""
    links = [link("a", n, "quasi", "x") for n in range(crowd)]
    rules = {rule.rule for rule in judged(findings("a", 0, "demographic.age"), links=links).broken}

    assert broken == ("small-crowds" in rules)


def test_consent_signal_lowers_no_verdict() -> None:
    """A consent column answers the question whether there is one, and nothing else."""
    without = judged(findings("a", 0, "identifier.name"))
    signed = judged(findings("a", 0, "identifier.name", "provenance.consent"))

    assert without.level == signed.level
    assert {"no-consent-seen"} == {r.rule for r in without.broken} - {r.rule for r in signed.broken}


def test_models_are_reviewed() -> None:
    """A model file is told even though nothing was found in it."""
    judgement = judged(assets=[asset_row("m.pt", "skipped", "model")])

    assert ["1 asset of kind model"] == [rule.evidence for rule in judgement.broken]


def test_unread_assets_are_reviewed_and_incomplete() -> None:
    """What could not be read is said twice: as a broken rule, and beside the verdict."""
    judgement = judged(unread=3)

    assert "review, incomplete" == judgement.verdict
    assert ["3 assets could not be read"] == [rule.evidence for rule in judgement.broken]


def test_gravest_rule_comes_first() -> None:
    """A verdict's reasons begin with those that decided it."""
    levels = [rule.level for rule in judged(findings("a", 0, "identifier.name", "special.health")).broken]

    assert sorted(levels, key=lambda level: -level.severity) == levels
    assert Level.BLOCK == levels[0]


def test_too_few_records_break_no_rule() -> None:
    """A rule may ask for a number of records."""
    when = Found((frozenset({Category.TIME_EVENT}),), at_least=2)
    policy = Policy("p", "P", ("x",), (PolicyRule("r", Level.BLOCK, when, "b", "s", "a"),))

    assert Level.NONE == judged(findings("a", 0, "time.event"), policy=policy).level
    assert Level.BLOCK == judged(*(findings("a", n, "time.event") for n in range(2)), policy=policy).level


@pytest.mark.parametrize(
    ("level", "fail_on", "unread", "code"),
    [
        (Level.BLOCK, FailOn.BLOCK, 0, 1),
        (Level.BLOCK, FailOn.BLOCK, 9, 1),
        (Level.BLOCK, FailOn.NEVER, 0, 0),
        (Level.BLOCK, FailOn.NEVER, 9, 3),
        (Level.REVIEW, FailOn.BLOCK, 0, 0),
        (Level.REVIEW, FailOn.BLOCK, 9, 3),
        (Level.REVIEW, FailOn.BLOCK, 2, 0),
        (Level.REVIEW, FailOn.REVIEW, 0, 1),
        (Level.NONE, FailOn.REVIEW, 0, 0),
    ],
)
def test_exit_code(level: Level, fail_on: FailOn, unread: int, code: int) -> None:
    """The verdict outranks what could not be read, and two unread assets are allowed here."""
    judgement = Judgement("p", level, False, (), unread)

    assert code == exit_code([judgement], fail_on, unread, allow_unread=2)


def declared_as(declaration: Declaration | None) -> Judgement:
    """What is said of an empty dataset with this declaration."""
    db = database()
    link_subjects(db)
    score_records(db, WEIGHTS)
    return judge(db, [PRE_TRANSFER], Circumstances(declaration=declaration))[0]


def test_transfer_must_be_declared() -> None:
    """Without a declaration the verdict is at least review, whatever was found; it names what is not said."""
    partial = Declaration({TransferField.SENDER: "Zorelia Ltd"}, "ab")
    none, some, full = (declared_as(declaration) for declaration in (None, partial, DECLARED))

    assert [Level.REVIEW, Level.REVIEW, Level.NONE] == [none.level, some.level, full.level]
    assert "no declaration was given (--declare)" == none.broken[0].evidence
    assert "recipient" in some.broken[0].evidence
    assert "sender" not in some.broken[0].evidence


SCREENS = sorted(file.stem for file in (shipped_rules() / "policy").glob("*.yaml"))


@pytest.mark.parametrize("name", SCREENS)
def test_screen_says_what_it_cannot_judge(name: str) -> None:
    """Each shipped screen has a source for each rule, looks at what was not read, and says what it cannot judge."""
    policy = find_policy(name)
    cannot = " ".join(policy.cannot_judge)

    assert name == policy.id
    assert all(rule.source for rule in policy.rules)
    assert any(rule.id == "unread" for rule in policy.rules)
    assert [] == [word for word in ("legal basis", "purpose", "recipient", "told", "country") if word not in cannot]


@pytest.mark.parametrize(
    ("name", "categories", "rule"),
    [
        ("gdpr-art9-screen", ["identifier.email", "special.health"], "special-category-of-identifiable-people"),
        ("gdpr-art9-screen", ["special.criminal"], "criminal-records"),
        ("us-biometric-screen", ["biometric.template"], "biometric-identifiers"),
        ("us-biometric-screen", ["image.photo", "identifier.name"], "faces-with-names"),
        ("children-screen", ["demographic.minor"], "minors"),
        ("hipaa-identifiers-screen", ["identifier.phone"], "phone-numbers"),
        ("hipaa-identifiers-screen", ["time.event"], "dates"),
    ],
)
def test_screens_block(name: str, categories: list[str], rule: str) -> None:
    """Each screen blocks what its law names."""
    assert rule in blocking(judged(findings("a.csv", 0, *categories), policy=find_policy(name)))


@pytest.mark.parametrize(("persons", "level"), [(1000, Level.REVIEW), (1001, Level.BLOCK)])
def test_bulk_is_more_than_the_threshold_of_persons(persons: int, level: Level) -> None:
    """Positions of more than 1,000 persons are bulk; two rows of one person count once."""
    rows = [finding("a.csv", n, "location.coordinates") for n in range(persons)]
    again = [finding("b.csv", n, "location.coordinates") for n in range(persons)]
    links = [link(asset, n, "person", f"p{n}") for asset in ("a.csv", "b.csv") for n in range(persons)]
    judgement = judged(rows, again, policy=find_policy("us-bulk-transfer-screen"), links=links)

    assert level == judgement.level
    assert f"of {persons:,} persons" in judgement.broken[0].evidence


@pytest.mark.parametrize(("young", "level"), [(0, Level.NONE), (2, Level.BLOCK), (None, Level.REVIEW)])
def test_minimum_age(young: int | None, level: Level) -> None:
    """Records below a minimum age block; where ages could not be compared, somebody has to look."""
    rule = PolicyRule("young", Level.BLOCK, Younger(18), "b", "s", "a")
    db = database()
    link_subjects(db)
    score_records(db, WEIGHTS)
    [judgement] = judge(db, [Policy("p", "P", (), (rule,))], Circumstances(younger_than=lambda _age: young))

    assert level == judgement.level
