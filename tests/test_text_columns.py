"""An address is found in whatever kind of column it stands."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from piiscan import scan

SENTENCE = "write to zorelia@example.com now"
CELLS = ["soup and maps", "nothing here", SENTENCE]
COLUMNS = {
    "text": pa.array(CELLS),
    "large": pa.array(CELLS, pa.large_string()),
    "view": pa.array(CELLS, pa.string_view()),
    "encoded": pa.array(CELLS).dictionary_encode(),
    "listed": pa.array([[cell, "x"] for cell in CELLS]),
    "mapped": pa.array([[("k", cell)] for cell in CELLS], pa.map_(pa.string(), pa.string())),
    "keyed": pa.array([[(cell, "v")] for cell in CELLS], pa.map_(pa.string(), pa.string())),
    "nested": pa.array([{"a": {"b": [cell]}} for cell in CELLS]),
    "octets": pa.array([cell.encode() for cell in CELLS], pa.binary()),
    "mixed": pa.array([b"\xff\x00\x01", b"\x89" * 8, SENTENCE.encode()], pa.binary()),
    "json": pa.array([json.dumps({"a": [{"note": cell}]}) for cell in CELLS]),
}


def test_every_kind_of_column(tmp_path: Path) -> None:
    """
    Text is looked at in columns of every type that can hold it, and told under the record that it stands in.
    """
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table(COLUMNS), tmp_path / "in" / "table.parquet")
    report = scan(tmp_path / "in", tmp_path / "report")
    found = report.findings.to_table(columns=["field", "record", "detector"]).to_pylist()
    wanted = {"text", "large", "view", "encoded", "/listed/*", "/mapped/*/value", "/keyed/*/key", "/nested/a/b/*"}

    assert {(field, 2) for field in wanted | {"octets", "mixed", "json"}} == {
        (row["field"], row["record"]) for row in found if row["detector"] == "text.email"
    }


SIGHTINGS = pa.table(
    {
        "species": ["otter", "heron", "otter"],
        "latitude": [43.51234, 43.52345, 43.53456],
        "longitude": [-130.50012, -130.51123, -130.52234],
        "place": ["43.51234, -130.50012", "POINT (-130.51123 43.52345)", "12 Lantern Street"],
        "note": ["seen twice", "ask zorelia@example.com", "I live at 12 Lantern Street, it swims by"],
    }
)


def test_positions_of_animals(tmp_path: Path) -> None:
    """
    Where an animal was seen is no position of a person, as columns and as cells; what a note says of a person counts.
    """
    report = scan(SIGHTINGS, tmp_path / "report")
    found = report.findings.to_table(columns=["field", "record", "detector"]).to_pylist()

    assert [("note", 1, "text.email"), ("note", 2, "text.address")] == sorted(
        (row["field"], row["record"], row["detector"]) for row in found
    )


def test_positions_of_persons(tmp_path: Path) -> None:
    """
    The same cells in a table about persons are told.
    """
    people = SIGHTINGS.drop(["latitude", "longitude"]).rename_columns(["patient", "place", "note"])
    report = scan(people.append_column("age", pa.array([34, 35, 36])), tmp_path / "report")
    found = report.findings.to_table(columns=["field", "record", "category"]).to_pylist()
    places = {"location.coordinates", "location.address"}

    assert {0, 1, 2} == {row["record"] for row in found if row["field"] == "place" and row["category"] in places}
