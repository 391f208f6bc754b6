"""The engines that run patterns over columns: polars, and RE2 for a few plain texts, for which it is ready at once.

Polars is told to use one thread, for the workers are processes. Once loaded it is the quicker one, for it remembers
patterns: fifty cells take it .5 ms, and RE2 3 ms. But loading it takes .07 s (November 2026).
"""

import os
import sys
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray

if TYPE_CHECKING:
    import polars as pl

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
"""Places of texts in a column."""

_FEW_TEXTS, _FEW_BYTES = 1000, 64 << 10
_FEW_COLUMNS = 24
"""Columns that RE2 searches in the time in which polars is loaded."""

_columns = count()
"""Those that it has searched in this process. What is found does not depend on it."""


class Texts(Protocol):
    """Texts of a column, without nulls."""

    def __len__(self) -> int:
        """Return their number."""

    def holding(self, pattern: str) -> Mask:
        """Return which of them hold what a pattern finds."""

    def at(self, places: Places) -> "Texts":
        """Return those at some places."""

    def first(self, number: int) -> "Texts":
        """Return the first of them."""

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return the bytes of each."""

    def blanks(self) -> int:
        """Return how many blanks stand in all of them."""


def texts_of(values: ArrowArray) -> Texts:
    """Return the texts of a column without nulls, with the engine that is quicker for them."""
    if "polars" not in sys.modules and _are_few_and_plain(values) and next(_columns) < _FEW_COLUMNS:
        return _Few(values)
    return _Many(engine().Series(values))


def contains(texts: ArrowArray, pattern: str) -> ArrowArray:
    """Return which texts hold what a pattern finds; null for null."""
    if _are_few_and_plain(texts):
        return pc.match_substring_regex(texts, pattern)
    return engine().Series(texts).str.contains(pattern).to_arrow()


def engine() -> ModuleType:
    """Return polars, imported on first use; a number of threads that the user has set is kept."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    import polars

    return polars


def _are_few_and_plain(texts: ArrowArray) -> bool:
    r"""Whether RE2 finds the same in the texts, and sooner.

    It finds the same in ASCII: there ``\w``, ``\d`` and ``\b`` mean the same to both, and so does ``\s`` but for the
    vertical tab.
    """
    if len(texts) > _FEW_TEXTS or texts.nbytes > _FEW_BYTES:
        return False
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return False
    plain = pc.and_(pc.string_is_ascii(texts), pc.invert(pc.match_substring(texts, "\v")))
    return bool(pc.all(plain, min_count=0).as_py())


def _by_re2(texts: ArrowArray, pattern: str) -> Mask:
    mask: Mask = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return mask


def _by_polars(texts: "pl.Series", pattern: str) -> Mask:
    mask: Mask = texts.str.contains(pattern).to_numpy()
    return mask


class _Few:
    """A few plain texts, searched by RE2."""

    def __init__(self, texts: ArrowArray) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def holding(self, pattern: str) -> Mask:
        try:
            return _by_re2(self._texts, pattern)
        except pa.ArrowInvalid:  # what RE2 does not take, such as classes within classes, may be known to polars
            return _by_polars(engine().Series(self._texts), pattern)

    def at(self, places: Places) -> Texts:
        return _Few(self._texts.take(pa.array(places, pa.int64())))

    def first(self, number: int) -> Texts:
        return _Few(self._texts.slice(0, number))

    def sizes(self) -> npt.NDArray[np.int64]:
        sizes: npt.NDArray[np.int64] = pc.binary_length(self._texts).to_numpy(zero_copy_only=False)
        return sizes

    def blanks(self) -> int:
        return pc.sum(pc.count_substring(self._texts, " ")).as_py() or 0


class _Many:
    """Many texts, or such as are not plain, searched by polars."""

    def __init__(self, texts: "pl.Series") -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def holding(self, pattern: str) -> Mask:
        try:
            return _by_polars(self._texts, pattern)
        except engine().exceptions.ComputeError:  # what polars does not take, such as 100,000 states, is left to RE2
            return _by_re2(self._texts.to_arrow(), pattern)

    def at(self, places: Places) -> Texts:
        return _Many(self._texts.gather(places) if len(places) else self._texts.clear())

    def first(self, number: int) -> Texts:
        return _Many(self._texts.head(number))

    def sizes(self) -> npt.NDArray[np.int64]:
        sizes: npt.NDArray[np.int64] = self._texts.str.len_bytes().to_numpy()
        return sizes

    def blanks(self) -> int:
        return int(self._texts.str.count_matches(" ", literal=True).sum())
