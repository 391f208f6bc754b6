"""Makers of containers: one table of invented people and one photo, in every format that datasets travel in."""

import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import fastavro
import h5py
import lmdb
import numpy as np
import openpyxl
import py7zr
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import scipy.io
from pyarrow import orc

from piiscan.readers.tfrecord import crc32c, masked
from tests.builders import photo

PEOPLE = pa.table(
    {
        "email": [f"zorelia{i}@example.com" for i in range(60)],
        "age": [20 + i % 50 for i in range(60)],
        "sex": [("female", "male")[i % 2] for i in range(60)],
    }
)
PHOTO = photo(gps=(12.3456789, -33.2524681), serial="4F00112233", size=(96, 64))
PEOPLE_CSV = "email,age,sex\n" + "".join(f"{row['email']},{row['age']},{row['sex']}\n" for row in PEOPLE.to_pylist())

IN_TABLE = {"identifier.email", "demographic.age", "demographic.sex"}
IN_PHOTO = {"location.coordinates", "identifier.device", "image.photo"}


def tar(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """Return a tar archive; ``mode`` is like ``w:gz``."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:  # type: ignore[call-overload]  # any mode of its own
        for name, member in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(member)
            archive.addfile(entry, io.BytesIO(member))
    return content.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def arrow_compressed(content: bytes, codec: str) -> bytes:
    """Return content compressed as a whole by one of Arrow's codecs."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as packed:
        packed.write(content)
    return bytes(sink.getvalue())


def seven_zip(members: Mapping[str, bytes]) -> bytes:
    """Return a 7z archive."""
    content = io.BytesIO()
    with py7zr.SevenZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(member, name)
    return content.getvalue()


BOTH = {"people.csv": PEOPLE_CSV.encode(), "photo.jpg": PHOTO}

CONTAINERS: dict[str, Callable[[], bytes]] = {
    "a.tar": lambda: tar(BOTH),
    "b.tar.gz": lambda: tar(BOTH, "w:gz"),
    "c.tar.xz": lambda: tar(BOTH, "w:xz"),
    "d.tar.bz2": lambda: tar(BOTH, "w:bz2"),
    "e.tar.zst": lambda: arrow_compressed(tar(BOTH), "zstd"),
    "f.zip": lambda: zipped(BOTH),
    "people.h5": lambda: _hdf5(),  # noqa: PLW0108 - it stands below
    "people.tfrecord": lambda: tfrecord(
        {"email": row["email"].encode(), "age": row["age"], "sex": row["sex"].encode(), "image": PHOTO}
        for row in PEOPLE.to_pylist()
    ),
    "people.sqlite": lambda: sqlite(),  # noqa: PLW0108 - it stands below
    "people.7z": lambda: seven_zip(BOTH),
    "g.zip": lambda: zipped({"inner/h.tgz": tar(BOTH, "w:gz")}),
}
"""Each holds both, in members of their own."""


def _parquet(table: pa.Table, schema: pa.Schema | None = None) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table if schema is None else table.cast(schema), sink)
    return sink.getvalue()


def _hugging_face() -> bytes:
    """Return a table as the ``datasets`` library writes pictures: bytes and path, and the feature in the metadata."""
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    photos = pa.array([None, {"bytes": PHOTO, "path": "photo.jpg"}, *[None] * (len(PEOPLE) - 2)], kind)
    table = PEOPLE.append_column("image", photos)
    features = {"info": {"features": {"image": {"_type": "Image"}}}}
    return _parquet(table.replace_schema_metadata({"huggingface": json.dumps(features)}))


def _with_photo(value: bytes | str) -> pa.Table:
    """Return the table with a photo in the second row."""
    return PEOPLE.append_column("image", pa.array([None, value, *[None] * (len(PEOPLE) - 2)]))


def _base64(start: str = "") -> str:
    return start + base64.b64encode(PHOTO).decode()


