"""SipHash-1-3 over whole columns: the keyed 8-byte hash behind tokens and sketches.

SipHash (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) is a keyed function made so that its key
cannot be learned from its output; Python hashes its own strings with the same variant. Written with numpy because one
Python call per value costs more than reading the value; a test compares it with the paper's method, word by word.
"""

import hashlib
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.model.arrow_types import ArrowArray

_LONGEST = 384
"""Bytes; longer values are rare, and are first folded to 16 bytes by keyed BLAKE2b."""


def hash_column(values: ArrowArray, key: bytes) -> npt.NDArray[np.uint64]:
    """Return the keyed hash of each value of a string or binary array; nulls hash as empty.

    Args:
        values: string, large_string, binary or large_binary.
        key: 16 bytes.
    """
    data = values.cast(pa.large_binary())
    if len(data) == 0:
        return np.empty(0, np.uint64)
    _, offset_buffer, byte_buffer = data.buffers()
    offsets = np.frombuffer(offset_buffer, np.int64, count=len(data) + 1, offset=data.offset * 8)
    starts, lengths = offsets[:-1] - offsets[0], np.diff(offsets)
    if data.null_count:
        lengths = np.where(data.is_valid().to_numpy(zero_copy_only=False), lengths, 0)
    octets = np.frombuffer(byte_buffer, np.uint8) if byte_buffer is not None else np.empty(0, np.uint8)
    octets = octets[offsets[0] : offsets[-1]]  # a slice of a column holds on to all of its bytes
    if (lengths > _LONGEST).any():
        octets, starts, lengths = _fold_long(octets, starts, lengths, key)
    return _siphash(octets, starts, lengths, key)


def _fold_long(
    octets: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], key: bytes
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Replace each long value by 16 bytes of its keyed BLAKE2b, appended to the bytes."""
    long = np.flatnonzero(lengths > _LONGEST)
    folded = b"".join(
        hashlib.blake2b(octets[starts[i] : starts[i] + lengths[i]].data, key=key, digest_size=16).digest() for i in long
    )
    starts, lengths = starts.copy(), lengths.copy()
    starts[long] = len(octets) + 16 * np.arange(len(long))
    lengths[long] = 16
    return np.concatenate([octets, np.frombuffer(folded, np.uint8)]), starts, lengths


def _siphash(
    octets: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], key: bytes
) -> npt.NDArray[np.uint64]:
    padded = np.concatenate([octets, np.zeros(8, np.uint8)])
    # Every unaligned 8-byte word of the buffer, without a copy.
    words: npt.NDArray[np.uint64] = np.ndarray(len(padded) - 7, np.dtype("<u8"), buffer=padded, strides=(1,))
    hashes = np.empty(len(starts), np.uint64)
    for first in range(0, len(starts), _TOGETHER):
        rows = slice(first, first + _TOGETHER)
        _hash_rows(words, starts[rows], lengths[rows], key, hashes[rows])
    return hashes


_TOGETHER = 16_384
"""Values hashed at a time: what is worked on stays in the processor's cache."""

_CONSTANTS = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def _hash_rows(
    words: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    key: bytes,
    hashes: npt.NDArray[np.uint64],
) -> None:
    """Hash some values into ``hashes``, the shortest first: then those with a word left are always the last ones."""
    whole = (lengths >> 3).astype(np.uint8)
    order = np.argsort(whole, kind="stable")
    starts, lengths = starts[order], lengths[order]
    begins = np.searchsorted(whole[order], np.arange(int(whole.max()) + 2))
    keys = np.frombuffer(key, "<u8", count=2)
    state = [np.full(len(starts), keys[n & 1] ^ np.uint64(c), np.uint64) for n, c in enumerate(_CONSTANTS)]
    spare = np.empty(len(starts), np.uint64)
    for index, (begin, end) in enumerate(pairwise(begins.tolist())):
        message = words[starts[begin:] + 8 * index]
        _close(message[: end - begin], lengths[begin:end])
        left = [v[begin:] for v in state]
        left[3] ^= message
        _round(left, spare[begin:])
        left[0] ^= message
    state[2] ^= np.uint64(0xFF)
    for _ in range(3):
        _round(state, spare)
    hashes[order] = state[0] ^ state[1] ^ state[2] ^ state[3]


def _close(message: npt.NDArray[np.uint64], lengths: npt.NDArray[np.int64]) -> None:
    """Make last words of values of what stands there: the bytes that are left, and the length in the top byte."""
    left = ((lengths & 7) * 8).astype(np.uint64)
    message &= (np.uint64(1) << left) - np.uint64(1)
    message |= (lengths & 0xFF).astype(np.uint64) << np.uint64(56)


def _round(v: list[npt.NDArray[np.uint64]], spare: npt.NDArray[np.uint64]) -> None:
    """One SipRound (figure 2.1 of the paper), in place."""
    v[0] += v[1]
    v[2] += v[3]
    _rotate(v[1], 13, spare)
    _rotate(v[3], 16, spare)
    v[1] ^= v[0]
    v[3] ^= v[2]
    _rotate(v[0], 32, spare)
    v[2] += v[1]
    v[0] += v[3]
    _rotate(v[1], 17, spare)
    _rotate(v[3], 21, spare)
    v[1] ^= v[2]
    v[3] ^= v[0]
    _rotate(v[2], 32, spare)


def _rotate(words: npt.NDArray[np.uint64], bits: int, spare: npt.NDArray[np.uint64]) -> None:
    np.right_shift(words, np.uint64(64 - bits), out=spare)
    words <<= np.uint64(bits)
    words |= spare
