"""Opening assets by their address."""

import os
from pathlib import Path

import pytest

from piiscan.model.errors import SourceError
from piiscan.sources.names import file_uri
from piiscan.sources.opening import open_uri


def uri_of(path: Path) -> str:
    return file_uri(os.fsencode(path))


def test_file_is_seekable(tmp_path: Path) -> None:
    """
    Readers may jump about in a file.
    """
    (tmp_path / "a").write_bytes(b"0123456789")

    with open_uri(uri_of(tmp_path / "a")) as stream:
        stream.seek(-3, os.SEEK_END)
        assert b"789" == stream.read()


def test_pipe_in_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    """
    A named pipe that took a file's place is refused at once.
    """
    os.mkfifo(tmp_path / "a")

    with pytest.raises(SourceError, match="no longer a file"):
        open_uri(uri_of(tmp_path / "a"))


def test_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """
    A folder that took a file's place is refused.
    """
    with pytest.raises(SourceError, match="no longer a file"):
        open_uri(uri_of(tmp_path))


def test_vanished_file_is_refused(tmp_path: Path) -> None:
    """
    A file that is gone is a failure to open, told without its path.
    """
    with pytest.raises(SourceError, match="could not be opened: no such file or directory") as caught:
        open_uri(uri_of(tmp_path / "gone"))

    assert "gone" not in str(caught.value)


def test_unknown_scheme_is_refused() -> None:
    """
    An address of another kind says so.
    """
    with pytest.raises(SourceError, match="gopher"):
        open_uri("gopher://somewhere/a")
