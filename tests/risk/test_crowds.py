"""k-anonymity and l-diversity of tables, what banding does, ages, and combinations."""

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.linkage.subjects import link_subjects
from piiscan.model.categories import Category
from piiscan.model.crowds import Combination, Crowds
from piiscan.model.keyed_hash import hash_column
from piiscan.model.policies import Step
from piiscan.risk import banding
from piiscan.risk.ages import count_younger
from piiscan.risk.banding import crowd_steps
from piiscan.risk.combinations import count_combinations
from piiscan.risk.crowds import measure_crowds
from piiscan.risk.score import score_records
from piiscan.risk.small_crowds import SmallCrowds
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from tests.report_builder import Row, database, field_row, findings, link, picture

WEIGHTS = load_risk_weights(shipped_rules())
AGE, RACE, SEX = "demographic.age", "demographic.race", "demographic.sex"
COLUMNS = {"age": AGE, "sex": SEX, "race": RACE}


def measured(rows: list[Row], fields: list[Row], **tables: list[Row]) -> tuple[duckdb.DuckDBPyConnection, list[Crowds]]:
    """The crowds over these links."""
    db = database(links=rows, fields=fields, **tables)
    link_subjects(db)
    score_records(db, WEIGHTS)
    return db, list(measure_crowds(db))


