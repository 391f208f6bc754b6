"""Text files that planning leaves unopened, since those that it opened beside them are plain text."""

from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.model.listed import LISTED
from piiscan.plan import make_plan
from piiscan.planning import small_texts
from piiscan.planning.small_texts import LARGEST, SmallTexts
from piiscan.settings import ScanSettings
from tests.report_rows import rows_of, whole_report
from tests.test_scan import PEOPLE, refuse_reading, scanned

BOXES = "0 0.5 0.5 0.2 0.1\n1 0.25 0.5 0.5 0.5\n0 0.75 0.5 0.1 0.25\n"


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_texts, "FEWEST", 1)
    monkeypatch.setattr(small_texts, "_ONE_IN", 4)


def listed(names: list[str], size: int = 9) -> pa.RecordBatch:
    rows = [
        {"name": name, "uri": "", "size": size, "modified_ns": 0, "kind": "data", "in_snapshot": True} for name in names
    ]
    return pa.RecordBatch.from_pylist(rows, schema=LISTED)


def left(names: list[str], tables: tuple[str, ...] = (), size: int = 9) -> set[str]:
    """The files that are left unopened where those called so turn out to be tables, once opened."""
    texts = SmallTexts(listed(names, size), range(len(names)))
    opened = set(range(len(names))) - texts.waiting()
    return {names[place] for place in texts.left({at for at in opened if names[at].startswith(tables or "?")})}


def notes(folder: str, number: int = 40) -> list[str]:
    return [f"{folder}/{at}.txt" for at in range(number)]


def test_most_are_left() -> None:
    """
    Most small text files are left; a new file changes nothing for the others.
    """
    some = left(notes("a"))

    assert 20 < len(some) < 40
    assert some == left([*notes("a"), "a/new.txt"]) - {"a/new.txt"}


def test_tables_beside_them() -> None:
    """
    Where one that was opened is no plain text, all of its folder are opened, and those of other folders are not.
    """
    assert {"b"} == {name[0] for name in left([*notes("a"), *notes("b")], tables=("a/",))}


def test_what_is_opened_always() -> None:
    """
    Large files, lone ones, other endings, and what may speak of the data by its name are opened as ever.
    """
    others = ["a/notes.csv", "a/codebook.txt", "a/README.txt", "a/notes", "b/lone.txt"]

    assert left([*notes("a"), *others]).isdisjoint(others)
    assert set() == left(notes("a"), size=LARGEST + 1)
    assert set() == left(notes("a"), size=0)


def test_few_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In a dataset of few such files all are opened.
    """
    monkeypatch.setattr(small_texts, "FEWEST", 41)

    assert set() == left(notes("a"))


def dataset(folder: Path) -> Path:
    """Notes of many kinds, among them a table, lists of boxes with the names of their classes, and an empty file."""
    root = folder / "data"
    for name in ("notes", "labels"):
        (root / name).mkdir(parents=True)
    for at in range(30):
        (root / "notes" / f"{at}.txt").write_text(f"entry {at}\nWrite to zorelia{at}@example.com\n")
        (root / "labels" / f"{at}.txt").write_text(BOXES)
    (root / "notes" / "table.txt").write_text(PEOPLE)
    (root / "notes" / "empty.txt").write_text("")
    (root / "classes.txt").write_text("face\ndog\n")
    return root


def leave_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SmallTexts, "left", lambda self, _: self.waiting())


def test_the_report_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whether planning opens texts changes nothing in the report, even where tables were left among them.
    """
    root = dataset(tmp_path)
    monkeypatch.setattr(small_texts, "FEWEST", 1000)
    opened = whole_report(scanned(root, tmp_path / "opened"), without=("unit",))
    monkeypatch.setattr(small_texts, "FEWEST", 1)

    assert opened == whole_report(scanned(root, tmp_path / "sampled"), without=("unit",))
    leave_all(monkeypatch)
    report = scanned(root, tmp_path / "left")
    assert opened == whole_report(report, without=("unit",))
    assert ("labels/7.txt", "biometric.face") in rows_of(report, "findings", "asset", "category")
    assert ("notes/table.txt", "table") in rows_of(report, "assets", "asset", "kind")


def test_planning_opens_few(tmp_path: Path) -> None:
    """
    A plan names every file; of those that it left, the unit that reads them finds out what they are.
    """
    root = dataset(tmp_path)
    pieces = [
        piece for unit in make_plan(ScanSettings((str(root),), tmp_path / "r")).units_to_do() for piece in unit.pieces
    ]

    assert {"notes"} == {piece.asset.partition("/")[0] for piece in pieces if not piece.looked}
    assert 62 == len({piece.asset for piece in pieces})


def test_what_a_text_is_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A second scan reads nothing again, although tables were left among the texts.
    """
    leave_all(monkeypatch)
    root = dataset(tmp_path)
    report = scanned(root, tmp_path / "r")
    before = whole_report(report)
    refuse_reading(monkeypatch)

    assert before == whole_report(scanned(root, report))
