"""Recognises the report of an earlier scan, so that a report's own findings are not found again."""

# pathlib has no bytes paths.
# ruff: noqa: PTH113, PTH118

import os

_TABLES = (b"assets", b"findings")


def holds_report(folder: bytes) -> bool:
    """Whether a folder is a report: finished, or a plan whose scan was interrupted."""
    finished = os.path.isfile(os.path.join(folder, b"run.json")) and all(
        _holds_only_parts(os.path.join(folder, table)) for table in _TABLES
    )
    return finished or os.path.isfile(os.path.join(folder, b"plan", b"context.json"))


def _holds_only_parts(folder: bytes) -> bool:
    """Whether a folder is a table of a report; a dataset may well have folders of the same names, with other files."""
    try:
        with os.scandir(folder) as entries:
            return all(entry.name.endswith(b".parquet") for entry in entries)
    except OSError:
        return False
