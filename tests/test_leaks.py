"""Nothing leaks: values planted in every place of every format are in no output, in full, in lower case, or hashed."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.explain import explain
from piiscan.model.categories import Category
from piiscan.reports.exports.catalog import Format, export
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from tests.builders import exif_block, photo, xmp_packet
from tests.containers import tar, tfrecord, zipped
from tests.readers.boxes import apple_keys, box, loci, movie

MARKS = {
    "identifier.name": "Zorelia Ostlequist",
    "identifier.depicted_person": "Brannick Quillmarsh",
    "identifier.email": "zorelia.qx17@example.com",
    "identifier.phone": "+49 151 20847733",
    "identifier.government_id": "536-90-4399",
    "identifier.financial_account": "DE75512108001245126199",
    "identifier.medical_record": "MRN-8830127",
    "identifier.username": "@zorelia_qx17",
    "identifier.profile_url": "https://www.facebook.com/zorelia.qx17",
    "identifier.person_id": "PX-7720193",
    "identifier.device": "4F00ZQ112233",
    "identifier.ip_address": "203.0.113.177",
    "identifier.vehicle": "1HGCM82633A004352",
    "identifier.secret": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "location.address": "17 Quillmarsh Lane, Ostleby",
    "location.coordinates": "48.137154, 11.576124",
    "demographic.birth_date": "1987-03-14",
    "demographic.occupation": "marsh-lantern tuner",
    "communication.message": "meet me by the quillmarsh lantern at nine",
}
"""By category; all of them invented."""

TEXT = "; ".join(MARKS.values())

BREAKING = """
from piiscan.model.assets import Kind
from piiscan.model.units import Layout
from piiscan.readers.decoding import whole_piece
from piiscan.readers.plugins import PluginReader
from piiscan.readers.signatures import Signature

BREAKING = PluginReader("breaking", Kind.TABLE, "breaking", (Signature(b"BREAKING", Kind.TABLE, "x/b", "odd files"),))

def inspect(stream, asset, target_bytes):
    text = stream.read().decode()
    if "now" in text[:20]:
        raise ValueError(text)
    return Layout((whole_piece(asset, "breaking"),))

def read(stream, piece):
    raise KeyError(stream.read().decode())
    yield
