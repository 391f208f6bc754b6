"""A report as Python sees it: its tables as Arrow datasets, and its verdict."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow.dataset as ds

from piiscan.model.errors import UsageError
from piiscan.model.run import RunRecord

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table of a report; nothing is read before it is asked for."""

    folder: Path

    @property
    def dataset(self) -> Any:
        """The table as a ``pyarrow.dataset.Dataset``, which duckdb and polars read without a copy."""
        return ds.dataset(self.folder, format="parquet")

    def to_table(self, **options: Any) -> "pa.Table":
        """Return the rows as an Arrow table; ``columns`` and ``filter`` are those of ``Dataset.to_table``."""
        return self.dataset.to_table(**options)

    def to_pandas(self, **options: Any) -> "pd.DataFrame":
        """Return the rows as a DataFrame; options as in ``to_table``."""
        frame: pd.DataFrame = self.to_table(**options).to_pandas()
        return frame

    def count_rows(self) -> int:
        """Return the number of rows, from the files' footers."""
        return int(self.dataset.count_rows())


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report: a folder, and what it says in short."""

    path: Path
    run: RunRecord
    _kept: TemporaryDirectory[str] | None = field(default=None, repr=False)
    """Holds a report without a place of its own until this object goes."""

    @property
    def verdict(self) -> str:
        """``block``, ``review`` or ``no rule broken``, each possibly ``, incomplete``."""
        return self.run.verdict

    @property
    def findings(self) -> ReportTable:
        """One row per record, field, category and occurrence."""
        return ReportTable(self.path / "findings")

    @property
    def records(self) -> ReportTable:
        """One row per record with a finding."""
        return ReportTable(self.path / "records")

    @property
    def fields(self) -> ReportTable:
        """One row per column or metadata tag, and category."""
        return ReportTable(self.path / "fields")

    @property
    def pictures(self) -> ReportTable:
        """One row per picture."""
        return ReportTable(self.path / "pictures")

    @property
    def assets(self) -> ReportTable:
        """The ledger: one row per thing seen."""
        return ReportTable(self.path / "assets")


def scan_to_report(data: Any, output: str | Path | None = None, **options: Any) -> Report:
    """Scan and return the report; ``piiscan.scan`` says what the arguments mean."""
    from piiscan.scan import scan
    from piiscan.settings import ScanSettings
    from piiscan.sources.listing import is_remote
    from piiscan.sources.memory import forget, put

    if output is not None and is_remote(str(output)):
        raise UsageError("here a report is a folder on this machine: piiscan scan -o writes one into a store")
    kept = TemporaryDirectory(prefix="piiscan-") if output is None else None
    path = Path(kept.name) / "report" if kept is not None else Path(output or "")
    if isinstance(data, str | Path):
        return Report(path, scan(ScanSettings((str(data),), path, **options)), kept)
    if isinstance(data, list | tuple):
        return Report(path, scan(ScanSettings(tuple(map(str, data)), path, **options)), kept)
    held = put(_as_table(data)).uri
    try:  # one worker: other processes do not see this one's memory
        return Report(path, scan(ScanSettings((held,), path, **{**options, "workers": 1})), kept)
    finally:
        forget(held)


def _as_table(data: Any) -> Any:
    """Return the Arrow table that a DataFrame or table is. Raises TypeError for what is neither."""
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if hasattr(
        data, "__arrow_c_stream__"
    ):  # DataFrames of pandas 2.2, polars and others, by the Arrow PyCapsule interface
        return pa.table(data)
    raise TypeError(f"piiscan.scan takes a path, a DataFrame or an Arrow table, not {type(data).__name__}")
