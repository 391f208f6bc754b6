"""The same table and the same photo give the same findings in whatever they travel."""

import gzip
import io
import os
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from piiscan.model.limits import DEFAULT_LIMITS, Limits
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.containers import (
    CONTAINERS,
    IN_PHOTO,
    IN_TABLE,
    PEOPLE_CSV,
    PHOTO,
    PICTURE_TABLES,
    TABLES,
    lmdb_file,
    tar,
    zipped,
)
from tests.report_rows import rows_of


def scanned(tmp_path: Path, files: dict[str, bytes], limits: Limits = DEFAULT_LIMITS) -> Path:
    """Write the files, each in a folder of its own so that none is part of another's table, and scan them."""
    for name, content in files.items():
        path = tmp_path / "data" / name.replace(".", "_") / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", limits=limits))
    return tmp_path / "report"


def found_in(report: Path, name: str) -> set[str]:
    """The categories found in a file or anything in it."""
    start = f"{name.replace('.', '_')}/{name}"
    rows = rows_of(report, "findings", "asset", "category")
    return {category for asset, category in rows if asset == start or asset.startswith(f"{start}!/")}


def ledger(report: Path) -> dict[str, tuple[str, str | None]]:
    """Status and reason of each asset, by the end of its name."""
    return {row[0].partition("/")[2]: row[1:] for row in rows_of(report, "assets", "asset", "status", "reason")}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All formats, scanned once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PIISCAN_KEY", "an invented key for tests only")
        files = {name: make() for name, make in (CONTAINERS | TABLES | PICTURE_TABLES).items()}
        return scanned(tmp_path_factory.mktemp("containers"), files)


@pytest.mark.parametrize("name", CONTAINERS)
def test_archive(report: Path, name: str) -> None:
    """
    What is found in a table and a photo is found when both lie in an archive.
    """
    assert IN_TABLE | IN_PHOTO == found_in(report, name)


@pytest.mark.parametrize("name", TABLES)
def test_table(report: Path, name: str) -> None:
    """
    What is found in a table is found whatever its format.
    """
    assert IN_TABLE == found_in(report, name)


@pytest.mark.parametrize("name", PICTURE_TABLES)
def test_picture_in_table(report: Path, name: str) -> None:
    """
    What is found in a photo is found when it stands in a cell, at the record of its row and under its column's name.
    """
    asset = f"{name.replace('.', '_')}/{name}"
    rows = rows_of(report, "findings", "asset", "record", "field", "category")
    in_photo = {
        (record, field): category for a, record, field, category in rows if a == asset and field[:6] == "image/"
    }
    pictures = [row for row in rows_of(report, "pictures", "asset", "record", "field", "format") if row[0] == asset]

    assert "location.coordinates" == in_photo[1, "image/Exif:GPSLatitude"]
    assert IN_PHOTO == set(in_photo.values())
    assert IN_TABLE <= found_in(report, name)
    assert [(asset, 1, "image", "JPEG")] == pictures


def test_lmdb(tmp_path: Path) -> None:
    """
    The photos in an LMDB database are found at the record of their key: the second one here.
    """
    report = scanned(tmp_path, {"data.mdb": lmdb_file()})
    fields = {row[0] for row in rows_of(report, "findings", "field", "record") if row[1] == 1}

    assert "value/Exif:GPSLatitude" in fields


