"""Listing what lies below a root."""

import os
import socket
from pathlib import Path

import pytest

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import UsageError
from piiscan.sources import local
from piiscan.sources.local import discover
from piiscan.sources.opening import open_uri


def listing(root: Path, label: str | None = None, skip: tuple[Path, ...] = ()) -> dict[str, Asset]:
    assets = list(discover(root, label, frozenset(skip)))
    named = {asset.name: asset for asset in assets}
    assert len(named) == len(assets)
    return named


def test_lists_hidden_and_nested_files_in_byte_order(tmp_path: Path) -> None:
    """
    Everything below the root is listed, hidden files too, always in the same order.
    """
    for name in ("b.csv", ".hidden", "a/z.csv", "a/B.csv", "B.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")

    names = [asset.name for asset in discover(tmp_path)]

    assert [".hidden", "B.csv", "a/B.csv", "a/z.csv", "b.csv"] == names


def test_ordinary_file_is_data_with_size_and_time(tmp_path: Path) -> None:
    """
    An ordinary file waits to be sniffed: its kind is data and its outcome open.
    """
    (tmp_path / "a.csv").write_text("abc")
    os.utime(tmp_path / "a.csv", ns=(5, 7))

    asset = listing(tmp_path)["a.csv"]

    assert (Kind.DATA, None, None, 3, 7) == (
        asset.kind,
        asset.status,
        asset.reason,
        asset.size,
        asset.modified_ns,
    )


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\xff\xe9.csv", "%FF%E9.csv"),
        (b"new\nline", "new%0Aline"),
        (b"50%!x", "50%25%21x"),
        ("grün.csv".encode(), "grün.csv"),
        ("gpj\u202eexe".encode(), "gpj%E2%80%AEexe"),
        (b"a b?#", "a b?#"),
    ],
)
def test_odd_names_are_readable_and_can_be_opened(tmp_path: Path, raw: bytes, shown: str) -> None:
    """
    A file of any name is listed under a name that any report can hold, and opened by its address.
    """
    with open(os.path.join(os.fsencode(tmp_path), raw), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"content")

    asset = listing(tmp_path)[shown]

    assert asset.uri.isascii()
    with open_uri(asset.uri) as stream:
        assert b"content" == stream.read()


def test_two_names_never_become_one(tmp_path: Path) -> None:
    """
    A name that looks like the encoding of another one stays apart from it.
    """
    for raw in (b"a\n", b"a%0A"):
        with open(os.path.join(os.fsencode(tmp_path), raw), "wb") as file:  # noqa: PTH118, PTH123
            file.write(b"x")

    assert {"a%0A", "a%250A"} == set(listing(tmp_path))


def test_links_are_recorded_and_never_followed(tmp_path: Path) -> None:
    """
    A link is listed with where it leads, and what it leads to is listed once; loops end.
    """
    root = tmp_path / "data"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.csv").write_text("x")
    (tmp_path / "data-outside").write_text("x")
    (root / "inside").symlink_to("sub/a.csv")
    (root / "loop").symlink_to(root)
    (root / "self").symlink_to("self")
    (root / "outside").symlink_to(tmp_path / "data-outside")
    (root / "broken").symlink_to("nowhere")

    found = listing(root)

    assert {"inside", "loop", "self", "outside", "broken", "sub/a.csv"} == set(found)
    links = {name: asset for name, asset in found.items() if asset.kind is Kind.LINK}
    assert {Status.SKIPPED} == {asset.status for asset in links.values()}
    words = {"inside": "inside", "loop": "inside", "self": "itself", "outside": "outside", "broken": "broken"}
    assert [] == [name for name, word in words.items() if word not in str(links[name].reason)]


def test_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    """
    A user who names a link means what it leads to.
    """
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_text("x")
    (tmp_path / "real" / "link").symlink_to("a.csv")
    (tmp_path / "link").symlink_to("real")

    found = listing(tmp_path / "link")

    assert {"a.csv", "link"} == set(found)
    assert "inside" in str(found["link"].reason)


