"""The folder of a report."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from piiscan.model.errors import ReportError
from piiscan.model.schemas import LINKS, PUBLISHED, RECORDS, SCHEMA_VERSION
from piiscan.reports.folder import connect, create_report_folder, ensure_parts, write_part


def links(rows: int, asset: Any = None) -> pa.Table:
    """Links of one made-up column."""
    return pa.table(
        {
            "asset": pa.array(["a.csv"] * rows) if asset is None else asset,
            "record": pa.array(range(rows), pa.int64()),
            "field": ["age"] * rows,
            "role": ["quasi"] * rows,
            "level": ["exact"] * rows,
            "token": pa.array([bytes([i % 250]) * 8 for i in range(rows)], pa.binary(8)),
        }
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """An empty report, in a folder whose name is awkward for globs and for SQL."""
    folder = tmp_path / "it's [a] * report"
    create_report_folder(folder)
    ensure_parts(folder)
    return folder


def test_folder_is_private(report: Path) -> None:
    """A report is personal data: nobody but its owner may enter."""
    assert 0o700 == report.stat().st_mode & 0o777


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    """A report never mixes with files that somebody else put there."""
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(ReportError, match="holds other files"):
        create_report_folder(tmp_path)


def test_existing_report_is_kept(report: Path) -> None:
    """Creating a report where one stands loses nothing."""
    write_part(report, "links", "u1", links(3))
    create_report_folder(report)

    assert 3 == ds.dataset(report / "links").count_rows()


@pytest.mark.parametrize("table", PUBLISHED)
def test_every_table_can_be_read_when_nothing_was_found(report: Path, table: str) -> None:
    """Pandas, pyarrow and duckdb read each table of an empty report, with its published columns."""
    names = PUBLISHED[table].names

    assert names == list(pd.read_parquet(report / table).columns)
    with connect(report) as db:
        assert names == db.sql(f"FROM {table}").columns
    assert PUBLISHED[table].remove_metadata() == ds.dataset(report / table).schema.remove_metadata()


def test_dictionaries_come_back_as_strings(report: Path) -> None:
    """Strings that came dictionary-encoded, also in chunks that share a dictionary, are read as strings."""
    words = pa.array(["a.csv", "b.csv"])
    indices = [pa.array([0, 1], pa.int32()), pa.array([1, 1], pa.int32())]
    chunks = [pa.DictionaryArray.from_arrays(index, words) for index in indices]
    part = write_part(report, "links", "u1", links(4, pa.chunked_array(chunks)))

    found = pq.read_table(part)
    assert pa.string() == found.schema.field("asset").type
    assert ["a.csv", "b.csv", "b.csv", "b.csv"] == found["asset"].to_pylist()


def test_batches_may_differ_in_their_dictionaries(report: Path) -> None:
    """A stream whose batches bring plain strings, small dictionaries and others is written as one."""
    columns = [
        pa.array(["a"] * 2).dictionary_encode(),
        pa.array(["b"] * 2).cast(pa.dictionary(pa.int8(), pa.large_string())),
        pa.array(["c"] * 2),
    ]
    batches = [links(2, column).to_batches()[0] for column in columns]
    part = write_part(report, "links", "u1", iter(batches))

    assert ["a", "a", "b", "b", "c", "c"] == pq.read_table(part)["asset"].to_pylist()


def test_encodings_are_the_small_ones(report: Path) -> None:
    """Record numbers are stored as steps, strings as dictionaries, tokens plain."""
    group = pq.read_metadata(write_part(report, "links", "u1", links(50))).row_group(0)
    encodings = {group.column(i).path_in_schema: group.column(i).encodings for i in range(group.num_columns)}

    assert "DELTA_BINARY_PACKED" in encodings["record"]
    assert "RLE_DICTIONARY" in encodings["field"]
    assert "RLE_DICTIONARY" not in encodings["token"]


def test_parts_name_their_schema_version(report: Path) -> None:
    """Each file says by which version of the schema it was written."""
    metadata = pq.read_metadata(write_part(report, "links", "u1", links(1))).metadata

    assert metadata is not None
    assert SCHEMA_VERSION.encode() == metadata[b"piiscan.schema_version"]


def test_part_is_replaced_as_a_whole(report: Path) -> None:
    """A unit that runs twice leaves its rows once, and no temporary file."""
    write_part(report, "links", "u1", links(5))
    write_part(report, "links", "u1", links(5))

    with connect(report) as db:
        assert (5,) == db.execute("SELECT count(*) FROM links").fetchone()
    assert ["schema.parquet", "u1.parquet"] == sorted(p.name for p in (report / "links").iterdir())


def test_tables_that_are_asked_often(report: Path) -> None:
    """What is asked often is copied of a small report; the other tables show what is written meanwhile."""
    write_part(report, "links", "u1", links(2))

    with connect(report, often=("links",)) as db:
        write_part(report, "links", "u2", links(3))
        write_part(report, "findings", "u1", PUBLISHED["findings"].empty_table())

        assert (2,) == db.execute("SELECT count(*) FROM links").fetchone()
        assert [("links",)] == db.execute("SELECT table_name FROM duckdb_tables()").fetchall()


def test_large_tables_are_not_copied(report: Path) -> None:
    """Of a report with many rows nothing is copied, however few bytes they take."""
    write_part(report, "links", "u1", links(30_000))

    with connect(report, often=("links",)) as db:
        assert [] == db.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert (30_000,) == db.execute("SELECT count(*) FROM links").fetchone()


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (links(1).drop_columns(["level"]), "missing or unknown: level"),
        (links(1).append_column("raw", pa.array(["x"])), "missing or unknown: raw"),
        (links(1, pa.array([None], pa.string())), "asset has nulls"),
        (links(1).set_column(1, "record", pa.array(["secret"])), "the type of record"),
    ],
)
def test_rows_that_break_the_schema_are_refused(report: Path, rows: pa.Table, complaint: str) -> None:
    """Rows of another shape are refused, naming the column and no value, and leave no file behind."""
    with pytest.raises(ReportError, match=complaint) as caught:
        write_part(report, "links", "u1", rows)

    assert "secret" not in str(caught.value)
    assert ["schema.parquet"] == [p.name for p in (report / "links").iterdir()]


def test_part_names_stay_in_the_folder(report: Path) -> None:
    """A part's name cannot lead out of its table's folder."""
    with pytest.raises(ReportError, match="not a name"):
        write_part(report, "links", "../x", links(1))


def test_variable_bytes_become_fixed(report: Path) -> None:
    """Record ids that a database gives as bytes of any length are stored with 16 bytes."""
    rows = pa.table(
        {
            "asset": ["a"],
            "record": pa.array([0], pa.int64()),
            "record_id": pa.array([b"r" * 16], pa.binary()),
            "subject": pa.array([None], pa.binary()),
            "categories": pa.array([["demographic.age"]], pa.list_(pa.string())),
            "risk": [1.0],
            "risk_level": ["low"],
            "k": pa.array([None], pa.int64()),
        }
    )
    part = write_part(report, "records", "all", rows)

    assert RECORDS.remove_metadata() == pq.read_schema(part).remove_metadata()


def test_missing_report_is_said(tmp_path: Path) -> None:
    """Asking a folder that is no report says so."""
    with pytest.raises(ReportError, match="not a finished report"):
        connect(tmp_path)


def test_other_schema_version_is_refused(report: Path) -> None:
    """A report of another schema is not read as if it were ours."""
    pq.write_table(LINKS.remove_metadata().empty_table(), report / "links" / "schema.parquet")

    with pytest.raises(ReportError, match="not of schema version"):
        connect(report)


def test_damaged_part_is_said(report: Path) -> None:
    """
    A part whose end says nothing sensible is an error of the report, whatever is asked of it.
    """
    part = write_part(report, "links", "unit", links(10))
    content = part.read_bytes()
    part.write_bytes(content[:-40] + b"\xff" * 32 + content[-8:])

    with pytest.raises(ReportError, match="damaged"), connect(report) as db:
        db.execute("SELECT count(*) FROM assets").fetchall()
