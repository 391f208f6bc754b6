"""Which pictures of a dataset the pixel budget covers: those whose names hash lowest, whatever their order."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.units import PixelBudget
from piiscan.settings import PICTURES_IN_BUDGET


class PixelChoice:
    """The choice among all pictures that it has been shown."""

    def __init__(self, budget: PixelBudget) -> None:
        self._budget = budget
        self._lowest = np.empty(0, np.uint64)

    def see(self, ranks: Sequence[int]) -> None:
        """Take in pictures, each by the hash of its name."""
        if self._budget == "auto" and ranks:
            seen = np.concatenate([self._lowest, np.asarray(ranks, np.uint64)])
            few = seen.size <= PICTURES_IN_BUDGET
            self._lowest = seen if few else np.partition(seen, PICTURES_IN_BUDGET - 1)[:PICTURES_IN_BUDGET]

    def covers(self, ranks: Sequence[int], are_pictures: Sequence[bool]) -> ArrowArray:
        """Return for each asset, by the hash of its name, whether it is a picture that the budget covers."""
        pictures = np.asarray(are_pictures, bool)
        if self._budget == "off" or not pictures.any():
            return pa.array(np.zeros(len(pictures), bool))
        if self._budget == "auto":
            pictures &= np.asarray(ranks, np.uint64) <= self._lowest.max(initial=np.uint64(0))
        return pa.array(pictures)
