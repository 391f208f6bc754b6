"""A short run of the fuzzer on every parser that is ours, and what longer runs have found."""

import random

import pytest
from fuzz.seeds import SEEDS_OF
from fuzz.targets import TARGETS, run_target

_RUNS = 60
"""Damaged inputs per target: seconds in all; ``python -m fuzz`` goes on for hours."""


@pytest.mark.parametrize("name", TARGETS)
def test_short_run(name: str) -> None:
    """
    What a target starts from, whole and damaged in sixty ways, ends in content or in an error that it foresees.
    """
    seeds = list(SEEDS_OF[name]())
    chance = random.Random(name)  # noqa: S311 - the same damage each time
    slow = name.startswith("report")
    for seed in chance.sample(seeds, min(len(seeds), 4 if slow else 20)):
        run_target(name, seed)
    for _ in range(6 if slow else _RUNS):
        run_target(name, _damaged(chance.choice(seeds), seeds, chance))


def _damaged(seed: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    body = bytearray(seed)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(4):
            case 0:
                body[at : at + chance.randrange(9)] = chance.randbytes(chance.randrange(9))
            case 1:
                body[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", bytes(4), b"\0\0\0\1", b"\x7f\xff\xff\xff"))
            case 2:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                body[at:at] = other[start : start + 64]
            case _:
                del body[at : at + chance.randrange(64)]
    return bytes(body)