"""
"""A reader that puts what it reads into the text of its exceptions."""

LOUD = "import logging, warnings\nlogging.basicConfig(level=0)\nwarnings.simplefilter('always')\n"
"""What every process runs first: all that any library logs comes out on stderr."""


def columns() -> dict[str, list[str]]:
    """A column for each category, under a header that its rule knows, with the marked value among its like."""
    made: dict[str, list[str]] = {}
    for rule in load_rulebook((str(shipped_rules()),)).columns:
        mark = MARKS.get(rule.category, f"Zq{rule.category.partition('.')[2]}Mark{len(made)}xq")
        example = next((each for each in rule.match if not each.beside), rule.match[0])
        made.setdefault(example.header, [*(list(example.values) * 4)[:6], mark, mark])
    rows = max(map(len, made.values()))
    return {name: (values * rows)[:rows] for name, values in made.items()}


def marks() -> set[str]:
    """All marked values, those of single columns too."""
    in_columns = {value for values in columns().values() for value in values if re.fullmatch(r"Zq.*xq", value)}
    return set(MARKS.values()) | in_columns


def dataset(root: Path) -> None:
    """Write the marked values in every format and place."""
    table = pa.table(columns())
    rows = table.to_pylist()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    header, *body = [list(rows[0]), *(list(row.values()) for row in rows)]
    csv = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (header, *body)) + "\n"
    book = openpyxl.Workbook()
    for row in (header, *body):
        book.active.append(row)
    sheet = BytesIO()
    book.save(sheet)
    parquet = BytesIO()
    pq.write_table(table, parquet)
    exif = exif_block(
        Make="Canon", artist=MARKS["identifier.name"], serial=MARKS["identifier.device"], gps=(48.137154, 11.576124),
        ImageDescription=TEXT, Copyright=MARKS["identifier.name"], CameraOwnerName=MARKS["identifier.name"],
    ).tobytes()[6:]  # fmt: skip
    xmp = xmp_packet(dc__creator=MARKS["identifier.name"], aux__SerialNumber=MARKS["identifier.device"],
                     photoshop__City=MARKS["location.address"], dc__description=TEXT)  # fmt: skip
    jpeg = photo(
        artist=MARKS["identifier.name"], serial=MARKS["identifier.device"], gps=(48.137154, 11.576124), xmp=xmp
    )
    coco = {"images": [{"id": 1, "file_name": "a.jpg", "owner": TEXT}],
            "annotations": [{"id": 1, "image_id": 1, "caption": TEXT, "bbox": [1, 2, 3, 4]}]}  # fmt: skip
    files = {
        "people.csv": csv.encode(),
        "nobody_named_these.csv": "\n".join(",".join(map(str, row[:12])) for row in body).encode(),
        "lines.jsonl": lines.encode(),
        "document.json": json.dumps({"people": rows, "note": TEXT}).encode(),
        "coco.json": json.dumps(coco).encode(),
        "people.parquet": parquet.getvalue(),
        "people.xlsx": sheet.getvalue(),
        "people.xml": f"<all>{''.join(f'<p><a>{mark}</a><b>1</b></p>' for mark in MARKS.values())}</all>".encode(),
        "people.tfrecord": tfrecord([{"text": TEXT.encode(), "n": 1}]),
        "letter.txt": f"To whom it concerns: {TEXT}\n".encode(),
        "tiny.txt": MARKS["identifier.email"].encode(),
        "tiny2": MARKS["identifier.government_id"].encode(),
        "book.ipynb": json.dumps({"cells": [{"cell_type": "markdown", "source": [TEXT]}], "nbformat": 4}).encode(),
        "README.md": f"# A set\n\nconsent was given by {TEXT}\n".encode(),
        "photo.jpg": jpeg,
        "noise.png": photo(format="PNG", xmp=xmp, artist=MARKS["identifier.name"]),
        "a.tif": exif,
        "clip.mov": movie(apple_keys(com__apple__quicktime__author=MARKS["identifier.name"]),
                          box(b"udta", loci(48.137154, 11.576124))),
        "pack.zip": zipped({"in/people.csv": csv.encode(), "in/photo.jpg": jpeg}),
        "pack.tar": tar({"people.jsonl": lines.encode(), "photo.jpg": jpeg, "caption.txt": TEXT.encode()}),
        "broken.csv": csv.encode()[: len(csv) * 2 // 3] + b'"\xff\xfe never closed',
        "broken.parquet": parquet.getvalue()[:-9],
        "broken.jpg": jpeg[:700],
        "broken.json": json.dumps({"people": rows}).encode()[:-200],
        "broken.jsonl": lines.encode()[:-40],
        "broken.zip": zipped({"people.csv": csv.encode()})[:-30],
        "broken.xlsx": sheet.getvalue()[:-300],
        "told": f"BREAKING now {TEXT}".encode(),
        "told_later": f"BREAKING {TEXT}".encode(),
    }  # fmt: skip
    for name, content in files.items():
        folder = root / name.replace(".", "_")
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Scan with the real command, loudly; return the folder of the report and temporary files, and what was printed."""
    folder = tmp_path_factory.mktemp("leaks")
    dataset(folder / "data")
    metadata = folder / "site" / "breaking-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: breaking\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[piiscan.readers]\nbreaking = breaking:BREAKING\n")
    (folder / "site" / "breaking.py").write_text(BREAKING)
    (folder / "site" / "sitecustomize.py").write_text(LOUD)
    (folder / "out" / "tmp").mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(folder / "site"), "TMPDIR": str(folder / "out" / "tmp")}
    program = "from piiscan.cli.main import main; main()"
    command = [sys.executable, "-c", program, "scan", str(folder / "data"), "-o", str(folder / "out" / "report")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode in (1, 3), done.stderr[-2000:]
    return folder / "out", done.stdout + done.stderr


def forbidden() -> tuple[dict[str, str], dict[bytes, str]]:
    """What no output may hold, in lower case, and what no column of bytes may begin with; each with its value."""
    texts: dict[str, str] = {}
    raw: dict[bytes, str] = {}
    for mark in marks():
        texts[mark.lower()] = mark
        for form in {mark, mark.lower(), mark.upper()}:
            for hashed in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                digest = hashed(form.encode()).digest()
                texts |= dict.fromkeys((digest.hex(), base64.b64encode(digest).decode().lower().rstrip("=")), mark)
                raw |= {digest[:8]: mark}
    return texts, raw


def in_files(folder: Path) -> Iterator[tuple[str, str | bytes]]:
    """Yield every text, and every value of a column of bytes, in all files of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            for column in pq.read_table(path).itercolumns():
                yield from ((str(path), value) for value in _values(column.to_pylist()))
        elif path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def _values(value: Any) -> Iterator[str | bytes]:
    if isinstance(value, dict):
        yield from _values(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _values(each)
    elif isinstance(value, str | bytes):
        yield value


def leaks(outputs: list[tuple[str, str | bytes]]) -> set[tuple[str, str]]:
    """Return in which outputs which marked values are, in any form."""
    texts, raw = forbidden()
    together: dict[str, list[str]] = {}
    found = set()
    for place, value in outputs:
        if isinstance(value, bytes):
            found |= {(place, raw[value[:8]])} if value[:8] in raw else set()
        else:
            together.setdefault(place, []).append(value.lower())
    pattern = re.compile("|".join(map(re.escape, texts)))
    for place, values in together.items():
        found |= {(place, texts[each]) for each in pattern.findall("\n".join(values))}
    return found


def test_the_search_finds_what_is_there(outputs: tuple[Path, str]) -> None:
    """
    The search that the tests below rely on sees values in text, in Parquet and by their hash.
    """
    folder = outputs[0].parent / "data"
    digest = hashlib.sha256(b"536-90-4399").digest()

    assert len(leaks(list(in_files(folder / "people_parquet")))) >= len(MARKS)
    assert {("x", "536-90-4399")} == leaks([("x", f"a {digest.hex()}")]) == leaks([("x", digest)])


def test_nothing_leaks(outputs: tuple[Path, str]) -> None:
    """
    No table, document, part, plan, temporary file, message, log or export holds a marked value.
    """
    folder, printed = outputs
    report = folder / "report"
    exports = [(each, export(report, each)) for each in Format if each is not Format.PATHS]
    assets = pq.read_table(report / "assets")["asset"].to_pylist()
    explained = [("explain", "\n".join(line for asset in assets for line in explain(report, asset)))]
    by_record = [("explain", "\n".join(line for asset in assets for line in explain(report, asset, record=6)))]

    assert set() == leaks([("printed", printed), *in_files(folder), *exports, *explained, *by_record])


def test_much_was_found(outputs: tuple[Path, str]) -> None:
    """
    Nothing leaking is no merit where nothing is found: nearly every category with a marked value is.
    """
    found = set(pq.read_table(outputs[0] / "report" / "findings")["category"].to_pylist())

    assert set(MARKS) <= found | {"communication.message", "identifier.medical_record"}
    assert len(found) > len(Category) / 2


def test_no_first_row_is_a_name(outputs: tuple[Path, str]) -> None:
    """
    A table without a header row has no names of columns that were a record.
    """
    rows = pq.read_table(outputs[0] / "report" / "fields").to_pylist()
    names = {row["field"] for row in rows if row["asset"].endswith("nobody_named_these.csv")}

    assert names
    assert all(re.fullmatch(r"column_\d+", name) for name in names)


def test_modes(outputs: tuple[Path, str]) -> None:
    """
    The report is its owner's alone, and no temporary file is left.
    """
    folder, _ = outputs

    assert 0o700 == (folder / "report").stat().st_mode & 0o777
    assert [] == list((folder / "tmp").iterdir())
