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
