"""Small crowds are counted alike, however many records are looked at together."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.model.errors import ReportError
from piiscan.risk import small_crowds, token_columns
from piiscan.risk.small_crowds import SmallCrowds
from piiscan.risk.token_columns import TokenColumns
from piiscan.risk.token_runs import Numbers, mixed

People = list[tuple[int, int, int]]
"""For each record two values, and a person."""

PEOPLE = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=40)


def numbers(values: tuple[int, ...], salt: str) -> Numbers:
    """Tokens of values."""
    return mixed(np.array(values, np.uint64), salt)


def laid_out(people: People) -> TokenColumns:
    """The tokens of people, in three pieces of different sizes, the first piece of each column last."""
    columns = TokenColumns(3)
    columns.reserve(len(people))
    for start, end in ((4, len(people)), (1, 4), (0, 1)):
        for place, salt in enumerate("abc"):
            columns.add(place, start, numbers(tuple(each[place] for each in people[start:end]), salt))
    return columns


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, size=st.integers(1, 6), together=st.integers(1, 50), window=st.integers(1, 50))
def test_counts_are_those_of_the_definition(
    people: People, size: int, together: int, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Records and persons are counted as a loop over all of them counts, whatever is read and sorted at a time.
    """
    monkeypatch.setattr(small_crowds, "_MOST_TOGETHER", together)
    monkeypatch.setattr(token_columns, "_WINDOW", window)
    records = Counter((first, second) for first, second, _ in people)
    persons: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for first, second, person in people:
        persons[first, second].add(person)

    with laid_out(people) as columns:
        assert sum(n for n in records.values() if n < size) == SmallCrowds(columns, size).count([0, 1])
        assert sum(n for crowd, n in records.items() if len(persons[crowd]) < size) == SmallCrowds(
            columns, size, persons=2
        ).count([0, 1])


@given(people=PEOPLE, size=st.integers(1, 6))
def test_a_sample_of_all_crowds_is_the_count(people: People, size: int) -> None:
    """
    With each crowd in the sample, the estimate is what counting finds; without columns nobody is in a crowd.
    """
    with laid_out(people) as columns:
        small = SmallCrowds(columns, size)

        assert [small.count([0]), small.count([0, 1]), 0] == small.estimate([[0], [0, 1], []], 1)


def test_a_sample_takes_whole_crowds() -> None:
    """
    Of many crowds of one record about a tenth is in a sample of a tenth, and of one large crowd all or nothing.
    """
    single = [(n, 0, 0) for n in range(1_000)]
    with laid_out(single) as columns:
        found = SmallCrowds(columns, 2_000).estimate([[0], [1]], 10)

    assert 60 < found[0] < 140
    assert found[1] in (0, 1_000)


def test_numbers_add_up() -> None:
    """
    What is added at a place is added to what stands there, across windows, and a place that nothing was added to is 0.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_columns, "_WINDOW", 4)
        with TokenColumns(1) as columns:
            assert [0, 6] == [columns.reserve(6), columns.reserve(5)]
            for start in (0, 7, 2):
                columns.add(0, start, np.array([1, 2, 3], np.uint64))

            assert [1, 2, 4, 2, 3, 0, 0, 1, 2, 3, 0] == np.concatenate([c for [c] in columns.read([0])]).tolist()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where the disk takes no more, an error says so.
    """
    monkeypatch.setattr(token_columns, "_WINDOW", 4)
    full = Path("/dev/full").open("r+b", buffering=0)  # noqa: SIM115 - closed with the columns
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full)

    with TokenColumns(1) as columns, pytest.raises(ReportError, match="no room to count crowds"):
        columns.add(0, 0, np.ones(10, np.uint64))
