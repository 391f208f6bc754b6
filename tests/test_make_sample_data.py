"""The sample data is what its script makes, small, and invented."""

import csv
import importlib
import re
from pathlib import Path

import pillow_heif
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageChops, ImageStat

pillow_heif.register_heif_opener()

TOP = Path(__file__).resolve().parent.parent
SAMPLE = TOP / "sample_data"
PICTURES = {".jpg", ".png", ".webp", ".heic"}
LARGEST_FILE = 100_000
LARGEST_FOLDER = 450_000
SAME_LEVELS = 4
"""Levels of 255 by which a picture may differ on average when another encoder made it."""

FICTIONAL_PHONE = re.compile(r"\+1 \d{3} 555 01\d\d|07700 900\d{3}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TOP / "scripts"))
        importlib.import_module("make_sample_data").make_sample_data(folder)
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_same_files(made: Path) -> None:
    """
    The folder holds the files that the script makes and no others.
    """
    assert files(made) == files(SAMPLE)


def test_same_tables(made: Path) -> None:
    """
    What is not a picture is made again to the byte; of Parquet, whose writer may change, to the value.
    """
    tables = [name for name in files(SAMPLE) if Path(name).suffix not in PICTURES]

    assert [] == [name for name in tables if not same_table(SAMPLE / name, made / name)]


def same_table(kept: Path, again: Path) -> bool:
    if kept.suffix == ".parquet":
        return bool(pq.read_table(kept).equals(pq.read_table(again)))
    return kept.read_bytes() == again.read_bytes()


def test_same_pictures(made: Path) -> None:
    """
    Pictures, whose encoders may change, are made again with the same tags and all but the same pixels.
    """
    pictures = [name for name in files(SAMPLE) if Path(name).suffix in PICTURES]

    assert [] == [name for name in pictures if not same_picture(SAMPLE / name, made / name)]


def same_picture(kept_path: Path, again_path: Path) -> bool:
    with Image.open(kept_path) as kept, Image.open(again_path) as again:
        if kept.size != again.size or dict(kept.getexif()) != dict(again.getexif()):
            return False
        difference = ImageStat.Stat(ImageChops.difference(kept.convert("RGB"), again.convert("RGB")))
        return max(difference.mean) < SAME_LEVELS


def test_small() -> None:
    """
    The folder stays small enough to lie in a repository.
    """
    sizes = [path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()]

    assert max(sizes) < LARGEST_FILE
    assert sum(sizes) < LARGEST_FOLDER


def test_invented() -> None:
    """
    Addresses and telephone numbers come from the ranges that are kept for examples and fiction.
    """
    with (SAMPLE / "profiles" / "profiles.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))

    assert {"example.com", "example.net", "example.org"} == {row["email"].partition("@")[2] for row in people}
    assert [] == [row["user_id"] for row in people if not FICTIONAL_PHONE.fullmatch(row["phone"])]
