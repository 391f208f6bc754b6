"""Takes the names of files, folders and roots out of a report, and masks names of columns that hold an identifier.

Done once everything is read and before anything is judged, so that all that follows knows no other names.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.inside import WITHIN
from piiscan.keys import Key
from piiscan.model.schemas import PUBLISHED
from piiscan.planning.plan_files import read_context, write_context
from piiscan.reports.display import display_name
from piiscan.reports.folder import drop_other_parts, plan_folder, write_part

REDACTED = "(redacted)"
_PART = "redacted"
_BATCH_ROWS = 100_000
_ORDINARY = re.compile(r"(?i)(?:readme|licen[cs]e|copying|notice|datasheet|dataset[_-]?card|croissant)(?:\.\w{1,5})?\Z")
"""Names of documents beside the data, which say what they are and nothing of anybody."""

_NAMES = {"asset": "file", "table": "table"}
"""Columns that hold names of assets and of tables, and how what stands for them begins."""


def redact_report(report: Path, key: Key) -> None:
    """Replace names in all tables of a report, and remove the plan and the unfinished work, which hold them too.

    The same name becomes the same word in every table and, with the same key, in every report. What was found and how
    often stays; the report can no longer be continued, verified against its dataset, or explained column by column.
    """
    import pyarrow.dataset as ds  # not above: it is slow to load, and few reports are redacted

    secret = key.derive("name")
    for table in PUBLISHED:
        content = ds.dataset(report / table, format="parquet")
        write_part(report, table, _PART, _redacted(content, secret))
        drop_other_parts(report, table, _PART)
    shutil.rmtree(report / "work", ignore_errors=True)
    for folder in plan_folder(report).iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    if (kept := read_context(report)) is not None:
        write_context(report, replace(kept[0]), [REDACTED])


def redacted_name(name: str, secret: bytes, begin: str = "file") -> str:
    """Return what stands for the name of an asset: a keyed hash for it, and one for each container that it lies in."""
    outer, within, inner = name.rpartition(WITHIN)
    base = inner.rpartition("/")[2]
    mark = hashlib.blake2b(name.encode(), key=secret, digest_size=8).hexdigest()
    shown = f"{begin}-{mark}" + (f"/{base}" if _ORDINARY.match(base) else "")
    return f"{redacted_name(outer, secret, begin)}{WITHIN}{shown}" if within else shown


def redacted_field(name: str, secret: bytes) -> str:
    """Return a column's name, masked where it holds an identifier, with a mark that tells it from others."""
    shown = display_name(name)
    if shown == name:
        return name
    return f"{shown} {hashlib.blake2b(name.encode(), key=secret, digest_size=3).hexdigest()}"


def _redacted(content: Any, secret: bytes) -> Iterator[pa.RecordBatch]:
    names = lru_cache(maxsize=100_000)(redacted_name)
    for batch in content.to_batches(batch_size=_BATCH_ROWS):
        columns = {name: _column(name, batch, secret, names) for name in batch.schema.names}
        yield pa.RecordBatch.from_pydict(columns)


def _column(name: str, batch: Any, secret: bytes, names: Any) -> Any:
    column = batch.column(name)
    if name == "uri":
        assets = _strings(batch.column("asset"))
        return pa.array([f"redacted:{names(asset, secret)}" for asset in assets.to_pylist()], pa.string())
    if name == "unit":  # an unkeyed hash of names, among other things
        return pa.nulls(len(column), pa.string())
    if name in _NAMES:
        return _mapped(column, lambda value: names(value, secret, _NAMES[name]))
    if name == "field":
        return _mapped(column, lambda value: redacted_field(value, secret))
    return column


def _mapped(column: Any, function: Any) -> Any:
    """Return a column of names with each different one replaced once."""
    encoded = pc.dictionary_encode(_strings(column))
    words = pa.array(
        [None if value is None else function(value) for value in encoded.dictionary.to_pylist()], pa.string()
    )
    return pa.DictionaryArray.from_arrays(encoded.indices, words).cast(pa.string())


def _strings(column: Any) -> Any:
    return column.cast(pa.string())
