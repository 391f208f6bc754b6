"""Findings of whole columns: made into rows and written as one part of a report, in this process."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.measure import machine
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.rows import FindingRows
from piiscan.reports.folder import create_report_folder, write_part

RECORDS, COLUMNS = 500_000, 20
QUICK_RECORDS = 10_000
BATCH = 65_536
AIM = 8_000_000
"""Findings a second and core."""


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Return seconds of CPU time for all findings, against what they would take at eight million a second."""
    records = QUICK_RECORDS if quick else RECORDS
    create_report_folder(folder / "report")
    begin = time.process_time()
    rows = FindingRows()
    for start in range(0, records, BATCH):
        numbers = pa.array(np.arange(start, min(start + BATCH, records)))
        for column in range(COLUMNS):
            finding = Finding("column.age", Category.DEMOGRAPHIC_AGE, f"field_{column}", Evidence.COLUMN, 0.97)
            rows.add_hits("members.parquet", Hits(finding, numbers))
    path = write_part(folder / "report", "findings", "unit", rows.table())
    ours = time.process_time() - begin
    findings = records * COLUMNS
    return {
        "name": "findings",
        "unit": f"seconds of CPU time for {findings} findings, against {AIM} a second",
        "ours": round(ours, 4),
        "against": findings / AIM,
        "against_is": "8 million findings a second, CPU",
        "ratio": round(ours * AIM / findings, 3),
        "findings_per_second": round(findings / ours),
        "bytes_per_finding": round(path.stat().st_size / findings, 4),
        "machine": machine(),
    }
