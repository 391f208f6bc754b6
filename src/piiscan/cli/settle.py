"""``piiscan settle``: finish the report of a plan whose shards have run."""

from pathlib import Path
from typing import Annotated

import typer

from piiscan.cli.judging_options import AllowUnread, Baseline, Declare, FailOnOption, Ignores, Policy
from piiscan.cli.reading_options import Isolate, KeyFile
from piiscan.model.policies import FailOn


def settle_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Folder that piiscan plan wrote.")],
    policy: Policy = None,
    declare: Declare = None,
    ignores: Ignores = None,
    baseline: Baseline = None,
    fail_on: FailOnOption = FailOn.BLOCK,
    allow_unread: AllowUnread = 0,
    key_file: KeyFile = None,
    isolate: Isolate = False,
) -> None:
    """Settle what the shards of a plan found, write the report, and say whether the dataset may go.

    Exit codes are those of scan; and 4 where shards, which are named, are to be run first, or once more because some
    columns or files turned out otherwise than their samples or names said. Then settle again.
    """
    from piiscan.cli.console import stderr_console
    from piiscan.machines.stored_report import at_hand_if_named
    from piiscan.model.without_pandas import leave_pandas_out
    from piiscan.reports.summary import print_summary
    from piiscan.scan import settle_only
    from piiscan.settings import DEFAULT_POLICY, Judging

    leave_pandas_out()
    policies = tuple(policy or (DEFAULT_POLICY,))
    with at_hand_if_named(baseline) as earlier:
        judging = Judging(policies, fail_on, allow_unread, declare, tuple(ignores or ()), earlier)
        run = settle_only(plan, judging, key_file, isolate=isolate)
    print_summary(stderr_console(), run, plan)
    raise typer.Exit(run.exit_code)
