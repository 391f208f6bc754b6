"""Options that say how to judge, for all commands that do."""

from pathlib import Path
from typing import Annotated

import typer

from piiscan.model.policies import FailOn

Declare = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The sender's declaration of the transfer; shown, not verified.")
]
Ignores = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Findings to leave out of the verdict, each with reason, author and expiry."),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        metavar="REPORT",
        help="Earlier report, a folder or an address: only what is new against it decides the exit code.",
    ),
]
Policy = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE|NAME", help="Policy to judge by; several are allowed. [default: pre-transfer]"),
]
FailOnOption = Annotated[FailOn, typer.Option(help="Verdict from which the exit code is 1.")]
AllowUnread = Annotated[
    int, typer.Option(min=0, metavar="N", help="Assets that may stay unread before the exit code is 3.")
]
