"""``python -m benchmarks.memory NAME… | all``: the peak memory of a scan of one large input, made and then deleted.

Each is scanned in a process of its own, in the order of ``piiscan.scan``, hashed, and with the pixels that ``--pixels
auto`` covers. Of each phase the largest resident size is told, which Linux keeps as ``VmHWM``: that of a worker is
``run``; planning, closing and judging are done once, wherever the workers are.
"""

import argparse
import io
import json
import os
import random
import sqlite3
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from benchmarks.large_inputs import make_csv, make_files, make_table
from piiscan.assess import assess
from piiscan.briefing import brief_for
from piiscan.facts import begin_facts, keep_facts, now
from piiscan.model.without_pandas import leave_pandas_out
from piiscan.plan import make_plan
from piiscan.reports.run_json import read_facts
from piiscan.scan import run_units
from piiscan.settings import ScanSettings
from piiscan.settle import close, settle

_MB = 1_000_000
_PHOTO_BYTES = 230_000


def main() -> int:
    """Measure what is asked for and print a line for each: name, bytes, and the peak of each phase in MB."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("names", nargs="+", choices=[*INPUTS, "all"])
    parser.add_argument("--part", type=float, default=1.0, help="part of the full size, to try it out")
    arguments = parser.parse_args()
    for name in INPUTS if "all" in arguments.names else arguments.names:
        with tempfile.TemporaryDirectory(prefix="piiscan-memory-") as folder:
            data = Path(folder, "data")
            data.mkdir()
            size = _alone(_make, name, data, arguments.part)
            settings = ScanSettings((str(data),), Path(folder, "report"), workers=1)
            phases = _alone(_scan, settings) | _alone(_judge, settings)
            told = "".join(f"  {phase} {peak / _MB:.0f} MB in {wall:.0f} s" for phase, (peak, wall) in phases.items())
            print(f"{name:14}{size / _MB:6.0f} MB{told}", flush=True)
    return 0


def _alone(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process of its own, so that no memory of another is counted."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _make(name: str, folder: Path, part: float) -> int:
    INPUTS[name](folder, part)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _scan(settings: ScanSettings) -> dict[str, tuple[int, float]]:
    """Return the peak in bytes and the seconds of each phase up to judging."""
    phases = _begun()
    began = now()
    with _measured(phases, "plan"):
        plan = make_plan(settings)
        begin_facts(plan, settings, began)
    with _measured(phases, "run"):
        while units := plan.units_to_do():
            run_units(plan, units, 1, lambda _status: None)
            settle(plan)
    with _measured(phases, "close"):
        close(plan)
    keep_facts(plan)
    return phases


def _judge(settings: ScanSettings) -> dict[str, tuple[int, float]]:
    """Return the same of judging: the command does it in a process of its own, where the report is a large one."""
    phases = _begun()
    with _measured(phases, "assess"):
        assess(settings.output, brief_for(settings.judging, settings.rules), read_facts(settings.output))
    return phases


def _begun() -> dict[str, tuple[int, float]]:
    leave_pandas_out()
    os.environ.setdefault("PIISCAN_KEY", "an invented key for benchmarks only")
    return {}


@contextmanager
def _measured(phases: dict[str, tuple[int, float]], name: str) -> Iterator[None]:
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is held now (proc(5))
    start = time.perf_counter()
    yield
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    phases[name] = (int(peak.split()[1]) * 1024, time.perf_counter() - start)


def photos(number: int, size: int = _PHOTO_BYTES) -> Iterator[bytes]:
    """Yield pictures of invented noise of as many bytes, each unlike the others."""
    grain = random.Random(7).randbytes(1200 * 900 * 3)  # noqa: S311 - noise, no secret
    image = Image.frombytes("RGB", (1200, 900), grain).resize((300, 225)).resize((800, 600))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    encoded = out.getvalue()
    more = random.Random(8).randbytes(max(8, size - len(encoded) - 8))  # noqa: S311 - bytes that do not shrink
    for at in range(number):
        yield encoded + more + at.to_bytes(8, "big")


def make_tar(folder: Path, part: float) -> None:
    """Make a 2 GB tar of photos with a caption each."""
    with tarfile.open(folder / "photos.tar", "w") as archive:
        for at, photo in enumerate(photos(int(8_700 * part))):
            for name, content in ((f"{at:06}.jpg", photo), (f"{at:06}.txt", b"a person at the harbour")):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))


def make_parquet(folder: Path, part: float, size: int = 100_000) -> None:
    """Make a 1 GB Parquet file with image bytes in one row group, photos of 100 KB."""
    number = int(1_000 * _MB // size * part)
    schema = pa.schema([("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])), ("age", pa.int64())])
    rows = [{"bytes": photo, "path": f"{at}.jpg"} for at, photo in enumerate(photos(number, size))]
    table = pa.table({"image": pa.array(rows, schema.field(0).type), "age": [20 + at % 50 for at in range(number)]})
    pq.write_table(table, folder / "photos.parquet", row_group_size=number)


def make_large_parquet(folder: Path, part: float) -> None:
    """Make the same with photos of 230 KB."""
    make_parquet(folder, part, _PHOTO_BYTES)


def make_coco(folder: Path, part: float) -> None:
    """Make 500 MB of COCO JSON: people with keypoints, outlines and attributes."""
    chance = random.Random(7)  # noqa: S311 - invented numbers, no secret
    with (folder / "instances.json").open("w") as out:
        out.write('{"info": {"year": 2020}, "images": [')
        number = int(500_000 * part)
        pictures = number // 4
        out.write(
            ",".join(json.dumps({"id": at, "file_name": f"{at:09}.jpg", "height": 480}) for at in range(pictures))
        )
        out.write('], "annotations": [')
        for at in range(number):
            shape = [round(chance.random() * 600, 2) for _ in range(60)]
            annotation = {
                "id": at, "image_id": at % pictures, "category_id": 1, "iscrowd": 0, "area": 8100.5,
                "bbox": shape[:4], "segmentation": [shape], "keypoints": [chance.randrange(600) for _ in range(51)],
                "num_keypoints": 17, "attributes": {"age": 18 + at % 60, "sex": ("female", "male")[at % 2]},
            }  # fmt: skip
            out.write(("," if at else "") + json.dumps(annotation))
        out.write('], "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "left_eye"]}]}')


def make_sqlite(folder: Path, part: float) -> None:
    """Make a 200 MB SQLite file: members with addresses."""
    with closing(sqlite3.connect(folder / "members.sqlite")) as database:
        database.execute("CREATE TABLE members (id INTEGER, email TEXT, age INTEGER, sex TEXT, city TEXT, note TEXT)")
        rows = (
            (at, f"member{at}@example.com", 18 + at % 70, ("f", "m")[at % 2], "Harbourtown", "likes the sea and " * 4)
            for at in range(int(1_500_000 * part))
        )
        database.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.commit()


def make_workbook(folder: Path, part: float) -> None:
    """Make a 100 MB workbook: numbers and texts that hardly shrink, written as XML since no library is quick at it."""
    chance = random.Random(7)  # noqa: S311 - invented numbers, no secret
    space = "http://schemas.openxmlformats.org/"
    types = (
        f'<Types xmlns="{space}package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    kind = f"{space}officeDocument/2006/relationships"
    related = f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Type="{kind}/'
    book = (
        f'<workbook xmlns="{space}spreadsheetml/2006/main" xmlns:r="{kind}"><sheets>'
        '<sheet name="Members" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'{related}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'{related}worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(folder / "members.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{space}spreadsheetml/2006/main"><sheetData>'.encode())
            sheet.write(_row(["id", "email", "age", "sex", "score", "token"]))
            for at in range(int(1_040_000 * part)):
                token = chance.randbytes(36).hex()
                member = [at, f"member{at}@example.com", 18 + at % 70, ("f", "m")[at % 2], chance.random(), token]
                sheet.write(_row(member))
            sheet.write(b"</sheetData></worksheet>")


def _row(values: list[object]) -> bytes:
    cells = (
        f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"
        for value in values
    )
    return f"<row>{''.join(cells)}</row>".encode()


INPUTS: dict[str, Callable[[Path, float], None]] = {
    "tar": make_tar,
    "parquet": make_parquet,
    "parquet-230k": make_large_parquet,
    "coco": make_coco,
    "sqlite": make_sqlite,
    "workbook": make_workbook,
    "table-20gb": make_table,
    "csv-line": make_csv,
    "files": make_files,
}

if __name__ == "__main__":
    sys.exit(main())
