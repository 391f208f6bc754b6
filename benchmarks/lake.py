"""Pictures in a store behind a latency: a scan of their heads against bare loops of obstore and s3fs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.commands import FINISHED, PIISCAN, python
from benchmarks.measure import Command, Cost, machine, run
from benchmarks.slow_store import BUCKET

PICTURES = 10_000
QUICK_PICTURES = 200
LATENCY = 0.03
"""Seconds before each answer."""

BARE_OBSTORE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from obstore.store import S3Store
store = S3Store(sys.argv[1], client_options={"allow_http": True})
paths = [meta["path"] for page in store.list("photos", chunk_size=1000) for meta in page]
with ThreadPoolExecutor(32) as threads:
    heads = threads.map(lambda path: len(store.get_range(path, start=0, end=65536)), paths)
    print(sum(1 for head in heads if head))
"""

BARE_S3FS = """
import os, sys
import s3fs
fs = s3fs.S3FileSystem(endpoint_url=os.environ["AWS_ENDPOINT_URL"], config_kwargs={"max_pool_connections": 32})
paths = fs.find(f"{sys.argv[1]}/photos")
heads = fs.cat_ranges(paths, [0] * len(paths), [65536] * len(paths), batch_size=32)
print(sum(1 for head in heads if head))
"""


@contextmanager
def _store(pictures: int) -> Iterator[None]:
    command = [sys.executable, "-m", "benchmarks.slow_store", str(pictures), str(LATENCY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().strip() if server.stdout else ""
        os.environ |= {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented",
            "AWS_REGION": "us-east-1",
        }
        try:
            yield
        finally:
            server.kill()


OUR_READING = """
import sys, time
from pathlib import Path
from piiscan.plan import make_plan
from piiscan.scan import run_units
from piiscan.settings import ScanSettings
if __name__ == "__main__":
    settings = ScanSettings((f"s3://{sys.argv[1]}/photos",), Path(sys.argv[2]), pixels="off")
    plan = make_plan(settings)
    start = time.perf_counter()
    run_units(plan, plan.units_to_do(), int(sys.argv[3]), lambda status: None)
    Path(sys.argv[2], "seconds").write_text(str(time.perf_counter() - start))
"""


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Measure whole scans and the reading alone, in one process and in two, against bare loops that list and read.

    The peers only fetch the heads; a scan lists, plans, fetches, looks for what they say of people, settles, judges.
    """
    pictures = QUICK_PICTURES if quick else PICTURES
    home = folder / "home"
    home.mkdir()
    with _store(pictures):
        whole = {f"scan with {n} workers": run(_scan(folder, n), home).wall for n in (1, 2)}
        reading = {f"reading with {n} workers": _reading(folder, n, home) for n in (1, 2)}
        bare = run(python(BARE_OBSTORE, BUCKET), home).wall
        # A peer that not everyone has installed.
        s3fs = {"bare s3fs": run(python(BARE_S3FS, BUCKET), home).wall} if find_spec("s3fs") else {}
    seconds = {**whole, **reading, "bare obstore": bare, **s3fs}
    return {
        "name": "lake",
        "unit": f"seconds of wall time for the heads of {pictures:,} pictures of 50 KB, {LATENCY * 1000:.0f} ms away",
        "ours": round(reading["reading with 1 workers"], 3),
        "against": round(bare, 3),
        "ratio": round(reading["reading with 1 workers"] / bare, 3),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "pictures_a_second": {name: round(pictures / value) for name, value in seconds.items()},
        "machine": machine(),
    }


PLANNING = """
import sys
from pathlib import Path
from piiscan.plan import make_plan
from piiscan.settings import ScanSettings
if __name__ == "__main__":
    make_plan(ScanSettings((f"s3://{sys.argv[1]}",), Path(sys.argv[2]), pixels="off"))
"""

BARE_LISTING = """
import sys
from obstore.store import S3Store
bucket, _, prefix = sys.argv[1].partition("/")
store = S3Store(bucket, client_options={"allow_http": True})
print(sum(len(page) for page in store.list(prefix, chunk_size=1000)))
"""

OBJECTS = 100_000
QUICK_OBJECTS = 2_000


def measure_planning(folder: Path, quick: bool) -> dict[str, Any]:
    """Measure planning a prefix of many objects, in a hundred folders and side by side in one, against bare listing.

    Memory is that of the planning process for all objects and for a tenth of them.
    """
    objects = QUICK_OBJECTS if quick else OBJECTS
    home = folder / "home"
    home.mkdir()
    costs: dict[str, Cost] = {}
    for number in (objects // 10, objects):
        with _store(number):
            costs[f"{number:,} in folders"] = _planning(folder, f"{BUCKET}/photos", home)
            bare = run(python(BARE_LISTING, f"{BUCKET}/photos"), home)
        with _store(number * 100):  # of which one folder is a hundredth
            costs[f"{number:,} side by side"] = _planning(folder, f"{BUCKET}/photos/00", home)
    ours = costs[f"{objects:,} in folders"]
    return {
        "name": "lake-planning",
        "unit": f"seconds of wall time to plan {objects:,} objects in folders, {LATENCY * 1000:.0f} ms away",
        "ours": round(ours.wall, 3),
        "against": round(bare.wall, 3),
        "ratio": round(ours.wall / bare.wall, 3),
        "seconds": {name: round(cost.wall, 2) for name, cost in costs.items()},
        "cpu_seconds": {name: round(cost.cpu, 2) for name, cost in costs.items()},
        "megabytes": {name: round(cost.memory / 1e6) for name, cost in costs.items()},
        "machine": machine(),
    }


def _planning(folder: Path, place: str, home: Path) -> Cost:
    script = folder / "planning.py"
    script.write_text(PLANNING)
    report = folder / "planned"
    return run(
        Command([sys.executable, str(script), place, str(report)], makes=report, proof="plan/context.json"), home
    )


def _scan(folder: Path, workers: int) -> Command:
    report = folder / f"report-{workers}"
    options = ["-o", str(report), "--pixels", "off", "--workers", str(workers)]
    return Command([PIISCAN, "scan", f"s3://{BUCKET}/photos", *options], FINISHED, makes=report, proof="run.json")


def _reading(folder: Path, workers: int, home: Path) -> float:
    report = folder / f"reading-{workers}"
    script = folder / "reading.py"
    script.write_text(OUR_READING)  # a file, since worker processes import it
    run(Command([sys.executable, str(script), BUCKET, str(report), str(workers)]), home)
    return float((report / "seconds").read_text())
