"""Reading delimited text."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from tests.readers.tables import cells, contents, layout, notes, values


def test_cells_are_text_as_written() -> None:
    """
    Every cell is text as it stands in the file: a postcode keeps its zero.
    """
    found = contents("delimited", b"name,postcode\nAda,01234\nBob,\n")

    assert {"name": ["Ada", "Bob"], "postcode": ["01234", ""]} == values(found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    """
    The delimiter is the one that splits all rows alike, header included.
    """
    text = "name;height;city\nAda;1,5;Bonn, Beuel\nBob;1,75;Kiel\n".replace(";", delimiter)
    if delimiter == ",":
        text = 'name,height,city\nAda,"1,5","Bonn, Beuel"\nBob,"1,75",Kiel\n'

    found = contents("delimited", text.encode())

    assert {"name": ["Ada", "Bob"], "height": ["1,5", "1,75"], "city": ["Bonn, Beuel", "Kiel"]} == values(found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name,age\nAda,36\n", ("name", "age")),
        ("Ada,36\nBob,41\nCyd,29\n", ("column_1", "column_2")),
        ("a@b.example,x\nc@d.example,y\n", ("column_1", "column_2")),
        ("Ada,1990-05-17\nBob,1991-01-02\n", ("column_1", "column_2")),
        ("m,Bonn\nf,Kiel\nm,Bonn\n", ("column_1", "column_2")),
        (",name,age\n0,Ada,36\n1,Bob,41\n", ("column_1", "name", "age")),
        ("country,2019,2020\nX,1,2\n", ("country", "2019", "2020")),
        ("0,1,2\nAda,b,c\n", ("0", "1", "2")),
        (
            "mail,mail,mail,\na@b.example,c@d.example,e@f.example,g@h.example\n",
            ("mail", "mail (2)", "mail (3)", "column_4"),
        ),
        ("a,a,\n1,2,3\n", ("a", "a (2)", "column_3")),
        ("name,age\n0,Ada,36\n1,Bob,41\n", ("column_1", "name", "age")),
        ("name,age\nAda,36,\nBob,41,\n", ("name", "age", "column_3")),
        (" name , age\nAda,36\n", ("name", "age")),
        ('"first\nname",age\nAda,36\n', ("first\nname", "age")),
        ("\n\nname,age\nAda,36\n", ("name", "age")),
    ],
)
def test_header_or_not(text: str, names: tuple[str, ...]) -> None:
    """
    A first row that looks like values is a record and names no column.
    """
    assert names == tuple(name for name, _ in layout("delimited", text.encode()).columns)


def test_first_row_without_header_is_a_record() -> None:
    """
    Without a header, the first row is record 0.
    """
    found = contents("delimited", b"Ada,36\nBob,41\n")

    assert {"column_1": ["Ada", "Bob"], "column_2": ["36", "41"]} == values(found)


def test_ragged_rows_are_examined_and_shift_nothing() -> None:
    """
    A row that is too short or too long keeps its number, and no cell of it is lost.
    """
    found = contents("delimited", b"a,b\n1,2\n3\n4,5,6,7\n8,9\n")

    assert {
        "a": [(0, "1"), (1, "3"), (2, "4"), (3, "8")],
        "b": [(0, "2"), (1, None), (2, "5"), (3, "9")],
        "(surplus)": [(2, "6,7")],
    } == cells(found)
    assert [] == notes(found)


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", "no byte order mark"),
        ("utf-16-be", "no byte order mark"),
        ("cp1252", "not valid UTF-8"),
    ],
)
def test_encodings(encoding: str, note: str | None) -> None:
    """
    Text in the usual encodings is read alike; a guess is told, and a byte order mark is no part of a name.
    """
    content = "näme,city\nÅsa,Kiel\nZoë,Bonn\n".encode(encoding)

    assert {"näme": ["Åsa", "Zoë"], "city": ["Kiel", "Bonn"]} == values(contents("delimited", content))
    found = layout("delimited", content).pieces[0].note
    assert (note is None and found is None) or (note is not None and note in str(found))


def test_wrong_guess_late_in_the_file_does_not_stop_it() -> None:
    """
    Bytes that do not fit the encoding cost only themselves, and it is said that there are some.
    """
    content = b"name\n" + b"Ada\n" * 100_000 + b"\xc5sa\nBob\n"

    found = contents("delimited", content)

    assert ["Ada", "\ufffdsa", "Bob"] == values(found)["name"][-3:]
    assert 1 == len(notes(found))
    assert "not valid utf-8" in notes(found)[0]


def test_replacement_characters_of_the_file_are_no_damage() -> None:
    """
    A replacement character that stands in the file itself is text, and nothing is said.
    """
    found = contents("delimited", "name,age\nA\ufffda,36\n".encode())

    assert {"name": ["A\ufffda"], "age": ["36"]} == values(found)
    assert [] == notes(found)


def test_last_character_cut_off_shows_another_encoding() -> None:
    """
    A file that ends in half a UTF-8 character is not UTF-8.
    """
    assert {"name": ["Ad\xe9"]} == values(contents("delimited", b"name\nAd\xe9"))


def test_long_line_is_read_whole() -> None:
    """
    A cell of a megabyte is a cell, and what follows it is read.
    """
    long = "x" * 1_000_000

    found = contents("delimited", f"a,b\n{long},1\n2,{long},3\n4,5\n".encode())

    assert {
        "a": [(0, long), (1, "2"), (2, "4")],
        "b": [(0, "1"), (1, long), (2, "5")],
        "(surplus)": [(1, "3")],
    } == cells(found)


def test_long_first_line_is_read_whole() -> None:
    """
    A header longer than what is looked at first is still found.
    """
    names = [f"column-{at}" for at in range(60_000)]

    found = layout("delimited", (",".join(names) + "\n" + ",".join("1" for _ in names) + "\n").encode())

    assert names == [name for name, _ in found.columns]


def test_nul_and_blank_lines() -> None:
    """
    A NUL stays in its cell; a blank line is no record.
    """
    found = contents("delimited", b"a,b\r\n\r\nx\0,1\r\n\r\ny,2\r\n")

    assert {"a": ["x\0", "y"], "b": ["1", "2"]} == values(found)


def test_quote_that_is_never_closed_hides_no_rows() -> None:
    """
    After a stray quote, lines are records again, and it is said.
    """
    found = contents("delimited", b'a,b\n1,2\n"3,4\n5,6\n')

    assert {"a": ["1", '"3', "5"], "b": ["2", "4", "6"]} == values(found)
    assert ["never closed" in note for note in notes(found)] == [True]


def test_batches_are_bounded() -> None:
    """
    No batch has more than 65,536 rows.
    """
    found = contents("delimited", b"a\n" + b"x\n" * 150_000)

    assert [65_536, 65_536, 18_928] == [batch.rows for batch in found if hasattr(batch, "rows")]


def test_single_column_and_only_header() -> None:
    """
    A table may have one column, and no rows at all.
    """
    assert {"mail": ["a", "b"]} == values(contents("delimited", b"mail\na\nb\n"))
    assert [] == contents("delimited", b"name,age\n")


def test_bytes_that_are_no_text_are_refused() -> None:
    """
    What merely is called ``.csv`` is a failure to read.
    """
    with pytest.raises(ReadError, match="not text"):
        layout("delimited", b"\0\1\2\3\4\5\6\7" * 50)


def test_pieces_know_their_first_record() -> None:
    """
    A large file is cut at records outside quotes, and each piece knows the number of its first record.
    """
    content = b'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,"u"\r\n'

    found = layout("delimited", content, target=1)

    assert 3 == found.records
    # The blank line is a piece without records.
    assert [0, 1, 1, 2] == [piece.first_record for piece in found.pieces]
    assert [None] == [piece.stop for piece in found.pieces][-1:]
    assert cells(contents("delimited", content)) == cells(contents("delimited", content, target=1))


def written(cell: str, always: bool) -> str:
    """Write a cell by the rules of RFC 4180."""
    if always or set(cell) & set('",\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


CELL = st.text(alphabet='a1,;"\n\r\t é\0', max_size=6)


@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12),
    line_end=st.sampled_from(["\n", "\r\n"]),
    always=st.booleans(),
    target=st.integers(1, 60),
)
@settings(max_examples=300, deadline=None)
def test_well_formed_tables_survive_cutting(
    rows: list[tuple[str, str]], line_end: str, always: bool, target: int
) -> None:
    """
    What was written by the rules is read as it was, whole or in pieces of any size.
    """
    lines = [",".join(written(cell, always) for cell in row) for row in [("left", "right"), *rows]]
    content = (line_end.join(lines) + line_end).encode()

    whole = values(contents("delimited", content))

    assert whole == values(contents("delimited", content, target))
    if {"left", "right"} == set(whole):
        assert list(map(list, zip(*rows, strict=True))) == [whole["left"], whole["right"]]


@given(text=st.text(alphabet='ab,"\n\r ', max_size=60), target=st.integers(1, 30))
@settings(max_examples=500, deadline=None)
def test_any_text_reads_the_same_in_pieces(text: str, target: int) -> None:
    """
    Stray quotes, ragged rows and odd line ends read the same whole and in pieces, every record under one number.
    """
    content = ("x,y\n" + text).encode()

    whole = contents("delimited", content)
    parts = contents("delimited", content, target)

    assert cells(whole) == cells(parts)
    assert set(notes(whole)) == set(notes(parts))


@given(text=st.text(alphabet='ab,"\n\r ', max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_reads_as_python_reads_it(text: str) -> None:
    """
    Records and cells are those that Python's own parser finds, as long as quotes are closed.
    """
    found = contents("delimited", ("x,y\n" + text).encode())
    if notes(found):
        return

    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]

    names = tuple(name for name, _ in layout("delimited", ("x,y\n" + text).encode()).columns)
    assert list(enumerate(row[0] for row in expected)) == cells(found).get(names[0], [])


def test_as_many_columns_as_rows() -> None:
    """
    A short text with thousands of columns and thousands of rows of one cell is read a few cells at a time.
    """
    found = contents("delimited", b"a" + b",b" * 4_999 + b"\n" + b"1\n" * 5_000)
    batches = [each for each in found if isinstance(each, TableBatch)]

    assert 5_000 == len(values(found)["a"])
    assert max(batch.rows * len(batch.columns) for batch in batches) <= 4_000_000
