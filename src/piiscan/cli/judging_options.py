"""Options that say how to judge, for all commands that do."""

from pathlib import Path
from typing import Annotated

import typer

Declare = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The sender's declaration of the transfer; shown, not verified.")
]
Ignores = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Findings to leave out of the verdict, each with reason, author and expiry."),
]
Baseline = Annotated[
    Path | None,
    typer.Option(metavar="REPORT", help="Earlier report: only what is new against it decides the exit code."),
]