def test_pickled_array_is_refused(tmp_path: Path) -> None:
    """
    An array of Python objects is not loaded, and the ledger says so.
    """
    sink = io.BytesIO()
    np.save(sink, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    status, reason = ledger(scanned(tmp_path, {"objects.npy": sink.getvalue()}))["objects.npy"]

    assert "failed" == status
    assert "never loaded" in str(reason)


def test_missing_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where a format needs a package that is not installed, the ledger says what to install.
    """
    monkeypatch.setitem(sys.modules, "fastavro", None)
    status, reason = ledger(scanned(tmp_path, {"people.avro": TABLES["people.avro"]()}))["people.avro"]

    assert "failed" == status
    assert "pip install 'piiscan-dataset[avro]'" in str(reason)


def test_shapes_name_their_picture(tmp_path: Path) -> None:
    """
    Attributes of the shapes in CVAT and Pascal VOC files are findings on the shape's record, tied to the picture.
    """
    shapes = "".join(
        f'<image id="{at}" name="{at}.jpg"><box label="face" xtl="1"><attribute name="age">{20 + at}</attribute>'
        '<attribute name="gender">female</attribute></box></image>'
        for at in range(30)
    )
    files = {"cvat.xml": f"<annotations><version>1.1</version>{shapes}</annotations>".encode()}
    for at in range(30):
        files[f"voc/{at}.xml"] = (
            f"<annotation><filename>{at}.jpg</filename><object><name>person</name><age>{20 + at}</age>"
            "<bndbox><xmin>1</xmin></bndbox></object></annotation>"
        ).encode()
    for name, content in files.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    found = rows_of(tmp_path / "report", "findings", "asset", "category")
    tied = {row[0] for row in rows_of(tmp_path / "report", "links", "asset", "role") if row[1] == "picture"}

    assert {"demographic.age", "demographic.sex"} <= {category for asset, category in found if asset == "cvat.xml"}
    assert {"demographic.age"} <= {category for asset, category in found if asset == "voc/7.xml"}
    assert {"cvat.xml", "voc/7.xml"} <= tied


def test_all_read(report: Path) -> None:
    """
    Every file and every member stands in the ledger, read whole.
    """
    states = {name: state for name, state in ledger(report).items() if state[0] != "complete"}

    assert {} == states
    assert "f.zip!/people.csv" in ledger(report)


def test_member_names(tmp_path: Path) -> None:
    """
    A member's name cannot pass for another's: marks in it are encoded, and the second of one name is counted.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("a!/b.jpg", "same.jpg", "../up.jpg"):
            archive.writestr(name, PHOTO)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("same.jpg", PHOTO)
    names = set(ledger(scanned(tmp_path, {"z.zip": content.getvalue()})))

    assert {"z.zip", "z.zip!/a%21/b.jpg", "z.zip!/same.jpg", "z.zip!/same.jpg (2)", "z.zip!/../up.jpg"} == names


def test_samples(tmp_path: Path) -> None:
    """
    Members of one stem that stand together share a token, others do not.
    """
    members = {
        "one/0001.jpg": PHOTO,
        "one/0001.front.csv": b"age,sex\n41,f\n",
        "one/0002.jpg": PHOTO,
        "one/0003.jpg": PHOTO,
        "one/0003.csv": b"age,sex\n52,m\n",
    }
    report = scanned(tmp_path, {"shard.tar": tar(members)})
    rows = rows_of(report, "links", "asset", "token", "role")
    samples = {asset.rpartition("/")[2]: token for asset, token, role in rows if role == "sample"}

    assert {"0001.jpg", "0001.front.csv", "0003.jpg", "0003.csv"} == set(samples)
    assert samples["0001.jpg"] == samples["0001.front.csv"]
    assert samples["0001.jpg"] != samples["0003.jpg"]


def test_parts_of_one_table(tmp_path: Path) -> None:
    """
    Small tables that differ by a number in their names are one table, also when they lie in different shards.
    """
    shards = {
        f"s/{shard}.tar": tar({f"{i}.csv": f"age,sex\n{20 + i},{'mf'[i % 2]}\n".encode() for i in range(30)})
        for shard in range(2)
    }
    for name, content in shards.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))

    assert 1 == len({row[0] for row in rows_of(tmp_path / "report", "fields", "table", "field")})
    assert 60 == sum(1 for row in rows_of(tmp_path / "report", "findings", "field") if row[0] == "age")


def test_damage_and_encryption_are_told(tmp_path: Path) -> None:
    """
    What cannot be read of an archive is unread with a reason, and what can be read is.
    """
    cut = tar({"photo.jpg": PHOTO, "second.jpg": PHOTO})[: 512 + len(PHOTO) + 1500]
    locked = bytearray(zipped({"people.csv": PEOPLE_CSV.encode()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    states = ledger(scanned(tmp_path, {"cut.tar": cut, "locked.zip": bytes(locked), "odd.gz": b"\x1f\x8b\x08junk"}))

    assert "complete" == states["cut.tar!/photo.jpg"][0]
    assert "partial" == states["cut.tar"][0]
    assert ("skipped", "it is encrypted") == states["locked.zip!/people.csv"]
    assert "failed" == states["odd.gz"][0]
    assert all(reason for status, reason in states.values() if status != "complete")


def test_depth(tmp_path: Path) -> None:
    """
    Archives within archives are opened to a depth, and the ledger says where that ends.
    """
    content = zipped({"photo.jpg": PHOTO})
    for _ in range(DEFAULT_LIMITS.nesting):
        content = zipped({"n.zip": content})
    states = ledger(scanned(tmp_path, {"n.zip": content}))
    deepest = max(states, key=len)

    assert "partial" == states[deepest][0]
    assert "archives deep" in str(states[deepest][1])


def test_expansion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Data that get larger than any by unpacking are not unpacked.
    """
    monkeypatch.setattr("piiscan.readers.zip_archive.EXPANSION_FROM", 1000)
    monkeypatch.setattr("piiscan.readers.compression.EXPANSION_FROM", 1000)
    zeros = bytes(1 << 20)
    states = ledger(
        scanned(
            tmp_path,
            {"z.zip": zipped({"zeros.bin": zeros}), "zeros.bin.gz": gzip.compress(zeros)},
            Limits(expansion=100),
        )
    )

    assert "by unpacking" in str(states["z.zip!/zeros.bin"][1])
    assert "failed" == states["zeros.bin.gz"][0]
    assert "by unpacking" in str(states["zeros.bin.gz"][1])
