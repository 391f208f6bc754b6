"""Makers of containers: one table of invented people and one photo, in every format that datasets travel in."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import pyarrow as pa

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

TABLES: dict[str, Callable[[], bytes]] = {
    "people.csv": PEOPLE_CSV.encode,
    "people.csv.gz": lambda: gzip.compress(PEOPLE_CSV.encode()),
    "people.csv.bz2": lambda: bz2.compress(PEOPLE_CSV.encode()),
    "people.csv.xz": lambda: lzma.compress(PEOPLE_CSV.encode()),
    "people.csv.zst": lambda: arrow_compressed(PEOPLE_CSV.encode(), "zstd"),
}
"""Each holds the table."""
