"""Iceberg tables for tests, with delete files, which the library that makes the tables reads and does not write."""

import json
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import StaticTable, Table

FILE_PATH, POSITION = 2147483546, 2147483545
"""Field ids of the columns of position delete files (Iceberg table spec, "Reserved Field IDs")."""


def make_table(folder: Path, rows: pa.Table) -> Table:
    """Return a new table of these rows, in a catalog of its own."""
    catalog = SqlCatalog("invented", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}/lake")
    catalog.create_namespace("n")
    table = catalog.create_table("n.people", schema=rows.schema)
    table.append(rows)
    return table


def position_deletes(data_file: str, positions: list[int]) -> pa.Table:
    """Return what a position delete file holds."""
    fields = [
        pa.field("file_path", pa.string(), nullable=False, metadata={"PARQUET:field_id": str(FILE_PATH)}),
        pa.field("pos", pa.int64(), nullable=False, metadata={"PARQUET:field_id": str(POSITION)}),
    ]
    return pa.table([[data_file] * len(positions), positions], schema=pa.schema(fields))


def add_delete_file(root: Path, name: str, rows: pa.Table, content: int, **more: Any) -> StaticTable:
    """Add a delete file to the table's newest version, and return the table as the library reads it.

    Args:
        root: the table's folder.
        name: of the file.
        rows: what it holds.
        content: 1 for position deletes, 2 for equality deletes.
        more: fields of its entry in the manifest, such as ``equality_ids``.
    """
    pq.write_table(rows, root / "data" / name)
    newest = max((root / "metadata").glob("*.metadata.json"), key=lambda path: path.name)
    table = json.loads(newest.read_text())
    (snapshot,) = (each for each in table["snapshots"] if each["snapshot-id"] == table["current-snapshot-id"])
    lists, manifests = _read(snapshot["manifest-list"])
    schema, entries = _read(manifests[0]["manifest_path"])
    size = (root / "data" / name).stat().st_size
    described = {"content": content, "file_path": f"file://{root}/data/{name}", "file_size_in_bytes": size}
    described |= {"record_count": rows.num_rows, "lower_bounds": None, "upper_bounds": None, **more}
    entry = {**entries[0], "data_file": {**entries[0]["data_file"], **described}}
    manifest = _write(root / "metadata" / "deletes-m0.avro", schema, [entry], {"content": "deletes"})
    listed = {**manifests[0], "manifest_path": f"file://{manifest}", "manifest_length": manifest.stat().st_size}
    kept = _write(root / "metadata" / "snap-deletes.avro", lists, [*manifests, {**listed, "content": 1}], {})
    snapshot["manifest-list"] = f"file://{kept}"
    version = root / "metadata" / "99999-deletes.metadata.json"
    version.write_text(json.dumps(table))
    return StaticTable.from_metadata(str(version))


def _read(uri: str) -> tuple[Any, list[Any]]:
    with Path(uri.removeprefix("file://")).open("rb") as stream:
        reader = fastavro.reader(stream)
        return reader, list(reader)


def _write(path: Path, like: Any, records: list[Any], metadata: dict[str, str]) -> Path:
    kept = {name: value for name, value in like.metadata.items() if not name.startswith("avro.")}
    with path.open("wb") as stream:
        fastavro.writer(stream, like.writer_schema, records, metadata={**kept, **metadata})
    return path
