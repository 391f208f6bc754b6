"""The report's folder: where its parts lie, how they are written, and how they are asked questions."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from piiscan.model.errors import NoRoomError, ReportError
from piiscan.model.schemas import PUBLISHED, SCHEMA_VERSION, VERSION_KEY

SCHEMA_PART = "schema"
"""The part without rows that each table has, so that every reader finds at least one file."""

MEMORY = "400MB"
"""For a database."""

SPILL = ".spill"
"""Folder in a report for what does not fit into a database's memory."""

_PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

Rows: TypeAlias = pa.Table | pa.RecordBatchReader | Iterable[pa.RecordBatch]
"""What can be written as a part: a table, or batches one by one."""

_DELTA_TYPES = (pa.int32(), pa.int64(), pa.timestamp("us", tz="UTC"))


def plan_folder(report: Path) -> Path:
    """Where the plan lies: what was scanned, by which settings."""
    return report / "plan"


def facts_path(report: Path) -> Path:
    """What the scan knew and its tables do not hold; assessing again needs it."""
    return plan_folder(report) / "facts.json"


def run_json_path(report: Path) -> Path:
    """The record of the run, for programs."""
    return report / "run.json"


def html_path(report: Path) -> Path:
    """The record of the run, for people."""
    return report / "report.html"


def create_report_folder(path: Path) -> None:
    """Make the folder of a report, open to its owner only; an existing report is kept.

    Raises:
        ReportError: the folder holds other files, or cannot be made.
    """
    try:
        if path.exists() and not plan_folder(path).is_dir() and any(path.iterdir()):
            raise ReportError(f"{path} holds other files: name a new or an empty folder for the report")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)  # mkdir's mode passes through the umask, and the folder may have been there
        for name in (*PUBLISHED, "plan"):
            (path / name).mkdir(exist_ok=True)
    except OSError as error:
        raise ReportError(f"{path} cannot hold a report: {error.strerror}") from None


def reopen_report(report: Path) -> None:
    """Take away what says that a report is finished: its tables are about to change. Raises ReportError."""
    try:
        for path in (run_json_path(report), html_path(report), facts_path(report)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{report} cannot be continued: {error.strerror}") from None


def write_part(report: Path, table: str, part: str, rows: Rows) -> Path:
    """Write one part of a table, replacing the part of that name as a whole, and return where it lies.

    Columns may come in any order, and strings plain or dictionary-encoded.
    A stream is written batch by batch.

    Raises:
        ReportError: the rows do not follow the published schema, or the part cannot be written.
    """
    if not _PART_NAME.fullmatch(part):
        raise ReportError(f"{part!r} is not a name for a part of {table}")
    target = report / table / f"{part}.parquet"
    with replacing(target) as unfinished:
        _write_parquet(unfinished, table, rows)
    return target


def replace_text(path: Path, text: str) -> None:
    """Write a document of the report as a whole. Raises ReportError where it cannot be written."""
    with replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file as a whole. Raises ReportError where it cannot be written."""
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a file to write that takes the place of ``target`` when all went well, and else is gone."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".tmp", delete=False) as unfinished:
            temporary = Path(unfinished.name)
        try:
            yield temporary
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{target} cannot be written: {error.strerror or 'the disk refused'}") from None


def tidy_report(report: Path) -> None:
    """Delete what a process that was killed left half written. Raises ReportError where it cannot be deleted."""
    try:
        for path in report.rglob(".*.tmp"):
            path.unlink(missing_ok=True)
        shutil.rmtree(report / SPILL, ignore_errors=True)
    except OSError as error:
        raise ReportError(f"{report} cannot be tidied: {error.strerror}") from None


def drop_other_parts(report: Path, table: str, keep: str) -> None:
    """Delete the parts of a table but the one named, so that rows of an earlier run are not counted twice.

    Raises:
        ReportError: a part cannot be deleted.
    """
    try:
        for part in (report / table).glob("*.parquet"):
            if part.stem not in (keep, SCHEMA_PART):
                part.unlink()
    except OSError as error:
        raise ReportError(f"{table} in {report} cannot be tidied: {error.strerror}") from None


def ensure_parts(report: Path) -> None:
    """Give each table a part without rows, so that all of them can be read whatever was found."""
    for table, schema in PUBLISHED.items():
        if not (report / table / f"{SCHEMA_PART}.parquet").exists():
            write_part(report, table, SCHEMA_PART, schema.empty_table())


@contextmanager
def reading_report(report: Path) -> Iterator[None]:
    """Turn what goes wrong while a report is read into a ReportError: a report may have been damaged, or made up."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise ReportError(f"there is no room to work on {report}") from None
        raise ReportError(f"{report} could not be read ({type(error).__name__}): it is damaged, scan again") from None


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def connect(
    report: Path, *, memory: str = MEMORY, often: Container[str] = ()
) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Open a database with a view per table; what does not fit into ``memory`` spills into the report.

    Args:
        report: the report's folder.
        memory: for the database.
        often: tables that are asked many questions and do not change meanwhile. Of a small report they are copied into
            the database: each question to a view opens its files anew, which takes longer than to answer it.

    Raises:
        ReportError: there is no report, its schema is another version's, or it turns out to be damaged.
    """
    _check_schema_version(report)
    return _connected(report, memory, often)


@contextmanager
def _connected(report: Path, memory: str, often: Container[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database(report, memory=memory) as db:
        with reading_report(report):
            small = _is_small(report)
        if small:
            db.execute("SET threads = 1")
        for table in PUBLISHED:
            kind = "TABLE" if small and table in often else "VIEW"
            parts = _sql_text(_all_parts(report, table))
            db.execute(f"CREATE {kind} {table} AS SELECT * FROM read_parquet({parts}, union_by_name = true)")  # noqa: S608 - quoted
        yield db


_FEW_ROWS, _FEW_BYTES = 20_000, 1 << 20
"""Up to which a report is small: whole columns of findings take hardly a byte each, and so do not tell by size."""


def _is_small(report: Path) -> bool:
    """Whether all tables together have few rows; of a large report no more than the first parts are looked at."""
    parts = [part for table in PUBLISHED for part in (report / table).glob("*.parquet")]
    few_bytes = all(size <= _FEW_BYTES for size in accumulate(part.stat().st_size for part in parts))
    return few_bytes and all(
        rows <= _FEW_ROWS for rows in accumulate(pq.read_metadata(part).num_rows for part in parts)
    )


@contextmanager
def open_database(report: Path, *, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database without tables; what does not fit into ``memory`` spills into the report.

    Raises:
        ReportError: what it reads turns out to be damaged.
    """
    try:
        with _database(report, memory) as db:
            yield db
    except duckdb.OutOfMemoryException:
        raise NoRoomError(f"{report} could not be read with {memory} of memory") from None
    except (duckdb.Error, pa.ArrowException) as error:
        raise ReportError(
            f"{report} could not be read ({type(error).__name__}): it is damaged, or there is no room to work on it"
        ) from None


def _database(report: Path, memory: str) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory,
            "temp_directory": str(report / SPILL),
            "preserve_insertion_order": "false",
        },
    )
    db.execute("SET enable_progress_bar = false")
    return db


