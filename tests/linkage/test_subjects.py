"""Linking records and pictures of one person."""

from piiscan.linkage.subjects import link_subjects
from tests.report_builder import Row, database, link, picture

Place = tuple[str, int]


def subjects(*links: Row, photos: tuple[str, ...] = ()) -> dict[Place, bytes]:
    """The subject of each record that has one."""
    db = database(links=list(links), pictures=[picture(asset) for asset in photos])
    link_subjects(db)
    rows = db.execute("SELECT asset, record, subject FROM subjects").fetchall()
    assert len(rows) == len({row[:2] for row in rows}), "a record may have one subject only"
    return {(asset, record): subject for asset, record, subject in rows}


def test_rows_with_one_person_token_share_a_subject() -> None:
    """Records of several tables are one person's where they carry the same person token."""
    found = subjects(
        link("u.csv", 0, "person", "ann"), link("v.csv", 7, "person", "ann"), link("v.csv", 8, "person", "bo")
    )

    assert found["u.csv", 0] == found["v.csv", 7] != found["v.csv", 8]
    assert 16 == len(found["u.csv", 0])


def test_message_between_two_is_about_neither() -> None:
    """A record with several different person tokens is about no single person."""
    message = [link("m.csv", 0, "person", "ann", "sender"), link("m.csv", 0, "person", "bo", "recipient")]

    assert {} == subjects(*message)


def test_token_repeated_in_a_record_is_one_person() -> None:
    """A record that names the same person twice is about that person."""
    note = [link("m.csv", 0, "person", "ann", "author"), link("m.csv", 0, "person", "ann", "editor")]

    assert [("m.csv", 0)] == list(subjects(*note))


def test_generalised_person_token_links_nothing() -> None:
    """Only exact tokens tell who a record is about."""
    assert {} == subjects(link("u.csv", 0, "person", "a*", level="prefix"), link("v.csv", 0, "quasi", "a*"))


def test_photo_gets_the_subject_of_the_row_that_names_it() -> None:
    """A profile row and the photo that it lists are one person's, and so is a label row for the same photo."""
    found = subjects(
        link("u.csv", 0, "person", "ann"),
        link("u.csv", 0, "picture", "p1", "photo"),
        link("p1.jpg", 0, "picture", "p1", "path"),
        link("labels.csv", 4, "picture", "p1", "file"),
    )

    assert 3 == len(found)
    assert 1 == len(set(found.values()))


def test_photo_named_by_two_people_is_nobodys() -> None:
    """A picture that the rows of two people name gets no subject; their rows keep theirs."""
    found = subjects(
        link("u.csv", 0, "person", "ann"),
        link("u.csv", 0, "picture", "p1", "photo"),
        link("u.csv", 1, "person", "bo"),
        link("u.csv", 1, "picture", "p1", "photo"),
        link("p1.jpg", 0, "picture", "p1", "path"),
    )

    assert {("u.csv", 0), ("u.csv", 1)} == set(found)


def test_one_record_that_names_a_picture_twice_shares_it_with_nobody() -> None:
    """A picture that stands in two fields of one record, and nowhere else, links nothing."""
    twice = [link("labels.csv", 0, "picture", "p1", field) for field in ("file", "thumbnail")]
    other = [link("labels.csv", 1, "picture", "p2"), link("p2.jpg", 0, "picture", "p2", "path")]

    assert {("labels.csv", 1), ("p2.jpg", 0)} == set(subjects(*twice, *other))


def test_photo_sent_between_two_is_nobodys() -> None:
    """A picture that a record of several people names gets no subject."""
    found = subjects(
        link("m.csv", 0, "person", "ann", "sender"),
        link("m.csv", 0, "person", "bo", "recipient"),
        link("m.csv", 0, "picture", "p1", "photo"),
        link("p1.jpg", 0, "picture", "p1", "path"),
    )

    assert {} == found


def test_labels_and_their_photo_are_one_without_a_person_token() -> None:
    """A label row and the photo it names are about whoever the photo shows, also where nothing says who that is."""
    found = subjects(
        link("labels.csv", 0, "picture", "p1", "file"),
        link("p1.jpg", 0, "picture", "p1", "path"),
        link("labels.csv", 1, "picture", "p2", "file"),
        link("p2.jpg", 0, "picture", "p2", "path"),
    )

    assert found["labels.csv", 0] == found["p1.jpg", 0] != found["p2.jpg", 0]
    assert 4 == len(found)


def test_picture_that_nothing_else_names_has_no_subject() -> None:
    """A subject is unknown, and not invented, where a picture stands alone."""
    assert {} == subjects(link("p1.jpg", 0, "picture", "p1", "path"))


def test_row_with_pictures_of_two_people_is_nobodys() -> None:
    """A record without a person token whose pictures belong to two people is about no single one."""
    found = subjects(
        link("u.csv", 0, "person", "ann"),
        link("u.csv", 0, "picture", "p1", "photo"),
        link("u.csv", 1, "person", "bo"),
        link("u.csv", 1, "picture", "p2", "photo"),
        link("pairs.csv", 0, "picture", "p1", "left"),
        link("pairs.csv", 0, "picture", "p2", "right"),
    )

    assert ("pairs.csv", 0) not in found


def named(asset: str, record: int, path: str) -> list[Row]:
    """A picture as a row or a file names it: by its path, and by its file name."""
    name = path.rpartition("/")[2]
    return [link(asset, record, "picture", path, "photo"), link(asset, record, "picture", name, "photo", level="name")]


def test_photo_is_found_by_its_file_name() -> None:
    """A row that names a photo without its folder is tied to it where only one photo has that name."""
    row = [link("u.csv", 0, "person", "ann"), *named("u.csv", 0, "1.jpg")]
    label = named("labels.csv", 3, "1.jpg")
    found = subjects(*row, *label, *named("p/1.jpg", 0, "p/1.jpg"), photos=("p/1.jpg",))

    assert found["u.csv", 0] == found["p/1.jpg", 0] == found["labels.csv", 3]


def test_file_name_of_two_photos_ties_nothing() -> None:
    """Where two folders hold a photo of one name, the name alone tells neither, and the path still does."""
    links = [
        *[link("u.csv", 0, "person", "ann"), *named("u.csv", 0, "1.jpg")],
        *[link("u.csv", 1, "person", "bo"), *named("u.csv", 1, "q/1.jpg")],
        *named("p/1.jpg", 0, "p/1.jpg"),
        *named("q/1.jpg", 0, "q/1.jpg"),
    ]
    found = subjects(*links, photos=("p/1.jpg", "q/1.jpg"))

    assert ("p/1.jpg", 0) not in found
    assert found["u.csv", 1] == found["q/1.jpg", 0]
