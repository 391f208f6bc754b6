"""Which assets the user asked for."""

import pytest

from piiscan.model.assets import Asset, Kind, Status
from piiscan.sources.selection import Selection, mark_excluded


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("*.jpg", "a.jpg", True),
        ("*.jpg", "deep/er/a.jpg", True),
        ("*.jpg", "a.jpeg", False),
        ("raw", "raw/deep/a.csv", True),
        ("raw", "left/raw/a.csv", True),
        ("raw", "rawhide/a.csv", False),
        ("raw/", "raw/a.csv", True),
        ("raw/*.csv", "raw/a.csv", True),
        ("raw/*.csv", "raw/deep/a.csv", False),
        ("raw/**/*.csv", "raw/a.csv", True),
        ("raw/**/*.csv", "raw/very/deep/a.csv", True),
        ("raw/**", "raw/very/deep/a.csv", True),
        ("**/a.csv", "a.csv", True),
        ("raw/*.csv", "left/raw/a.csv", False),
        ("part-?.csv", "part-1.csv", True),
        ("part-?.csv", "part-10.csv", False),
        ("part-[0-4].csv", "part-3.csv", True),
        ("part-[!0-4].csv", "part-3.csv", False),
        ("part-[!0-4].csv", "part-7.csv", True),
        ("a.csv", "aXcsv", False),
        ("a[.csv", "a[.csv", True),
        ("*.CSV", "a.csv", False),
    ],
)
def test_pattern(pattern: str, name: str, matches: bool) -> None:
    """
    A pattern speaks of a name or a folder above it; ``*`` stops at a slash and ``**`` does not.
    """
    assert matches == Selection(include=(pattern,)).admits(name)
    assert matches == (not Selection(exclude=(pattern,)).admits(name))


def test_everything_is_admitted_without_patterns() -> None:
    """
    Who asks for nothing in particular gets everything.
    """
    assert Selection().admits("any/thing")


def test_exclude_outranks_include() -> None:
    """
    What is both included and excluded is left out.
    """
    selection = Selection(include=("*.csv",), exclude=("secret*",))

    assert [True, False] == [selection.admits(name) for name in ("a.csv", "secret.csv")]


def asset(name: str, kind: Kind = Kind.DATA, status: Status | None = None) -> Asset:
    return Asset(name, f"file:///{name}", 1, 0, kind, status=status)


def test_excluded_assets_stay_in_the_list() -> None:
    """
    What the user left out is still named, with that as its reason.
    """
    kept, left_out = mark_excluded([asset("a.csv"), asset("b.jpg")], Selection(exclude=("*.jpg",)))

    assert asset("a.csv") == kept
    assert (Kind.EXCLUDED, Status.SKIPPED) == (left_out.kind, left_out.status)
    assert "left out" in str(left_out.reason)


def test_unlistable_folder_is_not_hidden_by_an_include() -> None:
    """
    A folder that could not be listed may hold what is included, so it stays a failure until it is excluded by name.
    """
    folder = asset("closed", Kind.FOLDER, Status.FAILED)

    assert [folder] == list(mark_excluded([folder], Selection(include=("*.csv",))))
    assert [Kind.EXCLUDED] == [a.kind for a in mark_excluded([folder], Selection(exclude=("closed",)))]
