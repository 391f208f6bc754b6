"""Nothing leaks: values planted in every place of every format are in no output, in full, in lower case, or hashed."""

import base64
import gzip
import hashlib
import json
import os
import pickle
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import fastavro
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest

from piiscan.explain import explain
from piiscan.model.categories import Category
from piiscan.model.masks import mask
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

class Late:
    def __init__(self, text):
        self.text = text
    def __del__(self):
        raise ValueError(self.text)

def fail(text):
    raise ValueError(text)

def read(stream, piece):
    import os, threading, warnings
    text = stream.read().decode()
    warnings.warn(text)
    Late(text)
    thread = threading.Thread(target=fail, args=(text,), name=text)
    thread.start()
    thread.join()
    if "dying" in text[:20]:
        os.kill(os.getpid(), 11)
    raise KeyError(text)
    yield
"""
"""A reader that puts what it reads into warnings and into exceptions, also such as nobody can catch, or dies of it."""

KEY = "0123456789abcdef-marked-too"
"""The key of these scans, which no output may hold either."""

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


def in_other_formats(table: pa.Table) -> dict[str, bytes]:
    """The marked values in the formats that hold tables, documents and metadata otherwise."""
    rows = table.to_pylist()
    stream, orc, avro = BytesIO(), BytesIO(), BytesIO()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    pa_orc.write_table(table, orc)
    fields = [{"name": f"c{at}", "type": ["null", "string"], "doc": name} for at, name in enumerate(table.column_names)]
    coded = [{f"c{at}": value for at, value in enumerate(row.values())} for row in rows]
    fastavro.writer(avro, {"type": "record", "name": "Row", "fields": fields}, coded)
    name, place = MARKS["identifier.name"], {"latitude": 48.137154, "longitude": 11.576124}
    takeout = {"title": "photo.jpg", "photoTakenTime": {"timestamp": "1"}, "geoData": place, "people": [{"name": name}]}
    studio = {"id": 1, "data": {"image": "a.jpg", "owner": TEXT}, "annotations": [{"result": [
        {"from_name": "label", "to_name": "image", "type": "textarea", "value": {"text": [TEXT]}}]}]}  # fmt: skip
    boxes = f"<annotation><filename>a.jpg</filename><source>{TEXT}</source><object><name>{name}</name></object>"
    sound = b"ID3\x03\0\0\0\0\0\x2fTPE1\0\0\0\x25\0\0\0" + name.encode().ljust(36, b" ") + b"\xff\xfb\x90\0"
    return {
        "people.arrows": stream.getvalue(),
        "people.orc": orc.getvalue(),
        "people.avro": avro.getvalue(),
        "people.csv.gz": gzip.compress(b"email,name\n" + f"{MARKS['identifier.email']},{name}\n".encode() * 9),
        "people.sqlite": _sqlite(table),
        "numbers.npy": _strings_array(),
        "letter.docx": zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": _word()}),
        "page.html": f"<html><title>{name}</title><body><p>{TEXT}</p></body></html>".encode(),
        "side.xmp": xmp_packet(dc__creator=name, photoshop__City=MARKS["location.address"], dc__description=TEXT),
        "photo.jpg.json": json.dumps(takeout).encode(),
        "studio.json": json.dumps([studio]).encode(),
        "voc.xml": f"{boxes}</annotation>".encode(),
        "voice.mp3": sound,
        "nested.zip": zipped({"inner.zip": zipped({"letter.txt": TEXT.encode(), "people.orc": orc.getvalue()})}),
        "model.pkl": pickle.dumps({"trained_on": TEXT}),
        "unknown.bin": b"\0\1\2\3" + TEXT.encode() + bytes(range(256)),
    }


def _sqlite(table: pa.Table) -> bytes:
    columns = ",".join(f'"{name}"' for name in table.column_names)
    with sqlite3.connect(":memory:") as db:
        db.execute(f"CREATE TABLE people ({columns})")
        marks = ",".join("?" * table.num_columns)
        db.executemany(f"INSERT INTO people VALUES ({marks})", [list(row.values()) for row in table.to_pylist()])  # noqa: S608 - our own
        db.commit()
        return db.serialize()


def _strings_array() -> bytes:
    sink = BytesIO()
    np.save(sink, np.array(sorted(MARKS.values())))
    return sink.getvalue()


def _word() -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{mark}</w:t></w:r></w:p>" for mark in MARKS.values())
    return f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'.encode()


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
        "told_dying": f"BREAKING dying {TEXT}".encode(),
        **in_other_formats(table),
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
    return folder / "out", loudly(folder, "scan", folder / "data", "-o", folder / "out" / "report", codes=(1, 3))


def loudly(folder: Path, *arguments: str | Path, codes: tuple[int, ...]) -> str:
    """Run the real command so that all that any library logs, warns of or crashes with is seen; return all of it."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "site"), "TMPDIR": str(folder / "out" / "tmp")}
    environment |= {"PYTHONFAULTHANDLER": "1", "PYTHONWARNINGS": "always", "PIISCAN_KEY": KEY}
    command = [sys.executable, "-c", "from piiscan.cli.main import main; main()", *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - our own
        command, env=environment, cwd=folder / "out", capture_output=True, text=True, check=False
    )
    assert done.returncode in codes, done.stderr[-2000:]
    return done.stdout + done.stderr