PICTURE_TABLES: dict[str, Callable[[], bytes]] = {
    "hugging_face.parquet": _hugging_face,
    "bytes.parquet": lambda: _parquet(_with_photo(PHOTO)),
    "base64.parquet": lambda: _parquet(_with_photo(_base64())),
    "data_url.jsonl": lambda: json_lines(_with_photo(_base64("data:image/jpeg;base64,"))),
}
"""Each holds the table, and the photo in the column ``image`` of its second row."""


def json_lines(table: pa.Table) -> bytes:
    """Return a table as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in table.to_pylist()).encode()


def _arrow_stream() -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, PEOPLE.schema) as writer:
        writer.write_table(PEOPLE)
    return sink.getvalue()


def _orc() -> bytes:
    sink = pa.BufferOutputStream()
    orc.write_table(PEOPLE, sink)
    return bytes(sink.getvalue())


def _avro() -> bytes:
    kinds = {"email": "string", "age": "long", "sex": ["null", "string"]}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    sink = io.BytesIO()
    fastavro.writer(sink, {"type": "record", "name": "Person", "fields": fields}, PEOPLE.to_pylist())
    return sink.getvalue()


def sqlite() -> bytes:
    """Return a database with the table ``people``, and the photo in a row of another one."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE people (email TEXT, age INTEGER, sex TEXT)")
        database.executemany("INSERT INTO people VALUES (:email, :age, :sex)", PEOPLE.to_pylist())
        database.execute('CREATE TABLE "odd ""name" (image)')
        database.executemany('INSERT INTO "odd ""name" VALUES (?)', [("none",), (PHOTO,)])
        database.commit()
        return bytes(database.serialize())


def _duckdb() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.duckdb"
        with duckdb.connect(str(path)) as database:
            database.register("rows", PEOPLE)
            database.execute("CREATE TABLE people AS SELECT * FROM rows")
        return path.read_bytes()


def workbook() -> bytes:
    """Return an Excel workbook: a note, and the table below a title on a hidden sheet with a hidden row."""
    book = openpyxl.Workbook()
    book.active.append(["a note"])
    sheet = book.create_sheet("Members")
    sheet.append(["All members"])
    sheet.append(PEOPLE.column_names)
    for row in PEOPLE.to_pylist():
        sheet.append(list(row.values()))
    sheet.row_dimensions[5].hidden = True
    sheet.sheet_state = "hidden"
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _open_document() -> bytes:
    """Return an OpenDocument spreadsheet, whose content is one XML file in a zip archive."""

    def row(cells: Iterable[object]) -> str:
        texts = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row>{texts}</table:table-row>"

    space = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = "".join(map(row, [PEOPLE.column_names, *(each.values() for each in PEOPLE.to_pylist())]))
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0"'
        f' xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="Members">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return sink.getvalue()


def _statistics(write: str) -> bytes:
    """Return a file by the library's function of that name, with codes for the sexes and labels for the codes."""
    frame = PEOPLE.to_pandas()
    labels: dict[str, object] = {}
    if write != "write_xport":
        frame["sex"] = frame["sex"].map({"female": 1, "male": 2}).astype(float)
        labels["variable_value_labels"] = {"sex": {1: "female", 2: "male"}}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people"
        getattr(pyreadstat, write)(frame.rename(columns={"age": "q7"}), str(path), column_labels=_LABELS, **labels)
        return path.read_bytes()


_LABELS = ["email", "age in years", "sex"]


def _columns() -> dict[str, "np.typing.NDArray[Any]"]:
    return {name: np.array(PEOPLE[name].to_pylist()) for name in PEOPLE.column_names}


def _npz() -> bytes:
    sink = io.BytesIO()
    np.savez_compressed(sink, **_columns())  # type: ignore[arg-type]  # arrays by name
    return sink.getvalue()


