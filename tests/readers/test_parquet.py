"""Reading Parquet."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from tests.readers.tables import cells, contents, layout, notes, values


def parquet(table: pa.Table, rows_per_group: int = 1000) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=rows_per_group)
    return out.getvalue()


def test_values_keep_their_types() -> None:
    """
    Parquet says what its values are, and they stay so.
    """
    content = parquet(pa.table({"name": ["Ada", None], "age": [36, 41], "photo": [b"\xff\xd8", b""]}))

    assert {"name": ["Ada", None], "age": [36, 41], "photo": [b"\xff\xd8", b""]} == values(contents("parquet", content))
    assert (("name", "string"), ("age", "int64"), ("photo", "binary")) == layout("parquet", content).columns


def test_row_groups_are_pieces_with_their_first_record() -> None:
    """
    A file is cut at row groups; together the pieces are the file.
    """
    content = parquet(pa.table({"a": range(10)}), rows_per_group=4)

    found = layout("parquet", content, target=1)

    assert 10 == found.records
    assert [(0, 1, 0), (1, 2, 4), (2, 3, 8)] == [(p.start, p.stop, p.first_record) for p in found.pieces]
    assert cells(contents("parquet", content)) == cells(contents("parquet", content, target=1))
    assert [(0, None)] == [(p.start, p.stop) for p in layout("parquet", content).pieces]


def test_damaged_row_group_costs_only_itself() -> None:
    """
    A row group that cannot be decoded is told, and the others are read under their own numbers.
    """
    table = pa.table({"a": [f"value-{at}" for at in range(9)]})
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=3, compression="zstd", use_dictionary=False)
    content = bytearray(out.getvalue())
    column = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(1).column(0)
    start = column.data_page_offset
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size

    found = contents("parquet", bytes(content))

    assert [(at, f"value-{at}") for at in (0, 1, 2, 6, 7, 8)] == cells(found)["a"]
    assert ["row group 1"] == [note[:11] for note in notes(found)]


def test_broken_footer_is_refused() -> None:
    """
    A file cut short is a failure that names the kind of error only.
    """
    with pytest.raises(ReadError, match=r"footer could not be decoded \(Arrow\w+\)"):
        layout("parquet", parquet(pa.table({"a": ["secret"]}))[:-9])


def test_names_twice_and_none() -> None:
    """
    Two columns of one name stay apart.
    """
    table = pa.table([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", ""])

    assert {"a": [1], "a (2)": [2], "column_3": [3]} == values(contents("parquet", parquet(table)))


def test_text_that_is_not_utf8_is_mended() -> None:
    """
    Bytes that are no UTF-8 in a text column do not break what comes after.
    """
    binary = pa.array([b"Ada", b"\xc5sa"])
    content = parquet(pa.table({"a": pa.Array.from_buffers(pa.string(), 2, binary.buffers())}))

    assert {"a": ["Ada", "\ufffdsa"]} == values(contents("parquet", content))


def test_fat_rows_make_small_batches() -> None:
    """
    A batch holds few rows where rows are large.
    """
    content = parquet(pa.table({"a": [bytes([at]) * 3_000_000 for at in range(12)]}))

    batches = [batch.rows for batch in contents("parquet", content) if isinstance(batch, TableBatch)]

    assert 12 == sum(batches)
    assert max(batches) < 12


def test_table_without_rows() -> None:
    """
    A table without rows is read, and has its columns.
    """
    content = parquet(pa.table({"a": pa.array([], pa.string())}))

    assert {} == values(contents("parquet", content))
    assert (("a", "string"),) == layout("parquet", content).columns
