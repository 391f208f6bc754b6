"""``python -m benchmarks.memory NAME… | all``: the peak memory of a scan of one large container, made and then deleted.

Each is scanned by the real command in one process, hashed, and with the pixels that ``--pixels auto`` covers; what is
measured is the largest resident size that the system tells of that process, as ``/usr/bin/time -v`` prints it.
"""

import argparse
import io
import json
import random
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from benchmarks.commands import one_worker_scan
from benchmarks.measure import run

_MB = 1_000_000
_PHOTO_BYTES = 230_000


def main() -> int:
    """Measure what is asked for and print a line for each: name, bytes, seconds, peak memory in MB."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("names", nargs="+", choices=[*INPUTS, "all"])
    parser.add_argument("--part", type=float, default=1.0, help="part of the full size, to try it out")
    parser.add_argument("--pixels", default="auto")
    arguments = parser.parse_args()
    for name in INPUTS if "all" in arguments.names else arguments.names:
        with tempfile.TemporaryDirectory(prefix="piiscan-memory-") as folder:
            data, home = Path(folder, "data"), Path(folder, "home")
            data.mkdir()
            home.mkdir()
            # In a process of its own: Linux counts the memory of the process that starts a command as the command's.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                pool.submit(INPUTS[name], data, arguments.part).result()
            size = sum(path.stat().st_size for path in data.iterdir())
            cost = run(one_worker_scan(data, "--pixels", arguments.pixels), home)
            print(f"{name:10}{size / _MB:8.0f} MB{cost.wall:8.0f} s{cost.memory / _MB:8.0f} MB", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def photos(number: int) -> Iterator[bytes]:
    """Yield pictures of invented noise, each unlike the others."""
    grain = random.Random(7).randbytes(1200 * 900 * 3)  # noqa: S311 - noise, no secret
    image = Image.frombytes("RGB", (1200, 900), grain).resize((600, 450)).resize((1200, 900))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    encoded = out.getvalue().ljust(_PHOTO_BYTES, b"\0")
    for at in range(number):
        yield encoded + at.to_bytes(8, "big")


def make_tar(folder: Path, part: float) -> None:
    """Make a 2 GB tar of photos with a caption each."""
    with tarfile.open(folder / "photos.tar", "w") as archive:
        for at, photo in enumerate(photos(int(8_700 * part))):
            for name, content in ((f"{at:06}.jpg", photo), (f"{at:06}.txt", b"a person at the harbour")):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))


def make_parquet(folder: Path, part: float) -> None:
    """Make a 1 GB Parquet file with image bytes in one row group."""
    number = int(4_350 * part)
    schema = pa.schema([("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])), ("age", pa.int64())])
    rows = [{"bytes": photo, "path": f"{at}.jpg"} for at, photo in enumerate(photos(number))]
    table = pa.table({"image": pa.array(rows, schema.field(0).type), "age": [20 + at % 50 for at in range(number)]})
    pq.write_table(table, folder / "photos.parquet", row_group_size=number)


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
    """Make a 100 MB workbook: numbers and texts that hardly shrink."""
    import openpyxl

    chance = random.Random(7)  # noqa: S311 - invented numbers, no secret
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Members")
    sheet.append(["id", "email", "age", "sex", "score", "token"])
    for at in range(int(1_040_000 * part)):
        token = chance.randbytes(36).hex()
        sheet.append([at, f"member{at}@example.com", 18 + at % 70, ("f", "m")[at % 2], chance.random(), token])
    book.save(folder / "members.xlsx")


INPUTS: dict[str, Callable[[Path, float], None]] = {
    "tar": make_tar,
    "parquet": make_parquet,
    "coco": make_coco,
    "sqlite": make_sqlite,
    "workbook": make_workbook,
}

if __name__ == "__main__":
    sys.exit(main())
