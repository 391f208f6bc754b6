"""What a scan of the sample data finds, what it leaves alone, and what it keeps to itself."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

TOP = Path(__file__).resolve().parent.parent
SAMPLE = TOP / "sample_data"
EXPECTED = Path(__file__).with_name("expected") / "sample_data.json"
BLOCKED = 1
"""The exit code of a scan whose verdict is block."""

THINGS = ("nature/penguins.csv", "nature/trees.csv", "library/pages.tsv", "branding/logo.png")
"""Assets that look like people's to a hasty reader, and are about nobody."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scan the sample data with the real command, as a user whose home is empty, and return the report."""
    folder = tmp_path_factory.mktemp("scan")
    piiscan = Path(sys.executable).with_name("piiscan")
    command: list[str | Path] = [piiscan, "scan", SAMPLE, "-o", folder / "report"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
    assert BLOCKED == done.returncode, done.stderr
    (folder / "report" / "stdout.txt").write_text(done.stdout)
    (folder / "report" / "stderr.txt").write_text(done.stderr)
    return folder / "report"


def found(report: Path) -> list[dict[str, object]]:
    """Count the records by asset, field and category."""
    findings = pq.read_table(report / "findings", columns=["asset", "field", "category", "record"])
    plain = findings.cast(
        pa.schema([(name, pa.string()) for name in findings.column_names[:3]] + [("record", pa.int64())])
    )
    counts = plain.group_by(["asset", "field", "category"]).aggregate([("record", "count_distinct")])
    rows = counts.rename_columns({"record_count_distinct": "records"}).to_pylist()
    return sorted(rows, key=lambda row: (row["asset"], row["field"], row["category"]))


def test_findings(report: Path) -> None:
    """
    The sample gives the findings that were kept; ``scripts/update_expected`` keeps what is found now.
    """
    rows = found(report)
    if os.environ.get("PIISCAN_UPDATE_EXPECTED"):
        EXPECTED.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")

    assert json.loads(EXPECTED.read_text(encoding="utf-8")) == rows


@pytest.mark.parametrize("asset", THINGS)
def test_things_are_not_people(report: Path, asset: str) -> None:
    """
    A sex of penguins, an age of trees, pages and storage of books, and a logo are no findings.
    """
    assert [] == [row for row in found(report) if row["asset"] == asset]


@pytest.mark.parametrize("name", ["profiles/profiles.csv", "profiles/profiles.parquet"])
@pytest.mark.parametrize(
    ("field", "category"),
    [
        ("display_name", "identifier.name"),
        ("email", "identifier.email"),
        ("phone", "identifier.phone"),
        ("age", "demographic.age"),
        ("birth_date", "demographic.birth_date"),
        ("sex", "demographic.sex"),
        ("ethnicity", "demographic.race"),
        ("latitude", "location.coordinates"),
        ("longitude", "location.coordinates"),
        ("photo", "image.reference"),
    ],
)
def test_profiles(report: Path, name: str, field: str, category: str) -> None:
    """
    The profiles' telling columns are found, and alike as CSV and as Parquet.
    """
    column = pq.read_table(SAMPLE / "profiles" / "profiles.parquet", columns=[field]).column(0)
    filled = len(column) - column.null_count

    assert [filled] == [
        row["records"]
        for row in found(report)
        if (row["asset"], row["field"], row["category"]) == (name, field, category)
    ]


def test_everything_was_read(report: Path) -> None:
    """
    The ledger has every file of the folder, and all but the model are read to the end.
    """
    ledger = pq.read_table(report / "assets", columns=["asset", "status"]).to_pylist()
    status = {row["asset"]: row["status"] for row in ledger}
    files = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()}

    assert set() == files - status.keys()
    assert ["models/ranker.safetensors"] == [name for name in sorted(files) if status[name] != "complete"]


def test_no_value_in_report(report: Path) -> None:
    """
    No name, address, number, position or text of the sample stands in any file of the report or in any message.
    """
    values = {form.lower() for value in planted() for form in forms(value)}
    leaks = [
        (path.relative_to(report).as_posix(), value)
        for path in sorted(report.rglob("*"))
        if path.is_file()
        for text in [readable(path).lower()]
        for value in values
        if value in text
    ]

    assert len(values) > 1000
    assert [] == leaks


def test_values_would_be_seen() -> None:
    """
    The search for values does find them where they are: compressed in the columns of a Parquet file.
    """
    text = readable(SAMPLE / "profiles" / "profiles.parquet")
    people = [value for value in planted() if "@example." in value and " " not in value]

    assert 200 == len(people)
    assert [] == [value for value in people if value not in text]


def planted() -> Iterator[str]:
    """Yield the values that must stay where they are."""
    with (SAMPLE / "profiles" / "profiles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[name] for name in ("display_name", "email", "phone", "latitude", "longitude"))
            yield from row["display_name"].split()
            # Without what a file format would write in another way.
            yield from (part for part in re.split(r'["\n]', row["essay"]) if len(part) > 20)
    for path in (SAMPLE / "photos").iterdir():
        with Image.open(path) as picture:
            exif = picture.getexif()
            yield exif.get(ExifTags.Base.Artist, "")
            yield exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.BodySerialNumber, "")
    for line in (SAMPLE / "messages" / "messages.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["body"]


def forms(value: str) -> Iterator[str]:
    """Yield a value as it stands and, for telephone numbers, as digits only."""
    if value:
        yield value
    if value.startswith(("+1 ", "07700 ")):
        yield value.replace(" ", "").removeprefix("+")


def readable(path: Path) -> str:
    """Return the bytes of a file as text; for Parquet also what its columns decompress to."""
    text = path.read_bytes().decode("latin-1")
    if path.suffix == ".parquet":
        # One file, not a dataset: pyarrow would take folder names for columns.
        table = pq.ParquetFile(path).read()
        text += "\n".join(str(value) for column in table.columns for value in column.to_pylist())
    return text
