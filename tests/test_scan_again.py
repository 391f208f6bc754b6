"""The same command once more: what changed is done again and nothing else, and the report is that of a fresh scan."""

import os
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from piiscan.model.units import Piece, ScanContext
from piiscan.planning.cutting import cut_units
from piiscan.rulebook.loading import load_rulebook
from tests.report_rows import whole_report
from tests.test_scan import scanned

CONTEXT = ScanContext("1", ("rules",), "hash", "key", "auto", hash_files=True)
NOTES = 60
RULE = """
id: text.zorn
category: identifier.government_id
title: invented number
gate: 'zorn [0-9]{4}'
pattern: 'zorn [0-9]{4}'
confidence: 0.9
examples:
  match: ["zorn 1234"]
  ignore: ["zorn 12"]
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notes by several people, a few to a unit."""
    for name in ("SMALL_UNIT_BYTES", "UNOPENED_UNIT_BYTES"):
        monkeypatch.setattr(f"piiscan.planning.cutting.{name}", 1 << 20)
    folder = tmp_path / "data"
    folder.mkdir()
    for number in range(NOTES):
        (folder / f"note{number:02}.txt").write_text(f"write to ann{number:02}@example.com, zorn 4711, tarn 4711\n")
    return folder


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many units each round of each scan did."""
    module = import_module("piiscan.scan")
    run_units, numbers = module.run_units, []

    def counted(plan: object, units: list[object], *arguments: object, **options: object) -> None:
        numbers.append(len(units))
        run_units(plan, units, *arguments, **options)

    monkeypatch.setattr(module, "run_units", counted)
    return numbers


def touch(root: Path) -> None:
    """Other words of the same length, written later."""
    note = root / "note03.txt"
    note.write_text(note.read_text().replace("ann03", "bob03"))
    os.utime(note, (2_000_000_000, 2_000_000_000))


def lengthen(root: Path) -> None:
    """More words, written at the same time."""
    note = root / "note03.txt"
    time = note.stat().st_mtime_ns
    note.write_text(note.read_text() + "and to cat@example.org\n")
    os.utime(note, ns=(time, time))


def add(root: Path) -> None:
    """One file more."""
    (root / "note03b.txt").write_text("write to dan@example.com\n")


def remove(root: Path) -> None:
    """One file less."""
    (root / "note03.txt").unlink()


@pytest.mark.parametrize("change", [touch, lengthen, add, remove])
def test_a_changed_file_costs_its_unit_alone(
    change: Callable[[Path], None], root: Path, tmp_path: Path, done: list[int]
) -> None:
    """
    A file of another time, of another size, one more or one less: only units beside it are done again.
    """
    report = scanned(root, tmp_path / "r")
    [first] = done
    change(root)
    scanned(root, report)

    assert first >= 4
    assert sum(done[1:]) <= 2
    assert whole_report(scanned(root, tmp_path / "fresh")) == whole_report(report)


def test_other_rules_do_all_again(root: Path, tmp_path: Path, done: list[int]) -> None:
    """
    Where a rule of the user's says something else, what was found by the old one is gone.
    """
    rules = tmp_path / "rules"
    (rules / "text").mkdir(parents=True)
    (rules / "text" / "zorn.yaml").write_text(RULE)
    report = scanned(root, tmp_path / "r", rules=(rules,))
    (rules / "text" / "zorn.yaml").write_text(RULE.replace("zorn", "tarn"))
    load_rulebook.cache_clear()  # as in another process
    scanned(root, report, rules=(rules,))
    again = done[1]

    assert done[0] == again
    assert whole_report(scanned(root, tmp_path / "fresh", rules=(rules,))) == whole_report(report)


def test_another_version_does_all_again(
    root: Path, tmp_path: Path, done: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Another version may find other things.
    """
    report = scanned(root, tmp_path / "r")
    monkeypatch.setattr("piiscan.context.__version__", "another")
    scanned(root, report)

    assert done[0] == done[1]


@pytest.mark.parametrize(
    "other",
    [replace(CONTEXT, pixels="off"), replace(CONTEXT, hash_files=False), replace(CONTEXT, ner="a model")],
    ids=["pixels", "hashes", "ner"],
)
def test_other_settings_are_other_units(other: ScanContext) -> None:
    """
    A unit's id follows the settings.
    """
    piece = Piece("a.jpg", "file:///d/a.jpg", "picture", 1000, "1")
    [before], [after] = list(cut_units(CONTEXT, [piece], [])), list(cut_units(other, [piece], []))

    assert before.id != after.id


def test_another_etag_is_another_unit() -> None:
    """
    A unit's id follows the version that a store gives a file, at the same size.
    """
    piece = Piece("a.jpg", "s3://bucket/a.jpg", "picture", 1000, '"etag-1"')
    [before], [after] = (list(cut_units(CONTEXT, [each], [])) for each in (piece, replace(piece, version='"etag-2"')))

    assert before.id != after.id