def view_parts(db: duckdb.DuckDBPyConnection, name: str, parts: Sequence[str | Path], schema: pa.Schema) -> None:
    """Give the database a view of Parquet files; of none, one without rows."""
    if not parts:
        db.register(name, schema.empty_table())
        return
    files = ", ".join(_sql_text(_without_glob(Path(part))) for part in parts)
    db.execute(f"CREATE VIEW {name} AS FROM read_parquet([{files}])")


def table_parts(report: Path, table: str) -> str:
    """Return the parts of a table as SQL knows them: a quoted text. Raises ReportError where there is no report."""
    _check_schema_version(report)
    return _sql_text(_all_parts(report, table))


def _all_parts(report: Path, table: str) -> str:
    return f"{_without_glob(report)}/{table}/*.parquet"


def finding_parts(report: Path) -> Iterator[Iterator[pa.RecordBatch]]:
    """Yield the parts of ``findings/``, each as batches of what says which record holds what where, words encoded.

    Raises:
        ReportError: there is no report.
    """
    _check_schema_version(report)
    for part in sorted((report / "findings").glob("*.parquet")):
        with pq.ParquetFile(part, read_dictionary=list(_SAYING)) as file:
            yield file.iter_batches(_BATCH_ROWS, columns=["record", *_SAYING], use_threads=False)


_SAYING = ("asset", "category", "evidence", "field")


def link_parts(report: Path) -> Iterator["Batches"]:
    """Yield the parts of ``links/``, each as batches whose words stay dictionary-encoded, to read as often as wanted.

    Raises:
        ReportError: there is no report.
    """
    _check_schema_version(report)
    words = [field.name for field in PUBLISHED["links"] if field.type == pa.string()]
    for part in sorted((report / "links").glob("*.parquet")):
        yield Batches(part, words)


_BATCH_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Batches:
    """The rows of one file of links, read anew each time."""

    file: Path
    encoded: Sequence[str]
    """Columns that stay dictionary-encoded."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield all columns."""
        return self._read(None)

    def without_tokens(self) -> Iterator[pa.RecordBatch]:
        """Yield all columns but that of tokens."""
        return self._read([*self.encoded, "record"])

    def _read(self, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.file, read_dictionary=list(self.encoded)) as file:
            yield from file.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False)


