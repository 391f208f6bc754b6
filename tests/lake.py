"""A small dataset as it lies in a lake: tables in parts, photos, archives, and what says nothing of anybody."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.builders import photo

PEOPLE = 600
PHOTOS = 40


def write_lake(root: Path) -> Path:
    """Write the dataset and return its folder."""
    for folder in ("people", "visits/raw", "photos/a", "photos/b", "shards"):
        (root / folder).mkdir(parents=True)
    for part in range(3):
        rows = range(part * PEOPLE // 3, (part + 1) * PEOPLE // 3)
        pq.write_table(people(rows), root / "people" / f"part-{part}.parquet", row_group_size=100)
    lines = ["person_id,email,age", *(f"{i},person{i}@example.com,{20 + i % 50}" for i in range(PEOPLE))]
    (root / "visits" / "visits.csv").write_text("\n".join(lines) + "\n")
    notes = [json.dumps({"person_id": i, "note": f"call +44 20 7946 {i:04d}"}) for i in range(50)]
    (root / "visits" / "raw" / "notes.jsonl").write_text("\n".join(notes) + "\n")
    for i in range(PHOTOS):
        where = (48.1 + i / 1000, 11.5) if i % 2 else None
        photo(root / "photos" / "ab"[i % 2] / f"{i:04d}.jpg", gps=where, serial=f"SN{i:07d}", size=(96 + i, 64))
    _write_archives(root / "shards")
    (root / "README.md").write_text("# Invented\n\nNobody in here is real.\n")
    (root / "empty.csv").write_bytes(b"")
    return root


def people(rows: range) -> pa.Table:
    """Return invented people, one row each."""
    return pa.table(
        {
            "person_id": pa.array(rows, pa.int64()),
            "full_name": [f"Zorelia Ostle-{i}" for i in rows],
            "sex": ["F" if i % 2 else "M" for i in rows],
            "age": pa.array([20 + i % 60 for i in rows], pa.int32()),
            "photo": [f"{i:04d}.jpg" for i in rows],
        }
    )


def _write_archives(folder: Path) -> None:
    with tarfile.open(folder / "shard-000.tar", "w") as shard:
        for i in range(6):
            content = photo(gps=(52.5, 13.4 + i / 100), size=(80, 60 + i))
            entry = tarfile.TarInfo(f"{i:03d}.jpg")
            entry.size = len(content)
            shard.addfile(entry, io.BytesIO(content))
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inner/contacts.csv", "email,sex\nostle@example.org,F\nzorelia@example.com,M\n")
        archive.writestr("inner/picture.jpg", photo(serial="SN9", size=(64, 64)))
