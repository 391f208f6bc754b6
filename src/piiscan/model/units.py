"""Units of work: what one worker reads alone, and the settings it reads by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from piiscan.model.columns import Verdict
from piiscan.model.limits import DEFAULT_LIMITS, Limits

PixelBudget = Literal["auto", "all", "off"]

FaceSearch = Literal["auto", "all", "off"]
"""Faces in the pictures that the pixel budget covers, in all pictures, or in none."""

DIGEST_READER = "digest"
"""Stands for the reader of a piece that only hashes an asset which is otherwise read in several pieces."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text file is written."""

    encoding: str
    """Python's name of the encoding."""

    delimiter: str
    """One character."""

    columns: tuple[str, ...]
    """The column names: the header row's, or ``column_1`` … where there is no header."""

    skip_rows: int
    """Rows before the first record: 1 for a header row, 0 without one."""

    data_start: int = 0
    """Byte offset of the first record; pieces after the first start later."""

    labels: tuple[str, ...] = ()
    """What the numbers in the first column stand for, where another file says so: the classes of YOLO's labels."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one asset that is read in one go: all of it, a byte range, or a range of row groups."""

    asset: str
    """The asset's name."""

    uri: str
    """Where to open it."""

    reader: str
    """Identifier of the reader, such as ``parquet``."""

    size: int
    """Bytes of the whole asset."""

    version: str
    """Modification time or etag: what makes a changed file another piece."""

    start: int = 0
    """First byte, or first row group."""

    stop: int | None = None
    """One past the last byte or row group; None to read to the end."""

    first_record: int = 0
    """Number of the first record in the asset."""

    table: str | None = None
    """The group of tables with one schema that it belongs to; None for what is not a table."""

    dialect: Dialect | None = None
    """For delimited text."""

    pixels: bool = False
    """Whether the pixel budget covers this picture."""

    hashes: bool = False
    """Whether the asset's SHA-256 is taken along with this piece."""

    codec: str | None = None
    """How the asset is compressed as a whole, such as ``gzip``: the reader is given what is inside."""

    note: str | None = None
    """What the plan noticed, such as an encoding that is not UTF-8; told in the ledger."""

    looked: bool = True
    """Whether planning opened the asset; where it did not, ``reader`` is what its name promises, or empty."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one asset can be cut for reading, found by looking at its head, footer or block structure only."""

    pieces: tuple[Piece, ...]
    """In order; together they cover the asset."""

    columns: tuple[tuple[str, str], ...] = ()
    """Field name and storage type; two tables in one folder with the same columns are one table in parts."""

    records: int | None = None
    """Number of records, where the format says so without reading them."""

    of_report: bool = False
    """Whether it says of itself that it is a part of a report of ours."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Work for one worker; its ``id`` is a hash of what it reads and what it does."""

    id: str
    pieces: Sequence[Piece]
    verdicts: tuple[Verdict, ...] = ()
    """What the columns of its tables were judged to be."""

    skips: tuple[tuple[int, str], ...] = ()
    """Steps that are left out, with the reason: contents that killed the worker that read them. Never in a plan."""

    @property
    def size(self) -> int:
        """Bytes that it may have to read, for progress and estimates."""
        return sum((p.size if p.stop is None or p.reader == "parquet" else p.stop - p.start) for p in self.pieces)


@dataclass(frozen=True, slots=True)
class ScanContext:
    """What every unit of a scan shares. It travels to workers and lies in the plan; it never holds a key."""

    version: str
    """Of piiscan."""

    rules_dirs: tuple[str, ...]
    """Folders of rules, the user's own last."""

    rules_hash: str
    """Hash of all rule files: other rules, other unit ids."""

    key_id: str
    """Names the key that tokens are made with, and says nothing about it."""

    pixels: PixelBudget
    hash_files: bool
    face_model: str | None = None
    """File of the model that looks for faces; None for the detector that is installed."""

    face_detector: str | None = None
    """What looks for faces, by name and version; None where nothing does."""

    reads_text: bool = False
    """Whether text in pictures is looked for."""

    ner: str | None = None
    """The language model that looks for names in prose, by name or folder; None where nothing does."""

    key_file: str | None = None
    """Where a worker finds the key when ``PIISCAN_KEY`` is not in its environment."""

    limits: Limits = DEFAULT_LIMITS
    """How far an asset is followed."""

    described: bool = False
    """Whether anything in the dataset says what columns mean: values under headers that say nothing matter then."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a unit found, as Arrow tables with the schemas of ``piiscan.model.schemas``."""

    findings: pa.Table
    links: pa.Table
    pictures: pa.Table
    sketches: pa.Table
    outcomes: pa.Table


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """One row per unit that was run, for progress and for engines that want an answer."""

    unit: str
    pieces: int
    size: int
    findings: int
    failed: tuple[str, ...] = field(default=())
    """Names of assets that could not be read."""
