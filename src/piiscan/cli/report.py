"""``piiscan report``: a finished report in another format."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from piiscan.cli.choices import FormatChoice
from piiscan.model.errors import UsageError


def report_command(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Folder of a finished report, or its address.")],
    wanted: Annotated[FormatChoice, typer.Option("--format", help="What to write.")] = FormatChoice.JSON,
    category: Annotated[
        str | None,
        typer.Option(metavar="CATEGORY", help="For paths: the files that hold this, such as location.coordinates."),
    ] = None,
    null: Annotated[bool, typer.Option("-0", "--null", help="For paths: end each with a NUL, for xargs -0.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write. [default: standard output]")
    ] = None,
) -> None:
    """Write a finished report in another format; share and dataset-card name no file and no column."""
    if (wanted is FormatChoice.PATHS) != (category is not None):
        raise UsageError("--format paths needs a --category, and the other formats take none")
    content = _exported(report, wanted, category, null)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        from piiscan.reports.folder import replace_bytes

        replace_bytes(output, content)


def _exported(report: str, wanted: FormatChoice, category: str | None, null: bool) -> bytes:
    from piiscan.machines.stored_report import at_hand
    from piiscan.reports.exports.catalog import Format, export
    from piiscan.reports.exports.paths import list_paths

    with at_hand(report) as folder:
        if category is not None:
            return b"".join(list_paths(folder, category, null=null))
        return export(folder, Format(wanted.value)).encode()
