"""Labels in the names of files and folders."""

from pathlib import Path

import pytest

from piiscan.detectors.path.labels import labels_in
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of

PIXELS = photo(size=(8, 8))


def told(root: Path, names: list[str]) -> set[tuple[str, str]]:
    """Scan a folder of pictures with these names; return what their paths tell, by asset and category."""
    for name in names:
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PIXELS)
    report = root / "report"
    scan(ScanSettings((str(root / "data"),), report, pixels="off"))
    return {
        (asset, category)
        for asset, category, field in rows_of(report, "findings", "asset", "category", "field")
        if field == "path"
    }


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["train/male/1.jpg", "train/female/2.jpg"],
            {("train/male/1.jpg", "demographic.sex"), ("train/female/2.jpg", "demographic.sex")},
        ),
        (["race=asian/part-0/1.jpg"], {("race=asian/part-0/1.jpg", "demographic.race")}),
        (["male/1.jpg", "docs/2.jpg", "src/3.jpg"], set()),
        (["25_0_2_20170116.jpg", "report.jpg"], set()),
    ],
)
def test_layouts(tmp_path: Path, names: list[str], expected: set[tuple[str, str]]) -> None:
    """
    A label counts for all that lies below it, and only where the pattern holds across a folder.
    """
    assert expected == told(tmp_path, names)


def test_folders_of_a_study(tmp_path: Path) -> None:
    """
    Folders of single people, named by number, sex and age, label each picture below them three times.
    """
    folders = ["subject_017_F_34", "subject_018_M_29", "subject_019_F_51"]
    categories = {"identifier.person_id", "demographic.sex", "demographic.age"}

    assert {(f"{folder}/a.jpg", category) for folder in folders for category in categories} == told(
        tmp_path, [f"{folder}/a.jpg" for folder in folders]
    )


def test_aligned_faces(tmp_path: Path) -> None:
    """
    File names of age, sex, race and date label each picture, whatever its ending.
    """
    names = [f"{age}_{age % 2}_{age % 5}_2017011620331{age}.jpg.chip.jpg" for age in range(21, 28)]

    assert {("demographic.age"), ("demographic.sex"), ("demographic.race")} == {
        category for _, category in told(tmp_path, names)
    }


@pytest.mark.parametrize("rule", load_rulebook((str(shipped_rules()),)).paths, ids=lambda rule: rule.id)
def test_one_name_is_no_pattern(rule: object) -> None:
    """
    One lone name never makes a pattern, except for partitions, which name their column.
    """
    names = rule.match[0][:1]  # type: ignore[attr-defined] # parametrize loses the type

    assert rule.id.endswith("_partitions") == labels_in(names, rule)  # type: ignore[arg-type, attr-defined]
