"""The formats that a report can be had in."""

import json
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from piiscan.model.errors import ReportError
from piiscan.reports.folder import connect, html_path, reading_report, run_json_path


class Format(StrEnum):
    """A format; ``paths`` is written by a function of its own, since it takes a category."""

    HTML = "html"
    JSON = "json"
    SARIF = "sarif"
    CROISSANT = "croissant"
    OPENLINEAGE = "openlineage"
    DATASET_CARD = "dataset-card"
    SHARE = "share"
    PATHS = "paths"


_WRITERS = {
    Format.SARIF: "sarif:sarif_document",
    Format.CROISSANT: "croissant:croissant_document",
    Format.OPENLINEAGE: "openlineage:openlineage_event",
    Format.DATASET_CARD: "dataset_card:dataset_card_section",
    Format.SHARE: "share:share_document",
}
"""Each is called with the database of the report and the content of its ``run.json``."""


def export(report: Path, wanted: Format) -> str:
    """Return a report in another format. Raises ReportError where it is no finished report."""
    with reading_report(report):
        return _export(report, wanted)


def _export(report: Path, wanted: Format) -> str:
    if wanted is Format.HTML:
        return _text(html_path(report))
    run = json.loads(_text(run_json_path(report)))
    if wanted is Format.JSON:
        return _as_json(run)
    module, _, name = _WRITERS[wanted].partition(":")
    write: Callable[..., Any] = getattr(import_module(f"piiscan.reports.exports.{module}"), name)
    with connect(report) as db:
        content = write(db, run)
    return content if isinstance(content, str) else _as_json(content)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise ReportError(f"{path.parent} is not a finished report: {path.name} cannot be read") from None


def _as_json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"
