"""Hits and findings as rows of the published tables."""

import pyarrow as pa

from piiscan.model.categories import Category
from piiscan.model.findings import Box, Evidence, Finding, Hits
from piiscan.model.rows import FindingRows, LinkRows, grouped
from piiscan.model.schemas import FINDINGS, LINKS

AGE = Finding("column.age", Category.DEMOGRAPHIC_AGE, "age", Evidence.COLUMN, 0.9, precision=1.0)
GPS = Finding("image.gps", Category.LOCATION_COORDINATES, "Exif:GPSLatitude", Evidence.EXIF, 0.98, shown="52.5, 13.4")
FACE = Finding("face.dlib", Category.BIOMETRIC_FACE, "pixels", Evidence.PIXELS, 0.8, box=Box(1, 2, 3, 4))


def test_hits_become_a_row_each() -> None:
    """
    Every record number of a hit is a row with the finding's constants, whatever their number.
    """
    rows = FindingRows()
    rows.add_hits("a.csv", Hits(AGE, pa.array(range(150_000), pa.int64())))
    rows.add("b.jpg", 0, GPS)
    rows.add("b.jpg", 0, FACE)
    table = rows.table().cast(FINDINGS)

    assert 150_002 == table.num_rows
    assert list(range(150_000)) == table["record"].to_pylist()[:150_000]
    assert {"a.csv"} == set(table["asset"].to_pylist()[:150_000])
    last = table.slice(149_999).to_pylist()
    assert [0.9, 0.98, 0.8] == [row["confidence"] for row in last]
    assert [None, "52.5, 13.4", None] == [row["shown"] for row in last]
    assert [None, None, {"x": 1, "y": 2, "width": 3, "height": 4}] == [row["box"] for row in last]


def test_spans_stay_with_their_records() -> None:
    """
    Spans are those of the cell in which each entity was found.
    """
    rows = FindingRows()
    starts, ends = pa.array([3, 5], pa.int32()), pa.array([9, 11], pa.int32())
    rows.add_hits("a.csv", Hits(AGE, pa.array([7, 8], pa.int64()), starts, ends))

    assert [(7, 3, 9), (8, 5, 11)] == [
        (row["record"], row["span_start"], row["span_end"]) for row in rows.table().to_pylist()
    ]


def test_nothing_found_is_an_empty_table() -> None:
    """
    Without findings or links the tables have no rows and the published columns.
    """
    assert (0, FINDINGS.names) == (FindingRows().table().num_rows, FindingRows().table().column_names)
    assert (0, LINKS.names) == (LinkRows().table().num_rows, LinkRows().table().column_names)


def test_words_share_one_dictionary() -> None:
    """
    All chunks of a table share one dictionary for each column of words, so that it is written once.
    """
    rows = FindingRows()
    for name in ("a.csv", "b.csv", "c.csv"):
        rows.add_hits(name, Hits(AGE, pa.array([0], pa.int64())))
    assets = rows.table()["asset"]

    assert 3 == assets.num_chunks
    assert {("a.csv", "b.csv", "c.csv")} == {tuple(chunk.dictionary.to_pylist()) for chunk in assets.chunks}


def test_rows_of_a_column_stand_together() -> None:
    """
    Columns met batch by batch have a group of their own each where they are long; the rest share the last one.
    """
    rows = FindingRows()
    for start in (0, 20_000):
        for field in ("age", "sex"):
            finding = Finding("column.x", Category.DEMOGRAPHIC_AGE, field, Evidence.COLUMN, 0.9)
            rows.add_hits("a.csv", Hits(finding, pa.array(range(start, start + 20_000), pa.int64())))
    rows.add("b.jpg", 0, Finding("image.x", Category.DEMOGRAPHIC_SEX, "pixels", Evidence.PIXELS, 0.9))
    table = rows.table()

    groups = list(grouped(table, ("asset", "category", "field")))

    assert [40_000, 40_000, 1] == [len(group) for group in groups]
    assert [{"age"}, {"sex"}, {"pixels"}] == [set(group["field"].to_pylist()) for group in groups]
    assert table == pa.concat_tables(groups)
