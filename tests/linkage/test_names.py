"""Photos whose names hold the id of a person."""

import duckdb
import pyarrow as pa

from piiscan.linkage.names import link_names
from piiscan.model.keyed_hash import hash_column
from tests.report_builder import asset_row, database


def key_for(purpose: str) -> bytes:
    """A key for each purpose."""
    return purpose.encode().ljust(16, b"x")[:16]


def holding(*ids: str, photos: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """A table with a column of ids beside these photos."""
    tokens = hash_column(pa.array(ids, pa.string()), key_for("person"))
    links = [
        {"asset": "u.csv", "record": n, "field": "id", "role": "person", "level": "exact", "token": token.tobytes()}
        for n, token in enumerate(tokens)
    ]
    return database(links=links, assets=[asset_row(photo, kind="picture") for photo in photos])


def linked(*ids: str, photos: tuple[str, ...]) -> list[str]:
    """The photos that are tied to a person."""
    batches = link_names(holding(*ids, photos=photos), key_for)
    return sorted(asset for batch in batches for asset in batch["asset"].to_pylist())


def test_folder_named_by_a_person_ties_its_photos() -> None:
    """
    Folders named by ids of persons tie the photos in them to these.
    """
    photos = ("photos/10293/1.jpg", "photos/10293/2.jpg", "photos/10294/1.jpg", "photos/10295/1.jpg")

    assert sorted(photos) == linked("10293", "10294", "10295", photos=photos)


def test_id_before_a_dash_ties_a_photo() -> None:
    """
    An id at the beginning of a file's name counts too.
    """
    photos = ("p/10293_a.jpg", "p/10294_b.jpg", "p/10295_c.jpg")

    assert list(photos) == linked("10293", "10294", "10295", photos=photos)


def test_numbers_of_photos_are_no_persons() -> None:
    """
    Photos counted 1, 2, 3 in each folder are not those of the persons 1, 2 and 3.
    """
    photos = tuple(f"p/{folder}/{n}.jpg" for folder in ("anna", "bert") for n in (1, 2, 3))

    assert [] == linked("1", "2", "3", "4", photos=photos)


def test_names_that_are_mostly_no_ids_tie_nothing() -> None:
    """
    A few names that happen to be ids do not make the names of a folder ids.
    """
    photos = ("p/10293.jpg", "p/10294.jpg", "p/10295.jpg", "p/sea.jpg", "p/hill.jpg")

    assert [] == linked("10293", "10294", "10295", photos=photos)


def test_photo_of_nobody_known_is_left_alone() -> None:
    """
    A folder whose name is no known id, among those that are, ties nothing.
    """
    photos = tuple(f"p/{10290 + n}/1.jpg" for n in range(9))

    assert list(photos[:8]) == linked(*(str(10290 + n) for n in range(8)), photos=photos)