def _npy() -> bytes:
    columns = _columns()
    kinds = [(name, column.dtype) for name, column in columns.items()]
    rows = np.zeros(len(PEOPLE), dtype=kinds)
    for name, column in columns.items():
        rows[name] = column
    sink = io.BytesIO()
    np.save(sink, rows)
    return sink.getvalue()


def _hdf5() -> bytes:
    sink = io.BytesIO()
    with h5py.File(sink, "w") as file:
        group = file.create_group("members")
        for name in PEOPLE.column_names:
            values = PEOPLE[name].to_pylist()
            group.create_dataset(name, data=values)
        photos = file.create_dataset("photos/jpeg", (1,), dtype=h5py.vlen_dtype(np.uint8))
        photos[0] = np.frombuffer(PHOTO, np.uint8)
    return sink.getvalue()


def lmdb_file() -> bytes:
    """Return an LMDB database with a photo between the members' addresses, the second pair in order."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.mdb"
        with lmdb.open(str(path), subdir=False) as environment, environment.begin(write=True) as pairs:
            pairs.put(b"000.jpg", PHOTO)
            for at, row in enumerate(PEOPLE.to_pylist()):
                pairs.put(f"{at:03}".encode(), row["email"].encode())
        return path.read_bytes()


def _matlab() -> bytes:
    sink = io.BytesIO()
    names = {name: np.array(PEOPLE[name].to_pylist(), dtype=object) for name in ("email", "sex")}
    scipy.io.savemat(sink, {"members": {**names, "age": np.array(PEOPLE["age"].to_pylist())}})
    return sink.getvalue()


def _xml() -> bytes:
    rows = "".join(
        f"<member><email>{row['email']}</email><age>{row['age']}</age><sex>{row['sex']}</sex></member>"
        for row in PEOPLE.to_pylist()
    )
    return f'<?xml version="1.0"?><members>{rows}</members>'.encode()


def tfrecord(examples: Iterable[Mapping[str, bytes | int]]) -> bytes:
    """Return examples as tensorflow writes them."""
    return b"".join(_framed(_message(1, b"".join(map(_feature, each.items())))) for each in examples)


def _feature(pair: tuple[str, bytes | int]) -> bytes:
    name, value = pair
    listed = _message(1, _message(1, value)) if isinstance(value, bytes) else _message(3, bytes([8, value]))
    return _message(1, _message(1, name.encode()) + _message(2, listed))


def _message(number: int, content: bytes) -> bytes:
    size, left = bytearray(), len(content)
    while left > 0x7F:
        size.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([number << 3 | 2, *size, left]) + content


def _framed(record: bytes) -> bytes:
    length = struct.pack("<Q", len(record))
    return length + struct.pack("<I", masked(crc32c(length))) + record + bytes(4)


TABLES: dict[str, Callable[[], bytes]] = {
    "people.csv": PEOPLE_CSV.encode,
    "people.csv.gz": lambda: gzip.compress(PEOPLE_CSV.encode()),
    "people.csv.bz2": lambda: bz2.compress(PEOPLE_CSV.encode()),
    "people.csv.xz": lambda: lzma.compress(PEOPLE_CSV.encode()),
    "people.csv.zst": lambda: arrow_compressed(PEOPLE_CSV.encode(), "zstd"),
    "people.sav": lambda: _statistics("write_sav"),
    "people.dta": lambda: _statistics("write_dta"),
    "people.xpt": lambda: _statistics("write_xport"),
    "people.npy": _npy,
    "people.npz": _npz,
    "people.mat": _matlab,
    "people.xml": _xml,
    "people.arrows": _arrow_stream,
    "people.orc": _orc,
    "people.avro": _avro,
    "people.duckdb": _duckdb,
    "people.xlsx": workbook,
    "people.ods": _open_document,
    "list.json": lambda: json.dumps(PEOPLE.to_pylist(), indent=1).encode(),
    "lists.json": lambda: json.dumps({"version": 3, "data": {"members": PEOPLE.to_pylist()}}).encode(),
}
"""Each holds the table."""
