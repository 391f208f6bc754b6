"""Labels that stand beside pictures, in the layouts that real datasets have, from end to end."""

import random
from pathlib import Path

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of

_ATTRIBUTES = ("5_o_Clock_Shadow", "Bald", "Black_Hair", "Eyeglasses", "Male", "Pale_Skin", "Smiling", "Young")


def scanned(folder: Path, files: dict[str, str], pictures: list[str]) -> Path:
    """Scan a folder with these texts and pictures."""
    root = folder / "data"
    encoded = photo(size=(32, 32), taken="2021:03:04 05:06:07")
    for name in (*files, *pictures):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name).write_text(text)
    for name in pictures:
        (root / name).write_bytes(encoded)
    scan(ScanSettings((str(root),), folder / "report", pixels="off", workers=1))
    return folder / "report"


def in_paths(report: Path) -> set[tuple[str, str]]:
    """Return asset and category of all labels in names."""
    rows = rows_of(report, "findings", "asset", "category", "evidence")
    return {(asset, category.partition(".")[2]) for asset, category, evidence in rows if evidence == "path"}


def fields(report: Path, asset: str) -> dict[str, str]:
    """Return the category of each column of a table."""
    rows = rows_of(report, "fields", "asset", "field", "category")
    return {field: category for name, field, category in rows if name == asset}


def test_metadata_beside_pictures(tmp_path: Path) -> None:
    """What ``metadata.csv`` says of the pictures beside it is found, and each row is tied to its picture."""
    names = [f"{i:04}.jpg" for i in range(12)]
    rows = "".join(f"{name},{20 + i},{('female', 'male')[i % 2]}\n" for i, name in enumerate(names))
    report = scanned(
        tmp_path, {"train/metadata.csv": f"file_name,age,gender\n{rows}"}, [f"train/{name}" for name in names]
    )

    assert {
        "file_name": "image.reference",
        "age": "demographic.age",
        "gender": "demographic.sex",
    } == fields(report, "train/metadata.csv")
    subjects = rows_of(report, "records", "asset", "record", "subject")
    of_rows = {record: subject for asset, record, subject in subjects if asset == "train/metadata.csv"}
    of_photos = {asset: subject for asset, _, subject in subjects if asset.endswith(".jpg")}
    assert all(of_rows[i] is not None and of_rows[i] == of_photos[f"train/{name}"] for i, name in enumerate(names))


def test_attribute_lists(tmp_path: Path) -> None:
    """Lists of attributes, -1 or 1 for each picture, are found as text with a count and as a table."""
    drawn = random.Random(1)  # noqa: S311 -- attributes need no cryptography
    lines = [(f"{i:06}.jpg", [drawn.choice(("-1", "1")) for _ in _ATTRIBUTES]) for i in range(40)]
    text = f"{len(lines)}\n{' '.join(_ATTRIBUTES)}\n" + "".join(f"{n} {' '.join(v)}\n" for n, v in lines)
    table = f"image_id,{','.join(_ATTRIBUTES)}\n" + "".join(f"{n},{','.join(v)}\n" for n, v in lines)
    report = scanned(tmp_path, {"list_attr_celeba.txt": text, "list_attr_celeba.csv": table}, [])

    for asset in ("list_attr_celeba.txt", "list_attr_celeba.csv"):
        found = fields(report, asset)
        assert "demographic.sex" == found["Male"], asset
        assert "demographic.age" == found["Young"], asset
        assert {"demographic.physical_trait"} == {found[name] for name in ("Bald", "Black_Hair", "Eyeglasses")}, asset


def test_folders_and_names(tmp_path: Path) -> None:
    """Names of files and folders speak where they all do, of every picture below them."""
    aligned = [f"{20 + i}_{i % 2}_{i % 4}_2017011{i}12345.jpg" for i in range(6)]
    subjects = ["subject_017_F_34", "subject_018_M_29", "subject_019_F_51"]
    pictures = [f"faces/{name}" for name in aligned]
    pictures += [f"train/{sex}/{i}.jpg" for sex in ("male", "female") for i in range(2)]
    pictures += [f"race={race}/1.jpg" for race in ("asian", "black", "white")]
    pictures += [f"study/{name}/1.jpg" for name in subjects]
    expected = {(name, part) for name in pictures[:6] for part in ("age", "sex", "race")}
    expected |= {(name, "sex") for name in pictures[6:10]} | {(name, "race") for name in pictures[10:13]}
    expected |= {(name, part) for name in pictures[13:] for part in ("age", "sex", "person_id")}

    assert expected == in_paths(scanned(tmp_path, {}, pictures))


def test_one_of_many(tmp_path: Path) -> None:
    """A name that fits alone among others that do not says nothing."""
    aligned = [f"faces/{name}.jpg" for name in ("25_0_2_20170116", "IMG_1", "IMG_2", "IMG_3", "IMG_4")]

    assert set() == in_paths(scanned(tmp_path, {}, [*aligned, "train/male/1.jpg", "train/cats/1.jpg"]))
