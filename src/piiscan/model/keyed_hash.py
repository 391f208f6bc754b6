"""SipHash-1-3 over whole columns: the keyed 8-byte hash behind tokens and sketches.

SipHash (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) is a keyed function made so that its key
cannot be learned from its output; Python hashes its own strings with the same variant. Written with numpy because one
Python call per value costs more than reading the value; a test compares it with the paper's method, word by word.
"""

import hashlib

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
    starts, lengths = offsets[:-1], np.diff(offsets)
    if data.null_count:
        lengths = np.where(data.is_valid().to_numpy(zero_copy_only=False), lengths, 0)
    octets = np.frombuffer(byte_buffer, np.uint8) if byte_buffer is not None else np.empty(0, np.uint8)
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
    k0, k1 = np.frombuffer(key, "<u8", count=2)
    state = [
        np.full(len(starts), k ^ np.uint64(c), np.uint64) for k, c in zip((k0, k1, k0, k1), _CONSTANTS, strict=True)
    ]
    whole = lengths >> 3
    for index in range(int(whole.max(initial=0)) + 1):
        _absorb(state, words, starts, lengths, whole, index)
    state[2] ^= np.uint64(0xFF)
    for _ in range(3):
        _round(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


_CONSTANTS = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def _absorb(
    state: list[npt.NDArray[np.uint64]],
    words: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    whole: npt.NDArray[np.int64],
    index: int,
) -> None:
    """Take in the word at ``index`` of every value that has one; the last holds the length in its top byte."""
    rows = np.flatnonzero(whole >= index)
    everyone = len(rows) == len(starts)
    part = state if everyone else [v[rows] for v in state]
    begin, size, last = (starts, lengths, whole) if everyone else (starts[rows], lengths[rows], whole[rows])
    message = words[np.minimum(begin + 8 * index, len(words) - 1)]
    ends = last == index
    left = ((size & 7) * 8).astype(np.uint64)
    tail = (message & ((np.uint64(1) << left) - np.uint64(1))) | ((size & 0xFF).astype(np.uint64) << np.uint64(56))
    message = np.where(ends, tail, message)
    part[3] ^= message
    _round(part)
    part[0] ^= message
    if not everyone:
        for whole_state, changed in zip(state, part, strict=True):
            whole_state[rows] = changed


def _round(v: list[npt.NDArray[np.uint64]]) -> None:
    """One SipRound (figure 2.1 of the paper), in place."""
    v[0] += v[1]
    v[2] += v[3]
    _rotate(v[1], 13)
    _rotate(v[3], 16)
    v[1] ^= v[0]
    v[3] ^= v[2]
    _rotate(v[0], 32)
    v[2] += v[1]
    v[0] += v[3]
    _rotate(v[1], 17)
    _rotate(v[3], 21)
    v[1] ^= v[2]
    v[3] ^= v[0]
    _rotate(v[2], 32)


def _rotate(words: npt.NDArray[np.uint64], bits: int) -> None:
    high = words >> np.uint64(64 - bits)
    words <<= np.uint64(bits)
    words |= high
