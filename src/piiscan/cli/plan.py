"""``piiscan plan``: list a dataset and cut it into units, for others to run."""

from pathlib import Path
from typing import Annotated

import typer

from piiscan.cli.choices import FaceChoice, PixelChoice
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
)


def plan_command(
    dataset: Dataset,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PLAN", help="Folder of the plan, later of the report.")
    ] = "piiscan-report",
    pixels: Pixels = PixelChoice.AUTO,
    faces: Faces = FaceChoice.AUTO,
    face_model: FaceModel = None,
    ner: Ner = None,
    ocr: Ocr = False,
    rules: Rules = None,
    include: Include = None,
    exclude: Exclude = None,
    hash_files: HashFiles = None,
    key_file: KeyFile = None,
    limit: Limit = None,
    isolate: Isolate = False,
) -> None:
    """Plan a scan that other processes or machines run: then run each shard, then settle.

    The plan holds no key: each process finds it in PIISCAN_KEY or in a file.
    """
    from piiscan.model.errors import UsageError
    from piiscan.model.limits import limits_from
    from piiscan.model.without_pandas import leave_pandas_out
    from piiscan.runtimes.supervisor import tell_limits
    from piiscan.scan import plan_only
    from piiscan.settings import ScanSettings
    from piiscan.sources.listing import is_remote

    leave_pandas_out()
    if is_remote(output):
        raise UsageError("a plan needs a folder that all its shards share: name one with -o, and copy the report later")
    limits = limits_from(limit or ())
    tell_limits(limits)
    settings = ScanSettings(
        datasets=tuple(dataset),
        output=Path(output),
        pixels=pixels.value,
        faces=faces.value,
        face_model=face_model,
        ocr=ocr,
        ner=ner,
        rules=tuple(rules or ()),
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        hash_files=hash_files,
        key_file=key_file,
        limits=limits,
        isolate=isolate,
    )
    work = plan_only(settings).units_to_do()
    typer.echo(f"{len(work)} units to run: piiscan run {output}", err=True)
