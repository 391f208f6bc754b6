"""Which pictures the pixel budget covers where nobody knows beforehand how many there are."""

import hashlib

from piiscan.model.units import PixelBudget
from piiscan.settings import PICTURES_IN_BUDGET

_ALL_UP_TO = 100
_ONE_IN = 16


class PixelShare:
    """The budget of one archive, or of the cells of one piece of a table.

    ``auto`` takes the first pictures, and then those whose names' hashes say so, up to the number that a folder gets:
    a share that does not depend on anything but the names and their order.
    """

    def __init__(self, budget: PixelBudget) -> None:
        self._budget = budget
        self._seen = self._covered = 0

    def covers(self, name: str) -> bool:
        """Whether the pixels of the next picture are looked at."""
        self._seen += 1
        if self._budget != "auto":
            return self._budget == "all"
        covered = self._covered < PICTURES_IN_BUDGET and (self._seen <= _ALL_UP_TO or _by_hash(name))
        self._covered += covered
        return covered


def _by_hash(name: str) -> bool:
    return hashlib.blake2b(name.encode(), digest_size=1).digest()[0] % _ONE_IN == 0
