import io

import pytest

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import TableBatch
from piiscan.readers import delimited

RECORDS = "Zorelia;31;f\nBrandimar;44;m\nOstle;52;m\n"


def read(text: str, encoding: str = "utf-8") -> dict[str, list[object]]:
    """Return the columns of a text, once its records are seen to be counted from 0."""
    content = text.encode(encoding)
    asset = Asset("a.csv", "memory:a", len(content), 1, Kind.TABLE)
    [piece] = delimited.inspect(io.BytesIO(content), asset, 1 << 20).pieces
    [batch] = delimited.read(io.BytesIO(content), piece)
    assert isinstance(batch, TableBatch)
    assert list(range(batch.rows)) == batch.columns[0].records.to_pylist()
    return {column.name: column.values.to_pylist() for column in batch.columns}


@pytest.mark.parametrize("title", ["People of Norham\n", "People of Norham;;\n\n", "People of Norham\nas of May\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_titles_above_the_header(title: str, encoding: str) -> None:
    """
    Rows with a title or a note above the header are neither header nor record.
    """
    found = read(f"{title}name;age;sex\n{RECORDS}", encoding)

    assert ["name", "age", "sex"] == list(found)
    assert ["31", "44", "52"] == found["age"]


def test_two_header_rows() -> None:
    """
    Where groups stand above the columns' names, both make the name.
    """
    text = "id,Men,,Women,,\n,age,income,age,income,n\n1,31,100,33,90,2\n2,41,120,35,80,2\n3,51,130,37,70,2\n"

    assert ["id", "Men age", "Men income", "Women age", "Women income", "Women n"] == list(read(text))


def test_decimal_commas_are_no_title() -> None:
    """
    A header without commas above numbers with decimal commas is a header.
    """
    assert ["x", "y"] == list(read("x;y\n1,5;2,5\n1,7;2,6\n1,5;2,5\n"))


def test_rows_longer_than_their_header_keep_its_delimiter() -> None:
    """
    Where every row has more cells than the header, the header still says how cells are parted.
    """
    found = read("name,age\nZorelia,31,x,\nOstle,44,y,\n")

    assert ["name", "age"] == list(found)[:2]
    assert ["31", "44"] == found["age"]


def test_no_header_at_all() -> None:
    """
    A first row that is a record is read as one, and names no column.
    """
    found = read("31,f,zorelia@example.com\n44,m,ostle@example.org\n52,m,quim@example.net\n")

    assert ["column_1", "column_2", "column_3"] == list(found)
    assert ["31", "44", "52"] == found["column_1"]


def test_doubled_and_empty_headers() -> None:
    """
    Columns of one name are numbered, and those without one are named by their place.
    """
    assert ["age", "age (2)", "column_3"] == list(read("age,age,\n31,32,1\n44,45,2\n"))
