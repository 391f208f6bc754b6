"""``piiscan scan``: scan a dataset and write its report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piiscan.cli.choices import FaceChoice, PixelChoice
from piiscan.cli.judging_options import Baseline, Declare, Ignores
from piiscan.cli.workers import default_workers
from piiscan.model.policies import FailOn

if TYPE_CHECKING:
    from piiscan.settings import ScanSettings


def scan_command(
    dataset: Annotated[
        list[str],
        typer.Argument(
            metavar="DATASET...", help="Folders, files or addresses (s3://, gs://, az://, https://) to scan."
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="REPORT", help="Folder of the report, or address in a store; made when absent."
        ),
    ] = "piiscan-report",
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|NAME", help="Policy to judge by; several are allowed. [default: pre-transfer]"),
    ] = None,
    declare: Declare = None,
    ignores: Ignores = None,
    baseline: Baseline = None,
    fail_on: Annotated[FailOn, typer.Option(help="Verdict from which the exit code is 1.")] = FailOn.BLOCK,
    pixels: Annotated[
        PixelChoice, typer.Option(help="Pictures to decode: a fixed number chosen by hash, all, or none.")
    ] = PixelChoice.AUTO,
    faces: Annotated[
        FaceChoice, typer.Option(help="Pictures to search for faces: those that --pixels decodes, all, or none.")
    ] = FaceChoice.AUTO,
    face_model: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="ONNX model (CenterFace or YuNet) to search with. [default: dlib's detector]"
        ),
    ] = None,
    ner: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="Language model that finds names in prose: a spaCy package, or a folder. Never downloaded.",
        ),
    ] = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read text in the pictures that --pixels decodes.")] = False,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Folder with rules of your own; several are allowed."),
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Read only these assets; can be given several times.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Leave these assets out; can be given several times.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes to use. [default: one per processor]")] = None,
    hash_files: Annotated[
        bool | None,
        typer.Option(
            "--hash/--no-hash", help="Take the SHA-256 of every file read. [default: yes for files on this machine]"
        ),
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Key for tokens. [default: PIISCAN_KEY, else your own key file]")
    ] = None,
    allow_unread: Annotated[
        int, typer.Option(min=0, metavar="N", help="Assets that may stay unread before the exit code is 3.")
    ] = 0,
    redact_paths: Annotated[
        bool, typer.Option("--redact-paths", help="Keep names of files and folders out of the report.")
    ] = False,
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="How far a file is followed, such as memory=4G; see docs/limits.md."),
    ] = None,
    isolate: Annotated[
        bool, typer.Option("--isolate", help="Open each file in another process, so that none can end the scan.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be scanned, how much, and about how long.")
    ] = False,
) -> None:
    """Scan a dataset, write its report, and say whether it may go.

    Exit codes: 0 finished and nothing at the level of --fail-on; 1 the verdict reaches it; 2 usage error, crash, or no
    such dataset; 3 finished, but more than --allow-unread assets that could hold data could not be read.
    """
    from piiscan.model.limits import limits_from
    from piiscan.runtimes.supervisor import tell_limits
    from piiscan.settings import DEFAULT_POLICY, ScanSettings

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
        hash_files=hash_files,
        key_file=key_file,
        redact_paths=redact_paths,
        limits=limits,
        isolate=isolate,
        allow_unread=allow_unread,
        declare=declare,
        ignores=tuple(ignores or ()),
        baseline=baseline,
    )
    if dry_run:
        from piiscan.cli.dry_run import print_dry_run

        print_dry_run(settings)
        return
    raise typer.Exit(_scan(settings, output))


def _scan(settings: "ScanSettings", output: str) -> int:
    from dataclasses import replace

    from piiscan.cli.console import stderr_console
    from piiscan.cli.progress import shown_progress
    from piiscan.reports.summary import print_summary
    from piiscan.scan import scan
    from piiscan.staging import putting, staged

    console = stderr_console()
    with staged(output, settings.datasets) as (folder, staging), shown_progress(console) as started:
        run = scan(replace(settings, output=folder), lambda units, size: putting(staging, started(units, size)))
    print_summary(console, run, output)
    return run.exit_code
