"""piiscan says what a dataset holds about people before it is handed over."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from piiscan.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from piiscan.report import Report

__all__ = ["Report", "__version__", "scan"]


def scan(data: Any, output: "str | Path | None" = None, **options: Any) -> "Report":
    """Scan a dataset and return its report.

    Args:
        data: a path or several, a DataFrame (pandas, polars or another that speaks Arrow), or an Arrow table.
        output: folder of the report; without one it lies in a temporary folder and goes with the returned object.
        options: fields of ``piiscan.settings.ScanSettings``, such as ``policies``, ``pixels`` or ``workers``.

    Raises:
        piiscan.model.errors.PiiscanError: the scan could not be made; files that cannot be read are in the ledger.
        TypeError: ``data`` is of another kind, or an option is unknown.
    """
    from piiscan.report import scan_to_report  # Arrow takes a tenth of a second: not before it is needed

    return scan_to_report(data, output, **options)


def __getattr__(name: str) -> Any:
    if name == "Report":
        from piiscan.report import Report

        return Report
    raise AttributeError(f"module 'piiscan' has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps ``piiscan.scan`` a function: importing the module of that name would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "scan" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
