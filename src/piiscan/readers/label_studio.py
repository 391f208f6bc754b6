"""Reads the exports of Label Studio: each task is a record, with what it shows and what annotators said of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import unquote

from piiscan.model.assets import Asset
from piiscan.model.content import Role, TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.json_rows import JsonRows, escaped
from piiscan.readers.strict_json import StrictJson

_RUNS = ("annotations", "completions", "predictions")
_ANSWERS = ("choices", "number", "text", "rating", "datetime", "taxonomy", "ranker", "transcription")
_NUMBERS = frozenset(
    {"id", "project", "inner_id", "annotation_id", "annotator", "lead_time", "total_annotations", "updated_by", "task"}
    | {"cancelled_annotations", "total_predictions", "comment_count", "unresolved_comment_count", "meta", "drafts"}
    | {"predictions", "completions", "annotations", "agreement", "comment_authors", "last_comment_updated_at"}
)
"""Keys of a task by which the tool keeps its records."""

_SERVED = re.compile(r"^.*?[?&]d=")
"""How the tool writes the path of a file that it serves: ``/data/local-files/?d=photos/1.jpg``."""

_UPLOADED = re.compile(r"^(?:.*/)?upload/\d+/[0-9a-f]{8}-")
"""What it puts in front of the name of a file that was uploaded."""

_DEEPEST = 16


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the export as one piece, with the columns of its first tasks. Raises ReadError."""
    first = next(_read(stream), None)
    columns = tuple((column.name, "string") for column in first.columns) if first else ()
    return Layout((whole_piece(asset, "label_studio"),), columns)


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the tasks: their data, and a column for each question, called as in the tool.

    Labels of boxes and points have the role of labels. Raises ReadError where it is not JSON from some point on.
    """
    stream.seek(0)
    return _read(stream)


def _read(stream: BinaryIO) -> Iterator[TableBatch]:
    import ijson

    rows, labels = JsonRows(256), set[str]()
    try:
        for task in ijson.items(StrictJson(stream), "item", use_float=True, buf_size=1 << 20):
            if isinstance(task, dict):
                _add_task(rows, task, labels)
            rows.end_record()
            yield from (_with_roles(batch, labels) for batch in rows.full())
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ReadError(f"the JSON is malformed or cut off ({type(error).__name__})") from None
    yield from (_with_roles(batch, labels) for batch in rows.batches())


def _with_roles(batch: TableBatch, labels: set[str]) -> TableBatch:
    columns = (replace(each, role=Role.LABEL) if each.name in labels else each for each in batch.columns)
    return TableBatch(tuple(columns), batch.rows)


def _add_task(rows: JsonRows, task: dict[str, Any], labels: set[str]) -> None:
    for key, value in task.items():
        if key in _RUNS and isinstance(value, list):
            for run in value:
                _add_run(rows, run, labels)
        elif key not in _NUMBERS:
            _add_value(rows, f"/{escaped(key)}" if key == "data" else key, value, labels)


def _add_run(rows: JsonRows, run: Any, labels: set[str]) -> None:
    """Add what one annotator, or one model, said of a task."""
    if not isinstance(run, dict):
        return
    author = run.get("completed_by")
    if isinstance(author, dict):
        _add_value(rows, "/completed_by", {key: value for key, value in author.items() if key != "id"}, labels)
    for result in run.get("result") or ():
        value = result.get("value") if isinstance(result, dict) else None
        if isinstance(value, dict):
            _add_answer(rows, str(result.get("from_name") or "answer"), value, labels)


def _add_answer(rows: JsonRows, question: str, value: dict[str, Any], labels: set[str]) -> None:
    marked = [key for key in value if key.endswith("labels")]
    for key in marked:
        labels.add(question)
        _add_value(rows, question, value[key], labels)
    for key in _ANSWERS:
        if key in value:
            _add_value(rows, f"{question}/{key}" if marked else question, value[key], labels)


def _add_value(rows: JsonRows, pointer: str, value: Any, labels: set[str], depth: int = 0) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            _add_value(rows, pointer, each, labels, depth + 1)
    elif isinstance(value, dict):
        # The short form of an export has the boxes themselves under the question's name.
        marked = [key for key in value if key.endswith("labels")]
        for key in marked:
            labels.add(pointer)
            _add_value(rows, pointer, value[key], labels, depth + 1)
        for key, inner in value.items() if not marked else ():
            _add_value(rows, f"{pointer}/{escaped(key)}", inner, labels, depth + 1)
    else:
        rows.add(pointer, _path(value) if isinstance(value, str) else value)


def _path(text: str) -> str:
    """Return the path of a picture as it is in the dataset; any other text as it is."""
    if "/upload/" in text or "?d=" in text or "&d=" in text:
        return _UPLOADED.sub("", unquote(_SERVED.sub("", text)))
    return text
