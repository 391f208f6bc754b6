"""SHA-256 of what was read, keyed where the content could be guessed from it."""

import hashlib

from piiscan.detectors.table.links import keyed_digest

SMALL_FILE = 4096
"""Bytes below which a file's content could be guessed from its SHA-256, so that only a keyed digest is kept."""


def named_digest(digest: "hashlib._Hash", size: int, key: bytes) -> str:
    """Return the hex digest of ``size`` bytes of content, keyed with the 16 bytes of ``key`` where it is small."""
    if size < SMALL_FILE:
        return keyed_digest(digest.digest(), key)
    return digest.hexdigest()
