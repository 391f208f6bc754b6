"""``piiscan scan``: scan a dataset and write its report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piiscan.cli.choices import FaceChoice, PixelChoice
from piiscan.cli.judging_options import AllowUnread, Baseline, Declare, FailOnOption, Ignores, Policy
from piiscan.cli.reading_options import (
    Dataset,
    Exclude,
    FaceModel,
    Faces,
    HashFiles,
    Include,
    Isolate,
    KeyFile,
    Limit,
    Ner,
    Ocr,
    Pixels,
    Rules,
    Workers,
)
from piiscan.cli.workers import default_workers
from piiscan.model.policies import FailOn

if TYPE_CHECKING:
    from piiscan.settings import ScanSettings


def scan_command(
    dataset: Dataset,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="REPORT", help="Folder of the report, or address in a store; made when absent."
        ),
    ] = "piiscan-report",
    policy: Policy = None,
    declare: Declare = None,
    ignores: Ignores = None,
    baseline: Baseline = None,
    fail_on: FailOnOption = FailOn.BLOCK,
    pixels: Pixels = PixelChoice.AUTO,
    faces: Faces = FaceChoice.AUTO,
    face_model: FaceModel = None,
    ner: Ner = None,
    ocr: Ocr = False,
    rules: Rules = None,
    include: Include = None,
    exclude: Exclude = None,
    workers: Workers = None,
    hash_files: HashFiles = None,
    key_file: KeyFile = None,
    allow_unread: AllowUnread = 0,
    redact_paths: Annotated[
        bool, typer.Option("--redact-paths", help="Keep names of files and folders out of the report.")
    ] = False,
    limit: Limit = None,
    isolate: Isolate = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be scanned, how much, and about how long.")
    ] = False,
) -> None:
    """Scan a dataset, write its report, and say whether it may go.

    Exit codes: 0 finished and nothing at the level of --fail-on; 1 the verdict reaches it; 2 usage error, crash, or no
    such dataset; 3 finished, but more than --allow-unread assets that could hold data could not be read.
    """
    from piiscan.model.limits import limits_from
    from piiscan.model.without_pandas import leave_pandas_out
    from piiscan.runtimes.supervisor import tell_limits
    from piiscan.settings import DEFAULT_POLICY, WORTH_A_WORKER, ScanSettings

    leave_pandas_out()
    limits = limits_from(limit or ())
    tell_limits(limits)
    settings = ScanSettings(
        datasets=tuple(dataset),
        output=Path(output),
        policies=tuple(policy or (DEFAULT_POLICY,)),
        fail_on=fail_on,
        pixels=pixels.value,
        faces=faces.value,
        face_model=face_model,
        ocr=ocr,
        ner=ner,
        rules=tuple(rules or ()),
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        workers=workers or default_workers(),
        worth_a_worker=0 if workers else WORTH_A_WORKER,
        hash_files=hash_files,
        key_file=key_file,
        redact_paths=redact_paths,
        limits=limits,
        isolate=isolate,
        allow_unread=allow_unread,
        declare=declare,
        ignores=tuple(ignores or ()),
    )
    if dry_run:
        from piiscan.cli.dry_run import print_dry_run

        print_dry_run(settings)
        return
    raise typer.Exit(_scan(settings, output, baseline))


def _scan(settings: "ScanSettings", output: str, baseline: str | None) -> int:
    from dataclasses import replace

    from piiscan.apart import assess_apart
    from piiscan.cli.console import stderr_console
    from piiscan.cli.progress import shown_progress
    from piiscan.machines.staging import putting, staged
    from piiscan.machines.stored_report import at_hand_if_named
    from piiscan.reports.summary import print_summary
    from piiscan.scan import scan

    console = stderr_console()
    with (
        at_hand_if_named(baseline) as earlier,
        staged(output, settings.datasets) as (folder, staging),
        shown_progress(console) as started,
    ):
        asked = replace(settings, output=folder, baseline=earlier)
        run = scan(asked, lambda units, size: putting(staging, started(units, size)), judge=assess_apart)
    print_summary(console, run, output)
    return run.exit_code
