"""A few frames of a movie are looked at as pictures, where the package that decodes them is installed."""

import io
import sys
from pathlib import Path

import av
import pytest

from piiscan.model.units import PixelBudget
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import noisy_picture
from tests.report_rows import rows_of


def movie(container: str) -> bytes:
    """A movie of two seconds whose frames look like photographs; every fifth stands whole in the file."""
    sink = io.BytesIO()
    with av.open(sink, "w", format=container) as file:
        stream = file.add_stream("mpeg4", rate=10, options={"g": "5"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for _ in range(20):
            frame = av.VideoFrame.from_image(noisy_picture((96, 64)))  # type: ignore[no-untyped-call]  # theirs
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return sink.getvalue()


def scanned(tmp_path: Path, files: dict[str, bytes], pixels: PixelBudget = "auto") -> Path:
    """Write the files and scan them."""
    (tmp_path / "data").mkdir()
    for name, content in files.items():
        (tmp_path / "data" / name).write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", pixels=pixels))
    return tmp_path / "report"


@pytest.mark.parametrize(("asset", "container"), [("a.mp4", "mp4"), ("a.mkv", "matroska"), ("a.avi", "avi")])
def test_frames_are_pictures(tmp_path: Path, asset: str, container: str) -> None:
    """
    Frames from all over a movie are pictures in it whose pixels are looked at; the ledger tells what nobody looked at.
    """
    report = scanned(tmp_path, {asset: movie(container)})
    hashes = dict(rows_of(report, "pictures", "asset", "perceptual_hash"))
    frames = hashes.keys() - {asset}
    [reason] = [row[1] for row in rows_of(report, "assets", "asset", "reason") if row[0] == asset]

    assert 2 <= len(frames)
    assert all(hashes[frame] for frame in frames)
    assert all(frame.startswith(f"{asset}!/frame-") for frame in frames)
    assert "nobody listened to its sound" in reason


def test_no_frames_without_pixels(tmp_path: Path) -> None:
    """
    Where no pixels are to be looked at, no frame is decoded.
    """
    report = scanned(tmp_path, {"a.mkv": movie("matroska")}, "off")

    assert [] == rows_of(report, "pictures")
    assert [("partial", "nothing looked at its frames and its sound")] == rows_of(report, "assets", "status", "reason")


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without the package that decodes movies, the ledger says what to install.
    """
    content = movie("mp4")
    monkeypatch.setitem(sys.modules, "av", None)
    [(status, reason)] = rows_of(scanned(tmp_path, {"a.mp4": content}), "assets", "status", "reason")

    assert "partial" == status
    assert "pip install 'piiscan-dataset[video]'" in str(reason)


def test_damaged_movie(tmp_path: Path) -> None:
    """
    A movie that breaks off, or is none behind its first bytes, never looks clean.
    """
    report = scanned(tmp_path, {"a.mkv": movie("matroska")[:700], "b.avi": b"RIFF\0\0\0\0AVI " + bytes(64)})

    assert {"partial"} == {status for status, kind in rows_of(report, "assets", "status", "kind") if kind == "video"}
