"""SipHash over columns, against the method of the paper, one value at a time."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.keyed_hash import hash_column

KEY = bytes(range(16))
WORD = (1 << 64) - 1


def rotate(word: int, bits: int) -> int:
    """Rotate 64 bits to the left."""
    return ((word << bits) | (word >> (64 - bits))) & WORD


def siphash(message: bytes, key: bytes, compressions: int = 1, finalizations: int = 3) -> int:
    """SipHash as section 2 of the paper has it, in plain integers."""
    k0, k1 = (int.from_bytes(half, "little") for half in (key[:8], key[8:]))
    constants = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    v = [key ^ constant for key, constant in zip((k0, k1, k0, k1), constants, strict=True)]

    def rounds(number: int) -> None:
        for _ in range(number):
            v[0] = (v[0] + v[1]) & WORD
            v[1] = rotate(v[1], 13) ^ v[0]
            v[0] = rotate(v[0], 32)
            v[2] = (v[2] + v[3]) & WORD
            v[3] = rotate(v[3], 16) ^ v[2]
            v[0] = (v[0] + v[3]) & WORD
            v[3] = rotate(v[3], 21) ^ v[0]
            v[2] = (v[2] + v[1]) & WORD
            v[1] = rotate(v[1], 17) ^ v[2]
            v[2] = rotate(v[2], 32)

    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for start in range(0, len(padded), 8):
        word = int.from_bytes(padded[start : start + 8], "little")
        v[3] ^= word
        rounds(compressions)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(finalizations)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def test_plain_method_gives_the_papers_vector() -> None:
    """
    The plain method above gives the test vector of the paper's appendix A, for SipHash-2-4.
    """
    assert 0xA129CA6149BE45E5 == siphash(bytes(range(15)), KEY, 2, 4)


@given(st.lists(st.binary(max_size=384) | st.none(), max_size=20), st.binary(min_size=16, max_size=16))
def test_columns_are_hashed_as_single_values_are(values: list[bytes | None], key: bytes) -> None:
    """
    Each value of a column has the hash that it has alone; a null has that of nothing.
    """
    assert [siphash(value or b"", key) for value in values] == hash_column(pa.array(values, pa.binary()), key).tolist()


@given(st.lists(st.text(max_size=30), min_size=3, max_size=20))
def test_slices_and_types_change_nothing(values: list[str]) -> None:
    """
    A slice, and large strings, have the hashes of their values.
    """
    column = pa.array(values)
    whole = hash_column(column, KEY).tolist()

    assert whole[1:-1] == hash_column(column.slice(1, len(column) - 2), KEY).tolist()
    assert whole == hash_column(column.cast(pa.large_string()), KEY).tolist()


def test_long_values_are_told_apart_to_their_end() -> None:
    """
    Values that differ in their last byte only have different hashes, however long they are.
    """
    column = pa.array([b"a" * 5000 + b"x", b"a" * 5000 + b"y", b"a" * 5000 + b"x"])
    first, second, third = hash_column(column, KEY).tolist()

    assert first == third != second
