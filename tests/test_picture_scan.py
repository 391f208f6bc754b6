"""What a whole scan says of pictures: what was looked at, and what belongs together."""

from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from piiscan.detectors.image.face_detectors import face_detector_id
from piiscan.model.errors import UsageError
from piiscan.model.run import RunRecord
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo, xmp_packet
from tests.readers.boxes import movie


def scanned(folder: Path, **settings: Any) -> tuple[RunRecord, Path]:
    """Scan a folder; return the record of the run and where the report lies."""
    report = folder.with_name("report")
    return scan(ScanSettings((str(folder),), report, **settings)), report


def rows(report: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of the report."""
    found: list[dict[str, Any]] = ds.dataset(report / table, format="parquet").to_table().to_pylist()
    return found


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A folder with a photo, its sidecar and a movie."""
    folder = tmp_path / "album"
    folder.mkdir()
    photo(folder / "a.jpg", size=(64, 48))
    (folder / "a.jpg.xmp").write_bytes(xmp_packet(dc__creator="Ada Invented"))
    (folder / "b.mp4").write_bytes(movie())
    return folder


def test_sidecar_is_tied_to_its_picture(album: Path) -> None:
    """What a sidecar says stays on it; a token that it shares with its picture ties the two."""
    _, report = scanned(album, pixels="off")
    tokens = {
        row["asset"]: row["token"]
        for row in rows(report, "links")
        if (row["role"], row["level"]) == ("picture", "exact")
    }

    assert tokens["a.jpg"] == tokens["a.jpg.xmp"] != tokens["b.mp4"]
    assert {"a.jpg.xmp"} == {row["asset"] for row in rows(report, "findings") if row["category"] == "identifier.name"}
    assert ["a.jpg"] == [row["asset"] for row in rows(report, "pictures")]


def test_movies_are_read_in_part(album: Path) -> None:
    """A movie of which only the header was read is not called complete."""
    _, report = scanned(album, pixels="off")

    assert [("partial", True)] == [
        (row["status"], "frames" in row["reason"]) for row in rows(report, "assets") if row["asset"] == "b.mp4"
    ]


@pytest.mark.parametrize("pixels", ["off", "all"])
@pytest.mark.parametrize("faces", ["off", "auto"])
def test_never_no_face_where_none_was_looked_for(album: Path, pixels: str, faces: str) -> None:
    """``pictures/`` says whether faces were looked for, and the run says so too where they were not."""
    run, report = scanned(album, pixels=pixels, faces=faces)
    looks = faces == "auto" and face_detector_id(None) is not None
    expected = "not_run" if not looks else "run" if pixels == "all" else "sampled_out"

    assert [expected] == [row["face_check"] for row in rows(report, "pictures")]
    assert (expected != "run") == any("no face was looked for" in said for said in run.facts.not_looked_for)
    assert (expected == "run") == (run.coverage.pictures.face_check_run == 1)


def test_faces_need_pixels(album: Path) -> None:
    """Faces in all pictures cannot be looked for without decoding them."""
    with pytest.raises(UsageError, match="--pixels off"):
        scanned(album, pixels="off", faces="all")


def test_text_needs_pixels(album: Path) -> None:
    """Text in pictures cannot be read without decoding them."""
    with pytest.raises(UsageError, match="--pixels off"):
        scanned(album, pixels="off", ocr=True)
