"""Tokens of texts that linkage tries itself, as the rows of ``links/`` have them."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.keyed_hash import hash_column


def hash_texts(texts: Sequence[str] | ArrowArray, key: bytes) -> ArrowArray:
    """Return the 8-byte tokens of texts, as Arrow binary, under a key of 16 bytes."""
    hashes = hash_column(texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string()), key)
    tokens = pa.Array.from_buffers(pa.binary(8), len(hashes), [None, pa.py_buffer(np.ascontiguousarray(hashes))])
    return tokens.cast(pa.binary())
