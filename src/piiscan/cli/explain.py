"""``piiscan explain``: why a column was flagged, or why not."""

from typing import Annotated

import typer


def explain_command(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Folder of a finished report, or its address.")],
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="The asset's name, as the report has it.")],
    field: Annotated[str | None, typer.Option(help="Explain this column only.")] = None,
    record: Annotated[
        int | None, typer.Option(min=0, help="List what was found at this record, and take its risk apart.")
    ] = None,
) -> None:
    """Say why columns were flagged or not: evidence for and against, and the alternatives."""
    from piiscan.explain import explain
    from piiscan.machines.stored_report import at_hand
    from piiscan.reports.display import display_line

    with at_hand(report) as folder:
        for line in explain(folder, asset, field, record):
            typer.echo(display_line(line))
