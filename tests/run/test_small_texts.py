"""Small texts that are looked at together say what each says alone."""

import base64
import random
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.table.sketch import SketchBuilder, sketches_table, small_sketches
from piiscan.detectors.table.value_tests import column_tests
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.content import TableBatch
from piiscan.model.errors import SourceError
from piiscan.model.schemas import SKETCHES
from piiscan.model.units import Dialect, Piece
from piiscan.planning.small_texts import LARGEST
from piiscan.readers import plain_text
from piiscan.run import small_texts, tables
from piiscan.run.outcomes import Reading
from piiscan.run.small_texts import SmallText, TextsTogether, read_small, small_text
from tests.builders import photo
from tests.detectors.table.tables import rulebook
from tests.report_rows import rows_of, whole_report
from tests.test_scan import scanned

KEY = bytes(range(16))
LICENCE = "\nThe photos may be used\nunder CC BY 4.0.\n\nWrite to zorelia@example.com\n"
PICTURE = base64.b64encode(photo(None, gps=(52.51234, 13.41234), size=(96, 64))).decode()
TEXTS = {
    "plain.txt": b"entry 7\n",
    "mail.txt": b"Write to zorelia@example.com\nabout the boat",
    "again.txt": b"\r\n\r\nzorelia@example.com or +49 30 90180000\rostle@example.com\r",
    "README.md": LICENCE.encode(),
    "LICENSE.txt": LICENCE.encode(),
    "animals/station.txt": b"12 Harbour Street, 10115 Berlin\n52.51234, 13.41234\n",
    "members/home.txt": b"12 Harbour Street, 10115 Berlin\n52.51234, 13.41234\n",
    "western.txt": "Straße, ostle@example.com\n".encode("latin-1"),
    "wide.txt": "zorelia@example.com\n".encode("utf-16"),
    "marked.txt": b"\xef\xbb\xbfzorelia@example.com\n",
    "only_mark.md": b"\xef\xbb\xbf",
    "damaged.md": b"zorelia@example.com " + b"plain words " * 400 + b"\xc3\x28\n",
    "picture.txt": f"ostle@example.com\ndata:image/jpeg;base64,{PICTURE}\n".encode(),
    "many.txt": "\n".join(f"line {number} m{number}@example.com" for number in range(400)).encode(),
    "race=asian/one.txt": b"ostle@example.com\n",
    "photo.md": photo(None, gps=(53.51234, 13.41234), size=(96, 64)),
    "table.txt": b"name,age,city\nOstle,20,Berlin\nZorelia,31,Berlin\nMarlo,41,Paris\n",
    "empty.md": b"",
    "mails.txt": b"\n".join(b"m%d@example.com" % number for number in range(9)),
}


def together(*texts: bytes) -> TextsTogether:
    pieces = [Piece(f"{number}.txt", "", "plain_text", len(text), "1") for number, text in enumerate(texts)]
    return TextsTogether([SmallText(piece, Reading(), text, text) for piece, text in zip(pieces, texts, strict=True)])


def written(folder: Path, texts: dict[str, bytes]) -> Path:
    for name, content in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def refuse(*_: object) -> None:
    raise RuntimeError("together")


def test_together_as_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Texts that are looked at together, odd and damaged ones among them, have the findings that each has by itself.
    """
    root = written(tmp_path / "data", TEXTS)
    said = whole_report(scanned(root, tmp_path / "together"))
    monkeypatch.setattr(small_texts, "LARGEST", 0)

    assert whole_report(scanned(root, tmp_path / "alone")) == said


def test_order_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    How many texts are looked at together changes nothing in the report.
    """
    root = written(tmp_path / "data", TEXTS)
    whole = whole_report(scanned(root, tmp_path / "r"))
    monkeypatch.setattr(small_texts, "_TEXTS", 2)

    assert whole == whole_report(scanned(root, tmp_path / "r2"))


