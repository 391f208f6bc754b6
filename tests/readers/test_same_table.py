"""One table in all formats."""

import io
import json

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest

from piiscan.readers.catalog import reader_kind
from piiscan.readers.sniff import sniff
from tests.readers.tables import contents, values

TABLE = pa.table(
    {
        "name": ["Ada Ö.", 'Bob "B"', "Cyd\nD."],
        "age": [36, 41, 29],
        "born": ["1988-01-02", "1983-03-04", "1995-05-06"],
        "postcode": ["01234", "00007", "99999"],
        "height": [1.5, 1.75, 2.25],
    }
)


def as_bytes(form: str) -> bytes:
    out = io.BytesIO()
    match form:
        case "csv":
            pyarrow.csv.write_csv(TABLE, out)
        case "tsv":
            pyarrow.csv.write_csv(TABLE, out, pyarrow.csv.WriteOptions(delimiter="\t"))
        case "jsonl":
            out.write("".join(json.dumps(row) + "\n" for row in TABLE.to_pylist()).encode())
        case "parquet":
            pyarrow.parquet.write_table(TABLE, out)
        case "arrow":
            pyarrow.feather.write_feather(TABLE, out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet", "arrow"])
def test_same_table_has_the_same_values_in_every_format(form: str) -> None:
    """
    The format of a table changes neither its columns nor its values, written out.
    """
    content = as_bytes(form)
    sniffed = sniff(content, f"a.{form}")
    assert sniffed.reader is not None
    assert reader_kind(sniffed.reader) is sniffed.kind

    found = values(contents(sniffed.reader, content, name=f"a.{form}"))

    expected = {name: [str(each) for each in column] for name, column in TABLE.to_pydict().items()}
    assert expected == {name: [str(each) for each in column] for name, column in found.items()}
    assert list(expected) == list(found)
