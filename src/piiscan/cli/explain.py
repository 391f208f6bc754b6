"""``piiscan explain``: why a column was flagged, or why not."""

from pathlib import Path
from typing import Annotated

import typer


def explain_command(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="Folder of a finished report.")],
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="The asset's name, as the report has it.")],
    field: Annotated[str | None, typer.Option(help="Explain this column only.")] = None,
    record: Annotated[
        int | None, typer.Option(min=0, help="List what was found at this record, and take its risk apart.")
    ] = None,
) -> None:
    """Say why columns were flagged or not: evidence for and against, and the alternatives."""
    from piiscan.explain import explain
    from piiscan.reports.display import display_line

    for line in explain(report, asset, field, record):
        typer.echo(display_line(line))
