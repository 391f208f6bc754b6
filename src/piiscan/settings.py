"""What the user asked for, once: after this nothing looks at options again."""

import os
from dataclasses import dataclass
from pathlib import Path

from piiscan.model.errors import UsageError
from piiscan.model.limits import DEFAULT_LIMITS, Limits
from piiscan.model.policies import FailOn
from piiscan.model.units import FaceSearch, PixelBudget
from piiscan.sources.listing import is_path, is_remote

DEFAULT_REPORT = "piiscan-report"
DEFAULT_POLICY = "pre-transfer"

SMALL_UNIT_BYTES = 32 << 20
"""A unit takes in about this much: large enough to keep a worker busy for a second, small enough to be run again."""

UNIT_ASSETS = 8192
"""Most assets in one unit; a quarter of it is common."""

WORTH_A_WORKER = 4 << 20
"""Bytes to read from which one process more pays: starting it takes as long as reading these."""

PICTURES_IN_BUDGET = 2000
"""Pictures whose pixels ``--pixels auto`` looks at: a share seen in as many is right to 2.2 %, 19 times in 20."""


@dataclass(frozen=True, slots=True)
class Judging:
    """How a report is to be judged, as asked for."""

    policies: tuple[str, ...] = (DEFAULT_POLICY,)
    """Names of shipped policies, or files."""

    fail_on: FailOn = FailOn.BLOCK
    allow_unread: int = 0
    """Assets."""

    declare: Path | None = None
    """File with the sender's declaration."""

    ignores: tuple[Path, ...] = ()
    """Ignore lists."""

    baseline: Path | None = None
    """An earlier report: only what is new against it decides the exit code."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """One scan as asked for."""

    datasets: tuple[str, ...]
    """Folders or files, or a table held in memory; with several, each one's name stands before those of its assets."""

    output: Path
    policies: tuple[str, ...] = (DEFAULT_POLICY,)
    """Names of shipped policies, or files."""

    fail_on: FailOn = FailOn.BLOCK
    pixels: PixelBudget = "auto"
    faces: FaceSearch = "auto"
    face_model: Path | None = None
    """An ONNX model that looks for faces instead of the installed detector."""

    ner: str | None = None
    """A language model that looks for names in prose, by name or folder."""

    ocr: bool = False
    """Whether text in pictures is looked for."""

    rules: tuple[Path, ...] = ()
    """Folders with the user's own rules."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    workers: int = 1
    """Processes at most."""

    worth_a_worker: int = 0
    """Bytes to read for each process beyond the first; 0 where as many as asked for are to be started."""

    hash_files: bool | None = None
    """Whether the SHA-256 of every file is taken; None for yes, unless a dataset lies elsewhere."""

    key_file: Path | None = None
    redact_paths: bool = False
    """Whether names of files and folders are kept out of the report."""

    limits: Limits = DEFAULT_LIMITS
    """How far an asset is followed."""

    isolate: bool = False
    """Whether each file is opened in another process, so that one that kills its reader costs itself alone."""

    allow_unread: int = 0
    declare: Path | None = None
    """File with the sender's declaration."""

    ignores: tuple[Path, ...] = ()
    """Ignore lists."""

    baseline: Path | None = None
    """An earlier report: only what is new against it decides the exit code."""

    @property
    def hashes(self) -> bool:
        """Whether whole files are read and hashed: of what lies elsewhere only where that is asked for."""
        return not any(map(is_remote, self.datasets)) if self.hash_files is None else self.hash_files

    @property
    def judging(self) -> Judging:
        """How the report is to be judged."""
        return Judging(self.policies, self.fail_on, self.allow_unread, self.declare, self.ignores, self.baseline)


def check_settings(settings: ScanSettings) -> None:
    """Refuse what cannot be done. Raises UsageError with what to do instead."""
    for dataset in filter(is_path, settings.datasets):
        if not os.path.lexists(dataset):
            raise UsageError(f"there is no dataset at {dataset}")
        _keep_report_outside(Path(dataset), settings.output)
    if settings.faces == "all" and settings.pixels == "off":
        raise UsageError("--faces all needs pixels: leave --pixels off away")
    if settings.ocr and settings.pixels == "off":
        raise UsageError("--ocr needs pixels: leave --pixels off away")
    if settings.workers < 1:
        raise UsageError("--workers needs a number from 1")


def _keep_report_outside(dataset: Path, output: Path) -> None:
    try:
        root, report = dataset.resolve(), output.resolve()
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 say so of links that lead back to themselves
        raise UsageError(f"{dataset} or {output} is a link that leads back to itself") from None
    if report == root or (root.is_dir() and report.is_relative_to(root)):
        elsewhere = root.parent / f"{root.name}-{DEFAULT_REPORT}"
        raise UsageError(
            f"the report would lie inside the dataset, which is never changed; use: "
            f"piiscan scan {dataset} -o {elsewhere}"
        )
    if root.is_relative_to(report):
        raise UsageError(f"the dataset {dataset} lies inside {output}: name another folder for the report with -o")


def root_labels(datasets: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return the label that stands before the names of each dataset's assets: none for a single dataset.

    Labels are the folders' names; where two are equal, a number tells them apart.
    """
    if len(datasets) == 1:
        return (None,)
    names = [
        Path(dataset).resolve().name or "root" if is_path(dataset) else dataset.rstrip("/").rpartition("/")[2]
        for dataset in datasets
    ]
    return tuple(
        name if names.count(name) == 1 else f"{name}-{names[:i].count(name) + 1}" for i, name in enumerate(names)
    )
