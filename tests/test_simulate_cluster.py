"""The model of a cluster: what must hold whatever the rates are."""

from dataclasses import replace

import pytest
from benchmarks.simulate_cluster import Cluster, simulate

SMALL = Cluster(shards=2_000, workers=50, skew=0.0, stragglers=0.0, failures=0.0, tasks_a_second=1e9)


def test_equal_shards_take_what_their_sum_takes() -> None:
    """
    Without anything unequal the reading takes the work's sum, shared among the workers.
    """
    result = simulate(SMALL)

    assert result["reading_if_all_were_equal_h"] == pytest.approx(result["reading_h"], rel=0.01)
    assert 0 == result["wasted_core_h"]


@pytest.mark.parametrize("worse", [{"skew": 1.5}, {"stragglers": 0.2}, {"failures": 0.2}, {"tasks_a_second": 0.5}])
def test_each_trouble_costs_time(worse: dict[str, float]) -> None:
    """
    Unequal shards, slow workers, failed tries and a slow driver each make it longer.
    """
    assert simulate(SMALL)["reading_h"] < simulate(replace(SMALL, **worse))["reading_h"]  # type: ignore[arg-type]


def test_second_tries_help_against_slow_workers() -> None:
    """
    Where some workers are slow, trying their shards again elsewhere ends sooner and wastes some work.
    """
    slow = replace(SMALL, shards=60, stragglers=0.3, slowness=20.0)
    with_tries, without = simulate(slow), simulate(replace(slow, speculation=False))

    assert with_tries["reading_h"] < without["reading_h"]
    assert 0 < with_tries["wasted_core_h"]
