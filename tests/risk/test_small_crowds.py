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
    """The tokens of people, in three pieces of different sizes."""
    columns = TokenColumns(3)
    for piece in (people[:1], people[1:4], people[4:]):
        if piece:
            columns.add([numbers(values, salt) for values, salt in zip(zip(*piece, strict=True), "abc", strict=True)])
    return columns


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, size=st.integers(1, 6), together=st.integers(1, 50), chunk=st.integers(1, 50))
def test_counts_are_those_of_the_definition(
    people: People, size: int, together: int, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Records and persons are counted as a loop over all of them counts, whatever is read and sorted at a time.
    """
    monkeypatch.setattr(small_crowds, "_MOST_TOGETHER", together)
    monkeypatch.setattr(token_columns, "_CHUNK", chunk)
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


def test_a_full_disk_is_told() -> None:
    """
    Where the disk takes no more, an error says so.
    """
    with TokenColumns(1) as columns, Path("/dev/full").open("wb", buffering=0) as full:
        columns._files = [full]

        with pytest.raises(ReportError, match="no room to count crowds"):
            columns.add([np.zeros(10, np.uint64)])