def test_what_fails_together_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where texts cannot be looked at together, each is read by itself, and nothing is found twice or lost.
    """
    root = written(tmp_path / "data", TEXTS)
    said = whole_report(scanned(root, tmp_path / "together"))
    monkeypatch.setattr(tables.TableScanner, "sketches_of", refuse)

    assert whole_report(scanned(root, tmp_path / "alone")) == said


def test_one_failure_is_that_of_one_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A text that makes the detectors stop is failed, and those that wait with it are read and found in.
    """

    def stop(field: str, cells: PresentText, *rest: object, **more: object) -> object:
        if any("boom" in text for text in cells.text.to_pylist()):
            raise RuntimeError
        return find_in_cells(field, cells, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "find_in_cells", stop)
    texts = {f"{number}.txt": b"zorelia@example.com\n" for number in range(5)} | {"bad.txt": b"boom\n"}
    report = scanned(written(tmp_path / "data", texts), tmp_path / "r")

    assert {f"{number}.txt" for number in range(5)} == {asset for (asset,) in rows_of(report, "findings", "asset")}
    assert {("bad.txt", "partial")} == {
        (asset, status) for asset, status in rows_of(report, "assets", "asset", "status") if status != "complete"
    }


@pytest.mark.parametrize("text", [b"", b"a=b", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_text_is_left(text: bytes) -> None:
    """
    What is empty or no text, or has columns in the names of its folders, is read as any file.
    """
    piece = Piece("race=asian/a.md", "", "", len(text), "1", looked=False)

    assert small_text(piece, text, KEY) is None


@pytest.mark.parametrize("text", [b"a", b"a\n", b"a\r", b"a\r\r", b"a\r\n\rb", b"\n\n", b"\r\n", b"a\n\nb", b" \x85"])
def test_lines_are_those_of_the_reader(text: bytes) -> None:
    """
    Lines end where the reader ends them, whatever stands before and after.
    """
    piece = Piece("1.txt", "", "plain_text", len(text), "1", dialect=Dialect("cp1252", "\n", ("text",), 0))
    lines = sum(batch.rows for batch in plain_text.read(BytesIO(text), piece) if isinstance(batch, TableBatch))
    whole = plain_text.whole_text(text, piece)

    assert whole is not None
    assert [1, lines, 2] == together(b"x", whole, b"\ny").rows.tolist()


def test_sketches_are_those_of_a_builder() -> None:
    """
    The sketches of many small texts are those that a builder makes of each.
    """
    chance = random.Random(5)  # noqa: S311 - invented values, no secret
    words = ["7", "", "  Zorelia ", "a@example.com", "1990-01-02", "female", "x" * 500, "x" * 499 + "y", "NA"]
    texts = ["".join(f"{chance.choice(words)}\n" for _ in range(chance.randrange(1, 9))).encode() for _ in range(40)]
    tests = column_tests(rulebook()).under("text")
    all_of_them = together(*texts)
    owners = all_of_them.owners(all_of_them.cells.records)
    names, places = (all_of_them.assets, all_of_them.assets), (owners, all_of_them.rows)
    made = small_sketches(names, ("text", 0), all_of_them.cells, places, tests, KEY)
    built = []
    for asset, text in zip(all_of_them.assets, texts, strict=True):
        builder = SketchBuilder("text", 0, tests, KEY)
        builder.add(together(text).cells)
        built.append(sketches_table(asset, asset, [builder.sketch()], SKETCHES))

    assert pa.concat_tables(built).equals(made)


def test_objects_of_stores() -> None:
    """
    A small object of a store is read whole; one that cannot be opened, or has grown, is left to be opened as any.
    """

    def gone() -> BytesIO:
        raise SourceError("gone")

    piece = Piece("a.txt", "s3://bucket/a.txt", "plain_text", 9, "1")

    assert read_small(piece, lambda: BytesIO(b"entry 7")) == b"entry 7"
    assert read_small(piece, gone) is None
    assert read_small(piece, lambda: BytesIO(b"x" * (LARGEST + 1))) is None
