"""Parts: takes the risk of one record apart, so that each number can be followed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from piiscan.model.categories import Category
from piiscan.model.risk import RiskWeights


@dataclass(frozen=True, slots=True)
class RiskParts:
    """What the risk of a record is made of."""

    ways: tuple[tuple[str, float], ...]
    """Ways that lead to the person, each with its chance from 0 to 1, the likeliest first."""

    harms: tuple[tuple[Category, float], ...]
    """Categories whose disclosure harms, from 0 to 1, the gravest first."""

    each_further: float

    @property
    def identifiability(self) -> float:
        """The chance that at least one way leads to the person."""
        return 1 - math.prod(1 - chance for _, chance in self.ways)

    @property
    def harm(self) -> float:
        """The greatest harm; each further one adds a share of what is left to 1."""
        further = max(len(self.harms) - 1, 0)
        greatest = max((harm for _, harm in self.harms), default=0.0)
        return 1 - (1 - greatest) * (1 - self.each_further) ** further

    @property
    def risk(self) -> float:
        """From 0 to 100; an order and no probability."""
        return 100 * self.identifiability * self.harm


def take_apart(categories: Sequence[Category], k: int | None, weights: RiskWeights) -> RiskParts:
    """Return the parts of the risk of a record that holds these categories and has ``k`` people like it."""
    ways = [(category.value, weights.categories[category].identifies) for category in categories]
    if k is not None:
        ways.append((f"its crowd of {k:,}", 1 / k))
    harms = [(category, weights.categories[category].harm) for category in categories]
    return RiskParts(
        ways=tuple(sorted(((name, chance) for name, chance in ways if chance), key=lambda way: -way[1])),
        harms=tuple(sorted(((category, harm) for category, harm in harms if harm), key=lambda pair: -pair[1])),
        each_further=weights.each_further,
    )


def risk_lines(parts: RiskParts, level: str, weights: RiskWeights) -> Iterator[str]:
    """Yield the level and its reasons first, and then the numbers."""
    yield f"  risk: {level}"
    for category, _ in parts.harms[:1]:
        yield f"    most harmful: {category}: {weights.categories[category].why}"
    if parts.ways:
        yield f"    leads to the person: {parts.ways[0][0]}"
    yield f"  {parts.risk:.1f} = 100 x {parts.identifiability:.3f} identifiability x {parts.harm:.3f} harm"
    yield from (f"    identifies {chance:.2f}  {name}" for name, chance in parts.ways)
    yield from (f"    harms {harm:.2f}  {category}" for category, harm in parts.harms)
    yield f"    each further harm adds {parts.each_further:.2f} of what is left to 1"
