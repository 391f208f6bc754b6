"""Hashes of files."""

import hashlib
import io

import pytest

from piiscan.run.digests import FileDigests

KEY = bytes(16)


@pytest.mark.parametrize("size", [4096, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 20])
def test_one_after_the_other(size: int) -> None:
    """Each file gets the SHA-256 of its own bytes, whatever was in the buffer before."""
    digests = FileDigests(KEY)
    digests.of(io.BytesIO(b"x" * (1 << 19)), 1 << 19)
    content = bytes(range(256)) * (size // 256 + 1)

    assert hashlib.sha256(content[:size]).hexdigest() == digests.of(io.BytesIO(content[:size]), size)


def test_small_files() -> None:
    """Of a file whose content could be guessed no plain digest is given."""
    assert hashlib.sha256(b"yes").hexdigest() != FileDigests(KEY).of(io.BytesIO(b"yes"), 3)