def _write_parquet(path: Path, table: str, rows: Rows) -> None:
    """Write rows to ``path``; the first batch decides which strings are handed on dictionary-encoded."""
    schema = PUBLISHED[table]
    chunks: Iterator[Any] = iter([rows] if isinstance(rows, pa.Table) else rows)
    first = next(chunks, schema.empty_table())
    stored = _stored_schema(schema, first.schema)
    with _open_writer(path, stored) as writer:
        for chunk in chain([first], chunks):
            writer.write(_conform(table, chunk, stored))


_VALUES_TOGETHER = 16_384
"""Values encoded at a time: findings are written in 60 % of the time that the default of 1,024 takes."""

_ASKED_FOR = frozenset({"asset", "record", "category", "field", "role", "level", "subject", "risk"})
"""Columns by whose values readers choose rows; the least and the greatest of others cost time and help nobody."""


def _open_writer(path: Path, stored: pa.Schema) -> pq.ParquetWriter:
    """Open a writer that encodes for size: random tokens plain, numbers by their steps.

    Measured on 1.2 M links: 4.0 bytes a row with tokens plain, 4.2 with a dictionary, 4.6 by byte streams.
    """
    options: dict[str, Any] = {
        "use_dictionary": [_parquet_path(field) for field in stored if _holds_strings(field.type)],
        "column_encoding": {f.name: "DELTA_BINARY_PACKED" for f in stored if f.type in _DELTA_TYPES},
        "store_schema": False,  # else readers would be told of dictionaries, and get categories for strings
        "write_batch_size": _VALUES_TOGETHER,
        "write_statistics": [name for name in stored.names if name in _ASKED_FOR],
    }
    writer = pq.ParquetWriter(path, stored, compression="zstd", **options)
    writer.add_key_value_metadata({VERSION_KEY: SCHEMA_VERSION})
    return writer


def _holds_strings(kind: pa.DataType) -> bool:
    """Whether a column of this type gains from a dictionary."""
    return kind in (pa.string(), pa.list_(pa.string())) or pa.types.is_dictionary(kind)


def _parquet_path(field: "pa.Field[Any]") -> str:
    """Return the column's name as Parquet counts columns."""
    return f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name


def _stored_schema(schema: pa.Schema, incoming: pa.Schema) -> pa.Schema:
    """Keep strings that come dictionary-encoded as they are: decoding them to encode them again is dear."""
    encoded = {field.name for field in incoming if pa.types.is_dictionary(field.type)}
    as_dictionary = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        field.with_type(as_dictionary) if field.type == pa.string() and field.name in encoded else field
        for field in schema
    )


def _conform(table: str, rows: Any, stored: pa.Schema) -> Any:
    """Return the rows in the columns and types of ``stored``, or say which column cannot be."""
    broken = f"{table} does not follow the published schema"
    if odd := set(rows.schema.names) ^ set(stored.names):
        raise ReportError(f"{broken}: columns missing or unknown: {', '.join(sorted(odd))}")
    columns = []
    for field in stored:
        try:
            column = _cast(rows.column(field.name), field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise ReportError(f"{broken}: the type of {field.name}") from None
        if column.null_count and not field.nullable:
            raise ReportError(f"{broken}: {field.name} has nulls")
        columns.append(column)
    return type(rows).from_arrays(columns, schema=stored)


def _cast(column: Any, wanted: pa.DataType) -> Any:
    """Cast one column; between two kinds of dictionary by way of plain strings."""
    if column.type == wanted:
        return column
    if pa.types.is_dictionary(wanted):
        return column.cast(pa.string()).dictionary_encode()
    return column.cast(wanted)


def _check_schema_version(report: Path) -> None:
    """Raise ReportError unless the report is there and of this version's schema."""
    for table in PUBLISHED:
        part = report / table / f"{SCHEMA_PART}.parquet"
        try:
            metadata = pq.read_metadata(part).metadata or {}
        except (OSError, pa.ArrowException, ValueError):
            raise ReportError(f"{report} is not a finished report: {table} cannot be read") from None
        if metadata.get(VERSION_KEY.encode()) != SCHEMA_VERSION.encode():
            raise ReportError(f"{report} is not of schema version {SCHEMA_VERSION}: scan into a new report")


def _without_glob(path: Path) -> str:
    """Return the path so that duckdb takes each of its characters literally."""
    return re.sub(r"([\[*?])", r"[\1]", os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _sql_text(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"
