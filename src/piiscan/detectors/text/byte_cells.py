"""Finds the cells that are text in a column of bytes; a column that is text throughout is read as text already."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText

_CONTROLS = r"[\x00-\x08\x0e-\x1f]"
"""Bytes that no text holds; most pictures, numbers and hashes do."""


def text_in_bytes(cells: PresentText) -> PresentText:
    """Return the cells of a column of bytes that are text; any other column as it is."""
    if not (pa.types.is_binary(cells.text.type) or pa.types.is_large_binary(cells.text.type)):
        return cells
    places = pc.indices_nonzero(pc.invert(pc.match_substring_regex(cells.text, _CONTROLS)))
    texts = pa.array([_text(each) for each in cells.text.take(places).to_pylist()], pa.large_string())
    held = texts.is_valid()
    return replace(cells, text=texts.filter(held), records=cells.records.take(places.filter(held)), is_typed=False)


def _text(cell: bytes) -> str | None:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return None
