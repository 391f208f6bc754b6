"""The key that tokens are made with: from ``PIISCAN_KEY``, a key file, or the user's own file, made once."""

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from piiscan.model.errors import KeyFileError

KEY_VARIABLE = "PIISCAN_KEY"
_SHORTEST = 16
"""Characters; a shorter key could be guessed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and the name by which reports tell which secret it was."""

    secret: bytes = field(repr=False)
    """32 bytes."""

    @property
    def id(self) -> str:
        """16 hex digits that name the key and say nothing about it."""
        return hashlib.blake2b(b"piiscan key id", key=self.secret, digest_size=8).hexdigest()

    def derive(self, purpose: str) -> bytes:
        """Return 16 bytes for one purpose, so that equal values in different roles get different tokens."""
        return hashlib.blake2b(purpose.encode(), key=self.secret, digest_size=16).digest()


def load_key(key_file: str | None) -> Key:
    """Return the key of this scan. Raises KeyFileError where it is too short or cannot be read or made.

    Order: ``key_file``, then the environment, then the user's own key file, which is made on first use.
    """
    if key_file is not None:
        return _key_from(_read(Path(key_file)), f"the key file {key_file}")
    if text := os.environ.get(KEY_VARIABLE):
        return _key_from(text.encode(), KEY_VARIABLE)
    return _key_from(_read_or_make(own_key_file()), "your own key file")


def own_key_file() -> Path:
    """Return where the user's own key lies."""
    from platformdirs import user_config_path

    return user_config_path("piiscan") / "key"


def _key_from(text: bytes, origin: str) -> Key:
    text = text.strip()
    if len(text) < _SHORTEST:
        raise KeyFileError(f"{origin} holds fewer than {_SHORTEST} characters; make one with: openssl rand -hex 32")
    return Key(hashlib.blake2b(text, person=b"piiscan key", digest_size=32).digest())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be read ({type(error).__name__})") from None


def _read_or_make(path: Path) -> bytes:
    if path.exists():
        return _read(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole under another name and linked into place: two first scans at once end with one key.
        draft = path.with_name(f"key.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise KeyFileError(
            f"no key could be made at {path} ({type(error).__name__}); set {KEY_VARIABLE} or name a --key-file"
        ) from None
    return _read(path)
