"""Units: what their ids depend on, and what they do not."""

from dataclasses import replace

import pytest

from piiscan.model.categories import Category
from piiscan.model.columns import Origin, Verdict
from piiscan.model.units import Piece, ScanContext
from piiscan.planning.cutting import cut_units

CONTEXT = ScanContext("1", ("rules",), "hash", "key", "auto", hash_files=True)
VERDICT = Verdict("t", "age", Category.DEMOGRAPHIC_AGE, "column.age", 0.9, Origin.UNKNOWN, ("it is",))


def pieces(number: int) -> list[Piece]:
    """Small assets in order."""
    return [Piece(f"photos/{i:06}.jpg", f"file:///d/{i:06}.jpg", "picture", 1000, "1") for i in range(number)]


def ids(*arguments: object) -> list[str]:
    """The ids of the units that these give."""
    return [unit.id for unit in cut_units(*arguments)]  # type: ignore[arg-type] # passed through


def test_every_piece_is_in_one_unit() -> None:
    """
    Units together hold all pieces, in order, each once.
    """
    units = list(cut_units(CONTEXT, pieces(5000), []))

    assert pieces(5000) == [piece for unit in units for piece in unit.pieces]
    assert len(units) > 1


@pytest.mark.parametrize("place", [0, 1234, 4999])
def test_one_more_file_changes_one_unit(place: int) -> None:
    """
    One more file among thousands leaves the ids of nearly all units as they were.
    """
    before = pieces(5000)
    more = sorted([*before, replace(before[place], asset=before[place].asset + ".new.jpg")], key=lambda p: p.asset)

    assert len(set(ids(CONTEXT, before, [])) - set(ids(CONTEXT, more, []))) <= 2


def test_large_pieces_stand_alone() -> None:
    """
    Pieces that fill a unit are not put together.
    """
    large = [replace(piece, size=60 << 20, hashes=True) for piece in pieces(3)]

    assert [1, 1, 1] == [len(unit.pieces) for unit in cut_units(CONTEXT, large, [])]


def test_headers_are_small() -> None:
    """
    Pictures of which only the headers are read share a unit, however large they are.
    """
    large = [replace(piece, size=60 << 20) for piece in pieces(3)]

    assert [3] == [len(unit.pieces) for unit in cut_units(CONTEXT, large, [])]


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTEXT, version="2"),
        replace(CONTEXT, rules_hash="other"),
        replace(CONTEXT, key_id="other"),
        replace(CONTEXT, hash_files=False),
    ],
)
def test_ids_follow_what_is_done(other: ScanContext) -> None:
    """
    Another version, other rules, another key or other settings are other units.
    """
    assert set() == set(ids(CONTEXT, pieces(10), [])) & set(ids(other, pieces(10), []))


def test_ids_follow_what_is_read_and_judged() -> None:
    """
    A changed file and a changed verdict change the unit; a verdict on another table does not.
    """
    table = [replace(pieces(1)[0], table="t")]
    plain = ids(CONTEXT, table, [])

    assert plain != ids(CONTEXT, [replace(table[0], version="2")], [])
    assert plain != ids(CONTEXT, table, [VERDICT])
    assert plain == ids(CONTEXT, table, [replace(VERDICT, table="another")])
