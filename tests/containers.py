"""Makers of containers: one table of invented people and one photo, in every format that datasets travel in."""

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

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


BOTH = {"people.csv": PEOPLE_CSV.encode(), "photo.jpg": PHOTO}

CONTAINERS: dict[str, Callable[[], bytes]] = {
    "a.tar": lambda: tar(BOTH),
    "b.tar.gz": lambda: tar(BOTH, "w:gz"),
    "c.tar.xz": lambda: tar(BOTH, "w:xz"),
    "d.tar.bz2": lambda: tar(BOTH, "w:bz2"),
    "e.tar.zst": lambda: arrow_compressed(tar(BOTH), "zstd"),
    "f.zip": lambda: zipped(BOTH),
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


TABLES: dict[str, Callable[[], bytes]] = {
    "people.csv": PEOPLE_CSV.encode,
    "people.csv.gz": lambda: gzip.compress(PEOPLE_CSV.encode()),
    "people.csv.bz2": lambda: bz2.compress(PEOPLE_CSV.encode()),
    "people.csv.xz": lambda: lzma.compress(PEOPLE_CSV.encode()),
    "people.csv.zst": lambda: arrow_compressed(PEOPLE_CSV.encode(), "zstd"),
}
"""Each holds the table."""
