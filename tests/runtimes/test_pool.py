"""The pool: what a dying worker costs."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from piiscan.keys import load_key
from piiscan.model.units import Piece, ScanContext, Unit, UnitResult, UnitStatus
from piiscan.planning.cutting import cut_units
from piiscan.reports.folder import create_report_folder
from piiscan.rulebook.places import shipped_rules
from piiscan.run.kernel import scan_units
from piiscan.run.unit import rescue_unit, run_unit
from piiscan.runtimes.pool import run_pool
from tests.report_rows import rows_of


def scan_or_die(context: ScanContext, units: Iterable[Unit]) -> UnitResult:
    """Stand in for a reader with a bug in native code: one asset ends the process at once."""
    together = list(units)
    if any(piece.asset == "deadly.csv" for unit in together for piece in unit.pieces):
        os._exit(1)
    return scan_units(context, together)


def context() -> ScanContext:
    """The settings of a scan."""
    return ScanContext("0", (str(shipped_rules()),), "0", load_key(None).id, "off", hash_files=False)


def csv_piece(folder: Path, name: str) -> Piece:
    """A small CSV file as a piece."""
    from piiscan.model.assets import Asset, Kind
    from piiscan.readers.delimited import inspect

    (folder / name).write_text("email,age\nzorelia@example.com,30\nostle@example.org,40\n")
    asset = Asset(name, (folder / name).as_uri(), (folder / name).stat().st_size, 1, Kind.TABLE, reader="delimited")
    with (folder / name).open("rb") as stream:
        return inspect(stream, asset, 1 << 20).pieces[0]


@pytest.mark.parametrize("per_unit", [1, 5])
def test_dying_worker_costs_one_file(tmp_path: Path, per_unit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A file that kills its worker is named as failed; all others of its unit and of other units are read.
    """
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", per_unit)
    report = tmp_path / "report"
    create_report_folder(report)
    names = ["a.csv", "b.csv", "deadly.csv", "e.csv", "f.csv"]
    units = list(cut_units(context(), [csv_piece(tmp_path, name) for name in names], []))
    told: list[UnitStatus] = []
    run_pool(
        partial(run_unit, context(), report, scan=scan_or_die),
        units,
        told.append,
        workers=2,
        rescue=partial(rescue_unit, context(), report, scan=scan_or_die),
    )
    left = ds.dataset(report / "work" / "outcomes").to_table()
    outcomes = dict(zip(left["asset"].to_pylist(), left["status"].to_pylist(), strict=True))

    assert {name: "failed" if name == "deadly.csv" else "complete" for name in names} == outcomes
    assert sorted(unit.id for unit in units) == sorted(status.unit for status in told)
    assert {"a.csv", "b.csv", "e.csv", "f.csv"} == {asset for (asset,) in rows_of(report, "findings", "asset")}
