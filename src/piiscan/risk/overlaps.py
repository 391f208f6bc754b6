"""Overlaps: whether a record was met twice, told from the first and last record of each asset in each stretch."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.model.keyed_hash import hash_column
from piiscan.risk.token_runs import Records

_KEY = bytes(16)
"""The hashes stay here, and only tell assets apart."""


class Stretches:
    """What was met of each asset, stretch by stretch: three numbers for each."""

    def __init__(self) -> None:
        self._met: list[npt.NDArray[np.uint64]] = []

    def add(self, assets: pa.DictionaryArray, records: Records) -> None:
        """Take in a stretch: records, each of them once, with the asset of each."""
        if not len(records):
            return
        codes = assets.indices.to_numpy()
        starts = np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1])
        least, most = np.minimum.reduceat(records, starts), np.maximum.reduceat(records, starts)
        hashes = hash_column(assets.dictionary, _KEY)[codes[starts]]
        self._met.append(np.stack([hashes, least.astype(np.uint64), most.astype(np.uint64)]))

    def overlap(self) -> bool:
        """Return whether two stretches may have a record in common."""
        if not self._met:
            return False
        hashes, least, most = np.concatenate(self._met, axis=1)
        order = np.lexsort((least, hashes))
        same = hashes[order][1:] == hashes[order][:-1]
        return bool((same & (least[order][1:] <= most[order][:-1])).any())
