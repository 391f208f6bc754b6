"""``piiscan run``: run a plan, or one shard of it."""

from pathlib import Path
from typing import Annotated

import typer

from piiscan.cli.reading_options import Isolate, KeyFile, Workers
from piiscan.cli.workers import default_workers


def run_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder that piiscan plan wrote.")],
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Run the part I of N, counted from 0: 0/4, 1/4, 2/4 and 3/4 are all.")
    ] = "0/1",
    workers: Workers = None,
    key_file: KeyFile = None,
    isolate: Isolate = False,
) -> None:
    """Run the units of a plan that are not done yet; running a shard again changes nothing.

    Exit codes: 0 the shard is done; 2 usage error or crash, another key than the plan's among them.
    """
    from piiscan.cli.console import stderr_console
    from piiscan.cli.progress import shown_progress
    from piiscan.machines.shards import parse_shard
    from piiscan.model.without_pandas import leave_pandas_out
    from piiscan.scan import run_shard

    leave_pandas_out()
    with shown_progress(stderr_console()) as started:
        run_shard(plan, parse_shard(shard), workers or default_workers(), key_file, started, isolate=isolate)
