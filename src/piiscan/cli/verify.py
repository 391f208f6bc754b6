"""``piiscan verify``: whether this is the very data that was scanned."""

from typing import Annotated

import typer


def verify_command(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Folder of a finished report, or its address.")],
    dataset: Annotated[list[str], typer.Argument(metavar="DATASET...", help="What it was made of, in the same order.")],
) -> None:
    """Say whether this is the very data that was scanned, and what differs.

    Exit codes: 0 every asset has the size and hash that the report says; 1 something differs or cannot be proven;
    2 usage error.
    """
    from piiscan.machines.stored_report import at_hand
    from piiscan.reports.display import display_count, display_name
    from piiscan.verify import verify

    differing = 0
    with at_hand(report) as folder:
        for different in verify(folder, tuple(dataset)):
            differing += 1
            typer.echo(f"{different.how}  {display_name(different.asset)}")
    if differing:
        typer.echo(f"not the data that was scanned: {display_count(differing, 'asset')} differ", err=True)
        raise typer.Exit(1)
    typer.echo("this is the very data that was scanned", err=True)