def test_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is neither file nor folder is skipped with a reason.
    """
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")

        found = listing(tmp_path)

    assert {"pipe": (Kind.SPECIAL, Status.SKIPPED), "socket": (Kind.SPECIAL, Status.SKIPPED)} == {
        name: (asset.kind, asset.status) for name, asset in found.items()
    }
    assert "pipe" in str(found["pipe"].reason)
    assert "socket" in str(found["socket"].reason)


def test_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A folder that may not be read fails by name, and its neighbours are still listed.
    """
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.csv").write_text("x")
    if os.geteuid() == 0:  # root may read every folder
        listed = local._entries
        denied = PermissionError(13, "Permission denied")

        def entries(folder: bytes) -> object:
            if folder.endswith(b"closed"):
                raise denied
            return listed(folder)

        monkeypatch.setattr(local, "_entries", entries)
    else:
        (tmp_path / "closed").chmod(0)

    found = listing(tmp_path)

    assert (Kind.FOLDER, Status.FAILED) == (found["closed"].kind, found["closed"].status)
    assert "permission denied" in str(found["closed"].reason)
    assert found["open.csv"].status is None


def test_file_that_vanishes_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A file that is gone between listing and looking fails by name.
    """
    monkeypatch.setattr(local, "_entries", lambda folder: iter([folder + b"/gone.csv"]))

    found = listing(tmp_path)

    assert Status.FAILED == found["gone.csv"].status
    assert "no such file" in str(found["gone.csv"].reason)


def test_empty_file_is_skipped_as_empty(tmp_path: Path) -> None:
    """
    An empty file is named, and leaves nothing unread.
    """
    (tmp_path / "a.csv").touch()

    asset = listing(tmp_path)["a.csv"]

    assert (Kind.EMPTY, Status.SKIPPED, "empty file") == (asset.kind, asset.status, asset.reason)


def test_dataset_with_folders_named_like_a_report_is_listed(tmp_path: Path) -> None:
    """
    Pictures do not hide in a folder because it looks like a report by name only.
    """
    for name in ("assets/photo.jpg", "findings/notes.parquet", "run.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")

    assert {"assets/photo.jpg", "findings/notes.parquet", "run.json"} == set(listing(tmp_path))


def test_skipped_path_is_not_mentioned(tmp_path: Path) -> None:
    """
    The report that is being written does not appear in its own ledger.
    """
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("x")
    (tmp_path / "a.csv").write_text("x")

    assert {"a.csv"} == set(listing(tmp_path, skip=(tmp_path / "out",)))


def test_label_stands_before_every_name(tmp_path: Path) -> None:
    """
    With several roots, the label tells them apart.
    """
    (tmp_path / "a.csv").write_text("x")

    assert {"left%21/a.csv"} == set(listing(tmp_path, label="left!"))
    assert {"left/a.csv"} == set(listing(tmp_path / "a.csv", label="left"))
    assert {"a.csv"} == set(listing(tmp_path / "a.csv", label="a.csv"))


def test_single_file_may_be_a_root(tmp_path: Path) -> None:
    """
    A dataset may be one file.
    """
    (tmp_path / "a.csv").write_text("x")

    assert {"a.csv"} == set(listing(tmp_path / "a.csv"))


def test_missing_dataset_is_refused(tmp_path: Path) -> None:
    """
    No such dataset is an error of the call, not an empty listing.
    """
    with pytest.raises(UsageError, match="no dataset"):
        discover(tmp_path / "nowhere")


def test_deep_folders_have_no_limit(tmp_path: Path) -> None:
    """
    Folders nested deeper than Python would recurse are listed, up to the longest path the system allows.
    """
    path = tmp_path
    for _ in range(1200):
        path = path / "d"
        path.mkdir()
    (path / "a.csv").write_text("x")

    try:
        assert ["d/" * 1200 + "a.csv"] == list(listing(tmp_path))
    finally:
        _remove_chain(path, tmp_path)


def _remove_chain(folder: Path, top: Path) -> None:
    """Remove nested folders from the innermost: pytest's own clean-up would recurse too deep."""
    (folder / "a.csv").unlink()
    while folder != top:
        folder.rmdir()
        folder = folder.parent