def forbidden() -> tuple[dict[str, str], dict[bytes, str]]:
    """What no output may hold, in lower case, and what no column of bytes may begin with; each with its value."""
    texts: dict[str, str] = {KEY: KEY}
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
    assets = sorted(set(pq.read_table(report / "fields")["asset"].to_pylist()))
    explained = [("explain", "\n".join(line for asset in assets for line in explain(report, asset)))]
    by_record = [("explain", "\n".join(line for asset in assets[::6] for line in explain(report, asset, record=6)))]

    assert set() == leaks([("printed", printed), *in_files(folder), *exports, *explained, *by_record])


def test_no_command_leaks(outputs: tuple[Path, str]) -> None:
    """
    Nor does what the other commands print or write: explanations of each column, differences, verification, another
    verdict, a scan without names, shards, and exports from the command line.
    """
    folder, _ = outputs
    top, report = folder.parent, folder / "report"
    fewer, changed = top / "fewer", top / "changed"
    for name in ("people.csv", "photo.jpg", "coco.json", "told_later"):
        place = top / "data" / name.replace(".", "_")
        shutil.copytree(place, fewer / place.name)
    shutil.copytree(fewer, changed)
    (changed / "people_csv" / "people.csv").write_text(f"email,name\n{TEXT}\n")
    printed = [
        loudly(top, "scan", fewer, "-o", folder / "redacted", "--redact-paths", codes=(1, 3)),
        loudly(top, "plan", changed, "-o", folder / "shards", codes=(0,)),
        loudly(top, "run", folder / "shards", "--shard", "0/1", codes=(0,)),
        loudly(top, "settle", folder / "shards", codes=(1, 3)),
        loudly(top, "diff", folder / "shards", report, codes=(0,)),
        loudly(top, "verify", folder / "shards", fewer, codes=(1,)),
        loudly(top, "assess", folder / "shards", "--policy", "hipaa-identifiers-screen", codes=(1, 3)),
        loudly(top, "report", folder / "shards", "--format", "share", codes=(0,)),
        loudly(top, "report", folder / "shards", "--format", "paths", "--category", "identifier.email", codes=(0,)),
        loudly(top, "explain", folder / "shards", "people_csv/people.csv", "--record", "0", codes=(0,)),
    ]

    assert set() == leaks([*(("printed", text) for text in printed), *in_files(folder)])


def test_a_killed_scan_leaks_nothing(outputs: tuple[Path, str]) -> None:
    """
    What a scan has written when it is killed, parts and temporary files, holds no value.
    """
    top = outputs[0].parent
    killed = top / "killed"
    environment = {**os.environ, "PIISCAN_KEY": KEY, "TMPDIR": str(killed / "tmp")}
    command = [sys.executable, "-c", "from piiscan.cli.main import main; main()", "scan", str(top / "data")]
    moments = 0
    for seconds in (3, 6, 10):
        (killed / "tmp").mkdir(parents=True, exist_ok=True)
        with subprocess.Popen(  # noqa: S603 - our own
            [*command, "-o", str(killed / "report")], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        ) as running:
            try:
                running.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                moments += 1

        assert set() == leaks(list(in_files(killed)))
    assert moments


def test_no_memory_is_dumped() -> None:
    """
    A process of ours that crashes leaves no file of its memory, whatever its user allows.
    """
    program = (
        "import resource; from piiscan.runtimes.own_process import leave_no_traces; leave_no_traces();"
        " print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603

    assert "0" == done.stdout.strip()


def test_much_was_found(outputs: tuple[Path, str]) -> None:
    """
    Nothing leaking is no merit where nothing is found: nearly every category with a marked value is.
    """
    found = set(pq.read_table(outputs[0] / "report" / "findings")["category"].to_pylist())

    read = {row["asset"] for row in pq.read_table(outputs[0] / "report" / "findings").to_pylist()}
    ledger = pq.read_table(outputs[0] / "report" / "assets").to_pylist()
    whole = {row["asset"] for row in ledger if row["status"] == "complete"}
    without = {asset for asset in whole - read if not any(each.startswith(f"{asset}!/") for each in whole)}

    assert set() == without, "what is read to its end holds values, and they are found"
    assert set(MARKS) <= found | {"communication.message", "identifier.medical_record"}
    assert len(found) > len(Category) / 2


def test_what_is_shown_is_a_word_of_the_category(outputs: tuple[Path, str]) -> None:
    """
    What a report shows of any value is the mask of its category, or a position to a tenth of a degree.
    """
    report = outputs[0] / "report"
    rows = [row for table in ("findings", "fields") for row in pq.read_table(report / table).to_pylist()]
    shown = {(row["category"], row["shown"]) for row in rows if row["shown"] is not None}
    position = re.compile(r"-?\d{1,2}\.\d, -?\d{1,3}\.\d")
    others = {(category, word) for category, word in shown if word != mask(Category(category))}

    assert len(shown) > len(MARKS)
    assert {"location.coordinates"} >= {category for category, _ in others}
    assert all(position.fullmatch(word) for _, word in others)


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
