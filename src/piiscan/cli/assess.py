"""``piiscan assess``: the verdict again, from the report alone."""

from typing import Annotated

import typer

from piiscan.cli.judging_options import AllowUnread, Baseline, Declare, FailOnOption, Ignores, Policy
from piiscan.model.policies import FailOn


def assess_command(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Folder of a finished report, or its address.")],
    policy: Policy = None,
    declare: Declare = None,
    ignores: Ignores = None,
    baseline: Baseline = None,
    fail_on: FailOnOption = FailOn.BLOCK,
    allow_unread: AllowUnread = 0,
) -> None:
    """Judge a finished report again, by another policy say; the data are not needed.

    Exit codes are those of scan.
    """
    from piiscan.cli.console import stderr_console
    from piiscan.machines.stored_report import at_hand_if_named, changing
    from piiscan.model.without_pandas import leave_pandas_out
    from piiscan.reports.summary import print_summary
    from piiscan.scan import assess_again
    from piiscan.settings import DEFAULT_POLICY, Judging

    leave_pandas_out()
    policies = tuple(policy or (DEFAULT_POLICY,))
    with at_hand_if_named(baseline) as earlier, changing(report) as folder:
        judging = Judging(policies, fail_on, allow_unread, declare, tuple(ignores or ()), earlier)
        run = assess_again(folder, judging)
    print_summary(stderr_console(), run, report)
    raise typer.Exit(run.exit_code)