def table(*people: tuple[object, ...], **bands: int) -> tuple[list[Row], list[Row]]:
    """Links and fields of a table of age, sex and race."""
    links = []
    for n, values in enumerate(people):
        for name, value in zip(COLUMNS, values, strict=False):
            links.append(link("t.csv", n, "quasi", str(value), field=name))
            if width := bands.get(name):
                links.append(link("t.csv", n, "quasi", str(int(str(value)) // width), name, f"band {width}"))
    fields = [field_row("t.csv", name, category, type="text") for name, category in COLUMNS.items()]
    return links, fields


def test_unique_records_are_counted() -> None:
    """
    A table's k is its smallest crowd, and those alone in theirs are counted.
    """
    _, [crowds] = measured(*table((30, "f"), (30, "f"), (41, "m")))

    assert ("t.csv", 3, 1, 1, 3) == (
        crowds.table,
        crowds.records,
        crowds.smallest,
        crowds.unique,
        crowds.below_5,
    )


PEOPLE = st.lists(
    st.tuples(st.integers(30, 32), st.sampled_from("fm"), st.sampled_from("abc")), min_size=1, max_size=25
)


@settings(deadline=None, max_examples=30)
@given(PEOPLE)
def test_k_and_l_are_those_of_the_definition(people: list[tuple[int, str, str]]) -> None:
    """
    K and l are those that grouping by the published definitions gives.
    """
    _, [crowds] = measured(*table(*people))
    frame = pd.DataFrame(people, columns=list(COLUMNS))

    assert frame.groupby(list(COLUMNS)).size().min() == crowds.smallest
    assert ((Category.DEMOGRAPHIC_RACE, frame.groupby(["age", "sex"])["race"].nunique().min()),) == crowds.diversity


# Runs in an environment of its own: pycanon pins the versions of what it needs, and ours are newer.
_PYCANON = """
import json, sys
import pandas as pd
from pycanon import anonymity

told = []
for people in json.load(sys.stdin):
    frame = pd.DataFrame(people, columns=["age", "sex", "race"])
    k = anonymity.k_anonymity(frame, ["age", "sex", "race"])
    told.append((int(k), int(anonymity.l_diversity(frame, ["age", "sex"], ["race"]))))
print(json.dumps(told))
"""


def pycanon(folder: Path, tables: list[list[tuple[int, str, str]]]) -> list[tuple[int, int]]:
    """K and l of each table as pycanon has them."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = str(folder / "bin" / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pycanon"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert 0 == done.returncode, done.stderr
    asked = json.dumps(tables)
    command = [python, "-c", _PYCANON]
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert 0 == told.returncode, told.stderr
    return [(k, least) for k, least in json.loads(told.stdout.splitlines()[-1])]


@pytest.mark.install
def test_k_and_l_equal_those_of_pycanon(tmp_path: Path) -> None:
    """
    K and l equal those of a published implementation on the same tables.
    """
    random = Random(7)  # noqa: S311 - tables to compare, and no secret
    tables = [
        [(random.randint(30, 32), random.choice("fm"), random.choice("abc")) for _ in range(random.randint(1, 40))]
        for _ in range(20)
    ]
    ours = []
    for people in tables:
        _, [crowds] = measured(*table(*people))
        ours.append((crowds.smallest, dict(crowds.diversity)[Category.DEMOGRAPHIC_RACE]))

    assert pycanon(tmp_path / "pycanon", tables) == ours


def test_banding_says_what_remains() -> None:
    """
    Ages banded by ten make one crowd of what were single persons, and nobody remains in a small one.
    """
    db, _ = measured(*table(*((30 + n, "f") for n in range(6)), age=10))

    assert (Step("band age by 10 in t.csv", 0),) == crowd_steps(db, 5)


def test_what_banding_cannot_mend_is_dropped() -> None:
    """
    Where a column has no coarser form, dropping it is the step.
    """
    db, _ = measured(*table(*((30, letter) for letter in "abcdef")))

    assert (Step("drop the column sex in t.csv", 0),) == crowd_steps(db, 5)


def test_large_crowds_need_no_steps() -> None:
    """
    Nothing is advised where all crowds are large enough.
    """
    db, _ = measured(*table(*[(30, "f")] * 5))

    assert () == crowd_steps(db, 5)


def test_ten_rows_of_one_person_are_no_crowd() -> None:
    """
    What a change leaves is counted in persons: six rows of one age band that are one person's stay a small crowd.
    """
    rows, fields = table(*((30 + n, "f") for n in range(6)), age=10)
    ids = [link("t.csv", n, "person", "one") for n in range(6)]
    db, _ = measured([*rows, *ids], [*fields, field_row("t.csv", "id", "identifier.account", type="text")])

    assert Step("band age by 10 in t.csv", 6) == crowd_steps(db, 5)[0]


def test_a_sample_of_the_crowds_chooses_the_same_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In a large table the step is chosen by a part of the crowds, and it is the one that all of them choose; what it
    leaves is counted over all.
    """
    people = [(30 + n // 600, "fm"[n % 2], str(n) if n < 1_190 else "x") for n in range(1_200)]
    db, _ = measured(*table(*people))
    by_all = crowd_steps(db, 5)
    asked: list[int] = []
    estimate = SmallCrowds.estimate

    def seen(crowds: SmallCrowds, several: Sequence[Sequence[int]], share: int) -> list[int]:
        asked.append(share)
        return estimate(crowds, several, share)

    monkeypatch.setattr(SmallCrowds, "estimate", seen)
    monkeypatch.setattr(banding, "_SAMPLED_FROM", 1_000)
    monkeypatch.setattr(banding, "_SAMPLE", 100)

    assert (Step("drop the column race in t.csv", 0),) == by_all
    assert by_all == crowd_steps(db, 5)
    assert {12} == set(asked)


def key_for(purpose: str) -> bytes:
    """A key for each purpose."""
    return purpose.encode().ljust(16, b"x")[:16]


def aged(category: str, *values: str) -> duckdb.DuckDBPyConnection:
    """A table with a column of ages or birth dates."""
    tokens = hash_column(pa.array(values, pa.string()), key_for(f"quasi/{category}"))
    rows = [
        {"asset": "t.csv", "record": n, "field": "age", "role": "quasi", "level": "exact", "token": token.tobytes()}
        for n, token in enumerate(tokens)
    ]
    return measured(rows, [field_row("t.csv", "age", category, type="text")])[0]


def test_young_ages_are_counted() -> None:
    """
    Ages below the limit are counted without being known, and the limit itself is not below it.
    """
    db = aged(AGE, "12", "13", "17", "18", "90")

    assert [1, 3] == [count_younger(db, age, date(2026, 11, 23), key_for) for age in (13, 18)]


def test_young_birth_dates_are_counted() -> None:
    """
    A birth date counts until the day before the birthday, in several ways of writing.
    """
    db = aged("demographic.birth_date", "2008-11-23", "2008-11-24", "24.11.2008", "20100101", "1980-01-01", "2012")

    assert 4 == count_younger(db, 18, date(2026, 11, 23), key_for)


def test_combinations_are_counted_over_linked_records() -> None:
    """
    A photo and a table row of one person are one person known by both; what stands alone counts as a record.
    """
    links = [link("u.csv", 0, "person", "ann"), link("u.csv", 0, "picture", "p"), link("p.jpg", 0, "picture", "p")]
    db, _ = measured(
        links,
        [],
        findings=[*findings("u.csv", 0, RACE), *findings("v.csv", 0, "image.reference", RACE)],
        pictures=[picture("p.jpg")],
    )

    assert (Combination("photo or face, and race", persons=1, records=1),) == count_combinations(db, WEIGHTS)
