"""Names that steer a terminal, run in a page, or are formulas: nothing that people or programs read obeys them."""

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from piiscan.reports.exports.catalog import Format, export
from tests.builders import photo
from tests.containers import zipped
from tests.help_text import run_piiscan
from tests.report_rows import rows_of

FILES = (
    b"=cmd|' C calc'!A0.csv",
    b"@SUM(1+1).csv",
    b"[bold red]x[-].csv",
    b"<script>alert(1)<script>.csv",
    b"<img src=x onerror=alert(1)>.csv",
    b"\x1b[2J\x1b]0;owned\x07.csv",
    "rtl_\u202egpj.csv".encode(),
    "zero\u200bwidth\ufeff.csv".encode(),
    b"new\nline.csv",
    b"tab\tname\r.csv",
    b"-rf.csv",
    b"--help.csv",
    b"$(touch pwned).csv",
    b"quote\"'`.csv",
    b"| pipe | `code` |.csv",
    b"bad_\xff\xfe.csv",
    b"*?[x].csv",
    b"percent%20%00.csv",
)
HEADERS = (
    "<script>alert(1)</script>",
    "=HYPERLINK(\"http://x\")",
    "[/red][link=http://x]",
    "\x1b[31mage",
    "\u202eliame",
    "| a |\u2028",
    "+1+1",
)  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """A dataset of such files, members, headers and JSON keys, scanned by the command; with what was printed."""
    folder = tmp_path_factory.mktemp("names")
    data = folder / "data"
    rows = "".join(f"{','.join(f'ada{at}@acme.test' for _ in HEADERS)}\n" for at in range(20))
    header = ",".join('"' + name.replace('"', '""') + '"' for name in HEADERS)
    for number, name in enumerate(FILES):
        (data / str(number)).mkdir(parents=True)
        (data / str(number) / os.fsdecode(name)).write_text(f"{header}\n{rows}")
    keys = [dict.fromkeys(HEADERS, f"ada{at}@acme.test") for at in range(20)]
    (data / "keys.json").write_text(json.dumps(keys))
    (data / "pack.zip").write_bytes(zipped({os.fsdecode(FILES[3]): b"email\nada@acme.test\n", "\x1b[2J.jpg": photo()}))
    (data / os.fsdecode(b"\x1b[2Jbroken.parquet")).write_bytes(b"PAR1 broken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PIISCAN_KEY", "an invented key for tests only")
        done = run_piiscan("scan", data, "-o", folder / "report")
        assert done.returncode in (1, 3), done.stderr
        yield folder / "report", [done.stdout, done.stderr]


def steering(text: str) -> set[str]:
    """The characters of a text that a terminal or a reader's eye would obey."""
    allowed = "\n\u200c\u200d"
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in allowed}


def commands(report: Path) -> list[str]:
    """What the other commands print about the report."""
    printed = []
    assets = [asset for (asset,) in rows_of(report, "assets", "asset") if asset[:1] != "-"]
    asked: list[tuple[str | Path, ...]] = [("explain", report, asset) for asset in assets]
    changed = report.parent / "changed"
    shutil.copytree(report.parent / "data", changed, symlinks=True)
    for path in sorted(changed.rglob("*.csv")):
        path.write_text("email\nbo@acme.test\n")
    run_piiscan("scan", changed, "-o", report.parent / "later")
    asked += [("diff", report, report.parent / "later"), ("verify", report, changed), ("assess", report)]
    for command in asked[:6] + asked[-8:]:
        done = run_piiscan(*command)
        assert done.returncode in (0, 1, 3), done.stderr
        printed += [done.stdout, done.stderr]
    return printed


def test_nothing_printed_steers(report: tuple[Path, list[str]]) -> None:
    """
    No command prints a control character, a bidirectional mark, or another that is not seen, whatever names hold.
    """
    folder, printed = report

    assert [] == [steering(text) for text in [*printed, *commands(folder)] if steering(text)]


_AS_TEXT = (Format.HTML, Format.DATASET_CARD, Format.JSON)
"""The last is for programs, and keeps names as they are behind JSON's escapes; the others are read by people."""


def test_no_export_steers(report: tuple[Path, list[str]]) -> None:
    """
    Nor does any export, once it is read as what it is.
    """
    for wanted in Format:
        if wanted is Format.PATHS:
            continue
        text = export(report[0], wanted)
        texts = [text] if wanted in _AS_TEXT else _strings(json.loads(text))

        assert set() == {each for found in texts for each in steering(found)}, wanted


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.items() for each in item for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


class Tags(HTMLParser):
    """The scripts, and the attributes that run something, of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts, self.runs, self._in_script = list[str](), list[str](), False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what runs."""
        self._in_script = tag == "script"
        self.runs += [
            f"{tag} {name}" for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")
        ]
        self.runs += [tag] if tag in {"img", "iframe", "object", "embed"} else []

    def handle_data(self, data: str) -> None:
        """Note a script."""
        if self._in_script:
            self.scripts.append(data)
            self._in_script = False


def test_nothing_runs_in_the_page(report: tuple[Path, list[str]]) -> None:
    """
    The page and the card hold no tag that a name put there.
    """
    page, card = Tags(export(report[0], Format.HTML)), export(report[0], Format.DATASET_CARD)

    assert [] == page.runs
    assert not any("alert" in script for script in page.scripts)
    assert "<" not in card


def test_no_export_is_a_spreadsheet() -> None:
    """
    No export is CSV, in which a cell that begins with =, +, - or @ would be a formula: a new one has to think of that.
    """
    assert {"html", "json", "sarif", "croissant", "openlineage", "dataset-card", "share", "paths"} == set(Format)


def test_names_are_found_again(report: tuple[Path, list[str]]) -> None:
    """
    Each file is in the ledger under a name that leads back to it, and its columns were judged.
    """
    assets = [asset for (asset,) in rows_of(report[0], "assets", "asset")]
    found = {asset for (asset,) in rows_of(report[0], "findings", "asset")}
    inside = [asset for asset in assets if re.match(r"\d+/", asset)]

    assert len(FILES) == len(inside)
    assert set(inside) <= found
    assert not Path("pwned").exists()
