"""Reports that were damaged, or made up: every command says so in a sentence."""

from contextlib import nullcontext
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from piiscan.explain import explain
from piiscan.model.errors import ReportError
from piiscan.reports.exports.catalog import Format, export
from piiscan.reports.folder import connect
from piiscan.scan import assess_again, scan
from piiscan.settings import Judging, ScanSettings


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A finished report of one small table."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("email\nzorelia@example.com\nostle@example.org\n")
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    return tmp_path / "report"


def test_part_that_is_no_parquet(report: Path) -> None:
    """
    A part whose content is something else is no crash of the commands that read it.
    """
    for part in (report / "assets").glob("*.parquet"):
        part.write_bytes(b"odd")
    for read in (
        lambda: list(explain(report, "a.csv", record=0)),
        lambda: export(report, Format.SARIF),
        lambda: assess_again(report, Judging()),
    ):
        with pytest.raises(ReportError, match=r"damaged|cannot be read"):
            read()


@pytest.mark.parametrize("table", ["links", "findings", "fields", "assets"])
def test_part_without_a_column(report: Path, table: str) -> None:
    """
    A part that lacks a column of its table is told by every command that reads it, also by the scan that continues.
    """
    for part in (report / table).glob("*.parquet"):
        rows = pq.read_table(part)
        pq.write_table(rows.drop_columns([rows.schema.names[0], rows.schema.names[-1]]), part)

    with pytest.raises(ReportError, match="damaged"):
        assess_again(report, Judging())
    # What a scan writes anew is whole again; the rest is told.
    with pytest.raises(ReportError, match="damaged") if table in ("links", "findings") else nullcontext():
        scan(ScanSettings((str(report.parent / "data"),), report))


@pytest.mark.parametrize("name", ["plan/context.json", "plan/tables/tables.parquet", "plan/units/opened.parquet"])
@pytest.mark.parametrize("content", [b"", b"0.5"])
def test_plan_that_is_none(report: Path, name: str, content: bytes) -> None:
    """
    A scan that continues a report whose plan was damaged says so.
    """
    assert (report / name).exists()
    (report / name).write_bytes(content)
    with pytest.raises(ReportError, match="damaged"):
        scan(ScanSettings((str(report.parent / "data"),), report))


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"verdict": 3}'])
def test_record_of_the_run_that_is_something_else(report: Path, content: bytes) -> None:
    """
    A ``run.json`` that is no record of a run ends no export in a crash.
    """
    (report / "run.json").write_bytes(content)
    for wanted in (Format.SARIF, Format.CROISSANT, Format.SHARE, Format.DATASET_CARD):
        with pytest.raises(ReportError, match="damaged"):
            export(report, wanted)


def test_sketches_that_cannot_be_read(report: Path) -> None:
    """
    Counts that cannot be read explain nothing, and say so.
    """
    for part in (report / "work" / "sketches").glob("*.parquet"):
        part.write_bytes(b"PAR1odd")
    with pytest.raises(ReportError, match="damaged"):
        list(explain(report, "a.csv"))


def test_column_name_that_is_no_text(report: Path) -> None:
    """
    A part whose columns have names that are not UTF-8 is refused like any other that cannot be read.
    """
    part = report / "links" / "schema.parquet"
    part.write_bytes(part.read_bytes().replace(b"token", b"t\x96ken"))
    with pytest.raises(ReportError, match="links cannot be read"):
        connect(report)
