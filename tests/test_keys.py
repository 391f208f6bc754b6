"""The key: where it comes from, and that it stays a secret."""

from pathlib import Path

import pytest

from piiscan.keys import Key, load_key, own_key_file
from piiscan.model.errors import KeyFileError


def test_own_key_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without another key, one is made on first use, readable by its owner only, and used again.
    """
    monkeypatch.delenv("PIISCAN_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    first, second = load_key(None), load_key(None)

    assert first == second
    assert 0o600 == own_key_file().stat().st_mode & 0o777
    assert ["key"] == [path.name for path in own_key_file().parent.iterdir()]


def test_key_file_outranks_the_environment(tmp_path: Path) -> None:
    """
    A key file that the user names is taken before the environment.
    """
    (tmp_path / "key").write_text("a long key in a file of its own\n")

    assert load_key(None).id != load_key(str(tmp_path / "key")).id


@pytest.mark.parametrize("text", ["", "short", "   x   "])
def test_short_keys_are_refused(text: str, tmp_path: Path) -> None:
    """
    A key that could be guessed is refused, with the command that makes a good one.
    """
    (tmp_path / "key").write_text(text)
    with pytest.raises(KeyFileError, match="openssl rand"):
        load_key(str(tmp_path / "key"))


def test_missing_key_file_is_an_error(tmp_path: Path) -> None:
    """
    A key file that is not there is an error, never a new key.
    """
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_key(str(tmp_path / "none"))


def test_key_hides_itself() -> None:
    """
    Neither its text form nor its name shows anything of the secret; purposes have keys of their own.
    """
    key = Key(b"0123456789abcdef0123456789abcdef")

    assert "0123" not in repr(key) + key.id
    assert key.derive("person") != key.derive("picture")
    assert 16 == len(key.derive("person"))
