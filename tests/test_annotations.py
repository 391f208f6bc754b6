"""Annotations give the same findings whichever tool wrote them, on their own records and tied to their pictures."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.detectors.table.annotations import find_in_annotations, label_category
from piiscan.model.content import ColumnValues, TableBatch
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.annotations import LABELLED, NUMBER, Files, celeba, coco, croissant, label_studio, yolo
from tests.report_rows import rows_of

OF_PERSONS = {"demographic.age", "demographic.sex", "biometric.face"}


def scanned(tmp_path: Path, files: Files) -> Path:
    """Write the files and scan them."""
    for name, content in files.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", pixels="off"))
    return tmp_path / "report"


def found(report: Path) -> dict[str, set[tuple[str, int]]]:
    """The records with findings of each category outside of the pictures themselves, all files together."""
    records: dict[str, set[tuple[str, int]]] = {}
    for asset, record, category in rows_of(report, "findings", "asset", "record", "category"):
        if not asset.endswith(".jpg"):
            records.setdefault(category, set()).add((asset, record))
    return records


def tied(report: Path) -> set[str]:
    """The pictures that some annotation's token leads to."""
    rows = [row for row in rows_of(report, "links", "asset", "token", "role") if row[2] == "picture"]
    of_annotations = {token for asset, token, _ in rows if not asset.endswith(".jpg")}
    return {asset for asset, token, _ in rows if asset.endswith(".jpg") and token in of_annotations}


@pytest.mark.parametrize("tool", LABELLED)
def test_same_findings(tmp_path: Path, tool: str) -> None:
    """
    Age, sex and a marked face are found for every person, and no number by which a tool counts is a person's id.
    """
    records = found(scanned(tmp_path, LABELLED[tool]()))

    assert OF_PERSONS <= set(records)
    assert "identifier.person_id" not in records
    assert "identifier.name" not in records
    assert "demographic.physical_trait" not in records
    assert NUMBER == len(records["demographic.age"])


@pytest.mark.parametrize("tool", sorted(LABELLED.keys() - {"cvat_tracks"}))
def test_tied_to_pictures(tmp_path: Path, tool: str) -> None:
    """
    Every picture can be reached from its annotation.
    """
    assert NUMBER == len(tied(scanned(tmp_path, LABELLED[tool]())))


def test_tracks_are_tied_to_their_movie(tmp_path: Path) -> None:
    """
    Tracks name the movie that they run through.
    """
    report = scanned(tmp_path, LABELLED["cvat_tracks"]())
    rows = rows_of(report, "links", "asset", "record", "field", "role")

    assert {("annotations.xml", at, "(picture)", "picture") for at in range(NUMBER)} <= set(rows)


@pytest.mark.parametrize("classes", ["data.yaml", "classes.txt", "labels/classes.txt"])
def test_yolo(tmp_path: Path, classes: str) -> None:
    """
    A box is a face where the file that names the classes says so, at the line of the box, and leads to its picture.
    """
    report = scanned(tmp_path, yolo(classes))

    assert {"biometric.face"} == set(found(report)) - {"image.reference"}
    assert {1} == {record for _, record in found(report)["biometric.face"]}
    assert NUMBER == len(tied(report))


def test_yolo_without_names(tmp_path: Path) -> None:
    """
    Numbers whose classes nobody names are no faces.
    """
    files = {name: content for name, content in yolo().items() if name != "data.yaml"}

    assert "biometric.face" not in found(scanned(tmp_path, files))


def test_celeba(tmp_path: Path) -> None:
    """
    Lists under a number are tables: attributes, landmarks, and the identities that the list's name speaks of.
    """
    report = scanned(tmp_path, celeba())
    wanted = {"demographic.sex", "demographic.physical_trait", "biometric.template", "identifier.person_id"}

    assert wanted <= set(found(report))
    assert NUMBER == len(tied(report))


def test_croissant(tmp_path: Path) -> None:
    """
    Records that stand in a description are found at their own numbers, and its own names are nobody's.
    """
    report = scanned(tmp_path, croissant())
    records = found(report)

    assert {("harbour.json!/rows", at) for at in range(NUMBER)} == records["demographic.age"]
    assert "identifier.name" not in records
    assert NUMBER == len(tied(report))


def test_landmarks(tmp_path: Path) -> None:
    """
    Key points of people are biometric, and so are points that are called by parts of a face.
    """
    in_coco = found(scanned(tmp_path / "coco", coco()))
    in_studio = found(scanned(tmp_path / "studio", label_studio()))

    assert NUMBER == len(in_coco["biometric.template"]) == len(in_studio["biometric.template"])


def test_landmarks_of_animals(tmp_path: Path) -> None:
    """
    Key points of what is not a person are nobody's.
    """
    files = coco()
    document = json.loads(files["instances.json"])
    document["categories"] = [{"id": 1, "name": "horse"}, {"id": 2, "name": "boat"}]
    report = scanned(tmp_path, {"instances.json": json.dumps(document).encode()})

    assert not {"biometric.template", "biometric.face"} & set(found(report))


def test_plain_tables_have_no_labels() -> None:
    """
    A column called ``label`` counts only beside boxes, or where its format gives it that role.
    """

    def batch(*names: str) -> TableBatch:
        records = pa.array([0], pa.int64())
        return TableBatch(tuple(ColumnValues(name, pa.array(["face"]), records) for name in names), 1)

    assert [] == list(find_in_annotations(batch("label", "colour")))
    assert ["annotation.face"] == [hit.finding.detector for hit in find_in_annotations(batch("label", "bbox"))]


def test_labels_are_words() -> None:
    """
    Labels are told whatever their style, and what only contains one is another.
    """
    assert all(map(label_category, ["Face", "human_face", "Human-Face", "left eye", "girl"]))
    assert not any(map(label_category, ["clock face", "surface", "boat", "dog"]))
