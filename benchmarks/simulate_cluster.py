"""A model of one scan over a cluster: what it takes, and which part gives way first.

    python -m benchmarks.simulate_cluster --shards 500000 --pictures-per-shard 10000

A run is a list of shards of unequal size that workers take one by one, as Spark's tasks do. The model has what decides
at that size: how long the listing takes, how unequal shards are (log-normal), how fast a worker reads (the smaller of
its processor and its share of the network), workers that are slow (stragglers), tries that fail and begin anew, the
driver that hands out tasks one after the other, and settling, which reads what every unit wrote. Each rate is a
parameter; the defaults are measured on one machine (docs/scale.md), and so the result is an extrapolation.
"""

import argparse
import heapq
import math
import random
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Cluster:
    """What is scanned, and by what."""

    shards: int = 500_000
    pictures_per_shard: int = 10_000
    picture_bytes: int = 100_000
    """A tar is read as one stream: all of its bytes travel, whatever is looked at."""

    skew: float = 0.5
    """Standard deviation of the logarithm of a shard's size: 0.5 makes one in a hundred three times the median."""

    workers: int = 2_000
    """Cores that read, each with a process of its own."""

    pictures_a_second: float = 8_300
    """Headers that one core looks at in a tar."""

    network: float = 100e9
    """Bytes a second that the store gives all workers together."""

    stream: float = 60e6
    """Bytes a second of one connection."""

    stragglers: float = 0.02
    """Share of workers that are slow."""

    slowness: float = 4.0
    """How many times slower they are."""

    failures: float = 0.005
    """Share of tries that end half-way, such as by a machine that is taken away."""

    speculation: bool = True
    """Whether a second try is begun elsewhere where a task takes 1.5 times the median, as Spark can."""

    keys_a_second: float = 20_000
    """Keys listed a second: 1,000 a request, 50 ms each."""

    plan_seconds: float = 0.05
    """To look at one shard's head when planning, over the threads that look at once."""

    plan_threads: int = 32
    tasks_a_second: float = 300
    """That one driver hands out and hears of."""

    outcomes_a_second: float = 69_000
    """Assets whose outcome settling reads and writes into the ledger, on one machine: members of archives count."""

    records_a_second: float = 60_000
    """Records that assessing links, scores and judges, on one machine."""

    share_with_findings: float = 1.0
    """Share of pictures that make a record: those that say something of a person or a place."""


def simulate(cluster: Cluster, seed: int = 1) -> dict[str, float]:
    """Return hours of each stage, and what the reading would take if nothing were unequal."""
    chance = random.Random(seed)  # noqa: S311 - a model, not a secret
    planning = cluster.shards / cluster.keys_a_second + cluster.shards * cluster.plan_seconds / cluster.plan_threads
    work = [_seconds(cluster, chance) for _ in range(cluster.shards)]
    speeds = [cluster.slowness if chance.random() < cluster.stragglers else 1.0 for _ in range(cluster.workers)]
    reading, wasted = _run(cluster, work, speeds, chance)
    pictures = cluster.shards * cluster.pictures_per_shard
    settling = pictures / cluster.outcomes_a_second
    assessing = pictures * cluster.share_with_findings / cluster.records_a_second
    ideal = sum(work) / cluster.workers
    return {
        "planning_h": planning / 3600,
        "handing_out_h": cluster.shards / cluster.tasks_a_second / 3600,
        "reading_h": reading / 3600,
        "reading_if_all_were_equal_h": ideal / 3600,
        "wasted_core_h": wasted / 3600,
        "settling_h": settling / 3600,
        "assessing_h": assessing / 3600,
        "total_h": (planning + reading + settling + assessing) / 3600,
        "core_hours": (reading * cluster.workers) / 3600,
        "terabytes": pictures * cluster.picture_bytes / 1e12,
    }


def _seconds(cluster: Cluster, chance: random.Random) -> float:
    """Return how long a worker of usual speed takes for one shard."""
    size = math.exp(chance.gauss(0, cluster.skew) - cluster.skew**2 / 2)  # of mean 1
    pictures = cluster.pictures_per_shard * size
    bandwidth = min(cluster.stream, cluster.network / cluster.workers)
    return max(pictures / cluster.pictures_a_second, pictures * cluster.picture_bytes / bandwidth)


def _run(cluster: Cluster, work: list[float], speeds: list[float], chance: random.Random) -> tuple[float, float]:
    """Return when the last shard is done, and the core seconds spent on tries that came to nothing."""
    free = [(index / cluster.tasks_a_second, index) for index in range(len(speeds))]
    heapq.heapify(free)
    waiting = list(reversed(work))
    limit = 1.5 * sorted(work)[len(work) // 2]
    end = wasted = handed = 0.0
    while waiting:
        need = waiting.pop()
        at, worker = heapq.heappop(free)
        handed = max(handed + 1 / cluster.tasks_a_second, at)
        takes = need * speeds[worker]
        if chance.random() < cluster.failures:
            wasted += takes / 2
            waiting.insert(len(waiting) // 2, need)
            heapq.heappush(free, (handed + takes / 2, worker))
            continue
        if cluster.speculation and takes > limit and speeds[worker] > 1:
            again = limit + need  # seen at the limit, and read by another worker at the usual speed
            wasted += min(takes, again)
            takes = min(takes, again)
        end = max(end, handed + takes)
        heapq.heappush(free, (handed + takes, worker))
    return end, wasted


def main() -> None:
    """Print the stages of one scan."""
    parser = argparse.ArgumentParser(prog="simulate_cluster", description=__doc__.partition("\n")[0])
    for field in fields(Cluster):
        kind = type(field.default)
        option = f"--{field.name.replace('_', '-')}"
        if kind is bool:
            parser.add_argument(option, action=argparse.BooleanOptionalAction, default=field.default)
        else:
            parser.add_argument(option, type=kind, default=field.default)
    for name, value in simulate(Cluster(**vars(parser.parse_args()))).items():
        print(f"{name:30}{value:14,.2f}")


if __name__ == "__main__":
    main()
