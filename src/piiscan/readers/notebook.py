"""Reads Jupyter notebooks: each cell is a record, with its source and the text of its outputs; pictures are members."""

import base64
import binascii
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import ColumnValues, Member, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece

MOST_BYTES = 256 * 2**20
"""A larger notebook is refused: it would be held in memory whole, several times over."""

_TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex", "application/json")
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return one piece: a notebook is one JSON document."""
    return Layout((whole_piece(asset, "notebook"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Member | Unread]:
    """Yield the cells, then the pictures among their outputs.

    Raises:
        ReadError: it is too large, or no notebook.
    """
    if piece.size > MOST_BYTES:
        raise ReadError(f"a notebook of more than {MOST_BYTES >> 20} MB is not read")
    cells = _cells(stream)
    if cells:
        yield TableBatch((_column("source", map(_source, cells)), _column("output", map(_output, cells))), len(cells))
    for number, cell in enumerate(cells):
        yield from _pictures(number, cell)


def _cells(stream: BinaryIO) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(stream.read().decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise ReadError("it is not JSON, as notebooks are") from None
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None  # until version 3 of the format
    found = sheets[0].get("cells") if isinstance(sheets, list) and sheets else _get(notebook, "cells")
    if not isinstance(found, list):
        raise ReadError("it has no cells, as notebooks do")
    return [cell if isinstance(cell, dict) else {} for cell in found]


def _column(name: str, texts: Iterator[str]) -> ColumnValues:
    values = pa.array([text or None for text in texts], pa.large_string())
    return ColumnValues(name, values, pa.array(range(len(values)), pa.int64()))


def _source(cell: dict[str, Any]) -> str:
    return _joined(cell.get("source") or cell.get("input"))


def _output(cell: dict[str, Any]) -> str:
    texts = []
    for output in _outputs(cell):
        data = _get(output, "data") or output
        texts += [_joined(_get(output, "text")), _joined(_get(output, "traceback"))]
        texts += [_joined(_get(data, kind)) for kind in _TEXTS]
    return "\n".join(text for text in texts if text)


def _pictures(number: int, cell: dict[str, Any]) -> Iterator[Member]:
    attached = _get(cell, "attachments")
    held = [_get(output, "data") or output for output in _outputs(cell)]
    held += list(attached.values()) if isinstance(attached, dict) else []
    for place, data in enumerate(held):
        for kind, ending in _PICTURES.items():
            if picture := _decoded(kind, _joined(_get(data, kind))):
                name = f"cell-{number}/{place}.{ending}"
                yield Member(name, len(picture), 0, io.BytesIO(picture), kind=Kind.PICTURE)


def _decoded(kind: str, text: str) -> bytes:
    if kind == "image/svg+xml":
        return text.encode()
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _outputs(cell: dict[str, Any]) -> list[Any]:
    outputs = cell.get("outputs")
    return outputs if isinstance(outputs, list) else []


def _get(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, dict) else None


def _joined(text: Any) -> str:
    """Return text that notebooks keep whole or as a list of lines; other JSON as JSON."""
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    if isinstance(text, dict):
        return json.dumps(text, ensure_ascii=False)
    return text if isinstance(text, str) else ""
