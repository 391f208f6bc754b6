"""Measures assessing a report of millions of rows and photos: time, memory, and whether the subjects are right.

Writes an invented report (rows of people, their photos, links and ledger) without any data behind it, and assesses it:

    python -m benchmarks.assess_millions FOLDER [MILLIONS]
"""

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from piiscan.assess import Brief, assess
from piiscan.model.run import ScanFacts
from piiscan.model.schemas import ASSETS, FIELDS, FINDINGS, LINKS, PICTURES
from piiscan.reports.folder import create_report_folder, ensure_parts, write_part
from piiscan.rulebook.policies import find_policy

PART = 500_000
COLUMNS = {
    "user_id": "identifier.person_id",
    "photo": "image.reference",
    "age": "demographic.age",
    "sex": "demographic.sex",
    "race": "demographic.race",
    "city": "location.address",
}
ROLES = {"user_id": "person", "photo": "picture", "age": "quasi", "sex": "quasi", "race": "quasi", "city": "quasi"}
VALUES = {"age": 70, "sex": 2, "race": 6, "city": 5000}


def tokens(numbers: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> pa.Array:
    """Numbers as tokens of 8 bytes."""
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return pa.Array.from_buffers(pa.binary(8), len(mixed), [None, pa.py_buffer(np.ascontiguousarray(mixed))])


def same(text: str | None, rows: int) -> pa.Array:
    """A column of one word."""
    return pa.array([text] * rows, pa.string())


def table(schema: pa.Schema, rows: int, **columns: pa.Array) -> pa.Table:
    """A table in which what is not given is null."""
    return pa.Table.from_arrays(
        [columns.get(f.name, pa.nulls(rows, f.type)).cast(f.type) for f in schema], schema=schema
    )


def write_people(report: Path, start: int, rows: int) -> None:
    """Write rows of people from a number on, as a unit does: all their findings in one part, all their links in one."""
    records = np.arange(start, start + rows)
    random = np.random.default_rng(start)
    findings, links = [], []
    for name, category in COLUMNS.items():
        common = {"asset": same("people.parquet", rows), "record": pa.array(records), "field": same(name, rows)}
        told = {"category": same(category, rows), "evidence": same("column", rows), "detector": same("column.x", rows)}
        confidence = pa.array(np.full(rows, 0.9))
        findings.append(table(FINDINGS, rows, **common, **told, confidence=confidence))
        numbers = random.integers(0, VALUES[name], rows) if name in VALUES else records
        role = {
            "role": same(ROLES[name], rows),
            "level": same("exact", rows),
            "token": tokens(numbers.astype(np.uint64)),
        }
        links.append(table(LINKS, rows, **common, **role))
    write_part(report, "findings", f"f-{start}", pa.concat_tables(findings))
    write_part(report, "links", f"l-{start}", pa.concat_tables(links))


def write_photos(report: Path, start: int, rows: int) -> None:
    """Write the photos of these people, a tenth of them with a position."""
    numbers = np.arange(start, start + rows)
    names = pa.array([f"photos/{n // 1000}/{n}.jpg" for n in numbers])
    zero, sure = pa.array(np.zeros(rows, np.int64)), pa.array(np.full(rows, 0.95))
    write_part(
        report,
        "pictures",
        f"p-{start}",
        table(PICTURES, rows, asset=names, record=zero, photo=sure, face_check=same("not_run", rows)),
    )
    role = {"field": same("path", rows), "role": same("picture", rows), "level": same("exact", rows)}
    write_part(
        report,
        "links",
        f"lp-{start}",
        table(LINKS, rows, asset=names, record=zero, token=tokens(numbers.astype(np.uint64)), **role),
    )
    ledger = {"uri": names, "kind": same("picture", rows), "status": same("complete", rows), "size": zero}
    flags = {"in_snapshot": pa.array(np.ones(rows, bool)), "records_scanned": pa.array(np.ones(rows, np.int64))}
    write_part(report, "assets", f"a-{start}", table(ASSETS, rows, asset=names, **ledger, **flags))
    with_place = names.filter(pa.array(numbers % 10 == 0))
    some = len(with_place)
    place = {
        "category": same("location.coordinates", some),
        "field": same("Exif:GPSLatitude", some),
        "shown": same("65.1, -16.6", some),
    }
    how = {
        "evidence": same("exif", some),
        "detector": same("image.gps", some),
        "confidence": pa.array(np.full(some, 0.99)),
    }
    write_part(
        report,
        "findings",
        f"g-{start}",
        table(FINDINGS, some, asset=with_place, record=pa.array(np.zeros(some, np.int64)), **place, **how),
    )


def write_report(report: Path, millions: float) -> int:
    """Write the report and return how many people it is about."""
    people = int(millions * 1_000_000)
    create_report_folder(report)
    for start in range(0, people, PART):
        write_people(report, start, min(PART, people - start))
        write_photos(report, start, min(PART, people - start))
    fields = [
        {"asset": "people.parquet", "table": "people.parquet", "field": name, "type": "text", "category": category}
        | {"confidence": 0.9, "origin": "unknown", "reasons": ["invented"], "alternatives": [], "matched": people}
        for name, category in COLUMNS.items()
    ]
    write_part(report, "fields", "all", pa.Table.from_pylist(fields, schema=FIELDS))
    ensure_parts(report)
    return people


def main() -> None:
    """Write, assess and print figures."""
    report = Path(sys.argv[1])
    people = write_report(report, float(sys.argv[2]) if len(sys.argv) > 2 else 3)  # noqa: PLR2004 - the second argument
    facts = ScanFacts(
        ("invented",), "0", "0", "0", "0", (), (), "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"
    )
    print(f"written; memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB", flush=True)
    began = time.perf_counter()
    run = assess(report, Brief((find_policy("pre-transfer"),)), facts)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"assessed {people:,} rows and {people:,} photos in {seconds:.0f} s, {peak:.2f} GB at most")
    print(f"persons {run.persons:,} (should be {people:,}), {run.verdict}")
    for combination in run.combinations:
        print(f"  {combination.title}: {combination.persons:,}")


if __name__ == "__main__":
    main()
