"""The rates that docs/scale.md reckons with: CPU of each stage, for photos in tar files and for rows of a table.

``python -m benchmarks.scale PICTURES ROWS`` measures other sizes than ``scripts/bench scale`` does.
"""

import io
import json
import os
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv

from benchmarks.measure import machine
from benchmarks.slow_store import pictures
from benchmarks.table import make_group

PICTURES, ROWS = 60_000, 240_000
QUICK_PICTURES, QUICK_ROWS = 200, 500
_PICTURE_BYTES = 20_000
_IN_ONE_TAR = 10_000
_ROWS_IN_ONE_FILE = 60_000


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Return the rates; small inputs where quick."""
    return measure_sizes(folder, *((QUICK_PICTURES, QUICK_ROWS) if quick else (PICTURES, ROWS)))


def measure_sizes(folder: Path, photos: int, rows: int) -> dict[str, Any]:
    """Return what is done a second and core in each stage, for so many pictures and rows."""
    os.environ["PIISCAN_KEY"] = "a key for measuring only"
    _write_tars(folder / "photos", photos)
    _write_csv(folder / "table", rows)
    of_photos, of_rows = (_stages(folder / name, folder / f"{name}-report") for name in ("photos", "table"))
    rates = {
        "pictures_a_second": _rates(of_photos, photos),
        "rows_a_second": _rates(of_rows, rows),
        "report_bytes_per_picture": round(_size(folder / "photos-report") / photos, 1),
        "table_megabytes": round(_size(folder / "table") / 1e6),
    }
    whole = sum(of_photos.values()) + sum(of_rows.values())
    reading = of_photos["reading"] + of_rows["reading"]
    return {
        "name": "scale",
        "unit": f"seconds of CPU for {photos:,} pictures and {rows:,} rows, all stages against the reading alone",
        "ours": round(whole, 3),
        "against": round(reading, 3),
        "against_is": "reading alone, CPU",
        "ratio": round(whole / reading, 3),
        **rates,
        "machine": machine(),
    }


def _write_tars(folder: Path, photos: int) -> None:
    folder.mkdir()
    contents = [content[:_PICTURE_BYTES] for content in pictures()]
    for first in range(0, photos, _IN_ONE_TAR):
        with tarfile.open(folder / f"shard-{first:08d}.tar", "w") as shard:
            for number in range(first, min(first + _IN_ONE_TAR, photos)):
                entry = tarfile.TarInfo(f"{number:08d}.jpg")
                entry.size = _PICTURE_BYTES
                shard.addfile(entry, io.BytesIO(contents[number % len(contents)]))


def _write_csv(folder: Path, rows: int) -> None:
    folder.mkdir()
    random = np.random.default_rng(1)
    for first in range(0, rows, _ROWS_IN_ONE_FILE):
        part = make_group(random, first, min(_ROWS_IN_ONE_FILE, rows - first))
        pyarrow.csv.write_csv(part, folder / f"part-{first:08d}.csv")


def _stages(dataset: Path, report: Path) -> dict[str, float]:
    """Scan in this process, as ``piiscan.scan.scan`` does, and return the CPU of each stage."""
    from piiscan.assess import assess
    from piiscan.briefing import brief_for
    from piiscan.facts import begin_facts, keep_facts, now
    from piiscan.plan import make_plan
    from piiscan.scan import run_units
    from piiscan.settings import ScanSettings
    from piiscan.settle import close, settle

    settings = ScanSettings((str(dataset),), report, pixels="off", hash_files=False)
    seconds = dict.fromkeys(("planning", "reading", "settling", "judging"), 0.0)
    clock = _Clock(seconds)
    plan = make_plan(settings)
    begin_facts(plan, settings, now())
    clock.spent_on("planning")
    while work := plan.units_to_do():
        run_units(plan, work, 1, lambda _: None)
        clock.spent_on("reading")
        settle(plan)
        clock.spent_on("settling")
    close(plan)
    clock.spent_on("settling")
    assess(report, brief_for(settings.judging, ()), keep_facts(plan))
    clock.spent_on("judging")
    return seconds


class _Clock:
    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds, self._since = seconds, time.process_time()

    def spent_on(self, stage: str) -> None:
        now = time.process_time()
        self._seconds[stage] += now - self._since
        self._since = now


def _rates(stages: dict[str, float], number: int) -> dict[str, int]:
    return {stage: round(number / seconds) for stage, seconds in stages.items()}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [PICTURES, ROWS]
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as held:
        print(json.dumps(measure_sizes(Path(held), *sizes), indent=2))
