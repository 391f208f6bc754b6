"""Finds what documents beside the data say of their origin: licences, consent, withdrawals, and limits of use."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.findings import Hits
from piiscan.rulebook.rules import TextRule

_NAMES = re.compile(
    r"(?:read[_-]?me|licen[cs]e|lizenz|copying|copyright|notice|citation|terms|consent|eula|agreement|rights"
    r"|data[_-]?sheet|(?:data|dataset|model)[_-]?card|ethics|privacy|about|data[_-]?use|provenance|authors)"
    r"(?![a-z])[^/]*",
    re.IGNORECASE,
)
_DESCRIPTIONS = re.compile(
    r"[^/]*croissant[^/]*\.json|[^/]*\.jsonld|dataset_?infos?\.json|datapackage\.json|dataset[_-]metadata\.json"
    r"|dataset[_-]description\.json|metadata\.json|ro-crate-metadata\.json",
    re.IGNORECASE,
)
_WRITTEN_TO_BE_READ = re.compile(r"[^/]*\.(?:md|markdown|mdx|rst|adoc|pdf|docx|odt|pptx|odp|rtf|cff)", re.IGNORECASE)
_TABLES = re.compile(r"[^/]*\.(?:csv|tsv|jsonl|parquet|xlsx|py|ipynb|js|c|h)", re.IGNORECASE)


def is_document(asset: str) -> bool:
    """Whether an asset is a document or a description beside the data, by its name."""
    name = posixpath.basename(asset)
    if _TABLES.fullmatch(name):
        return False
    return any(pattern.fullmatch(name) for pattern in (_NAMES, _DESCRIPTIONS, _WRITTEN_TO_BE_READ))


def find_in_document(field: str, cells: PresentText, rules: Iterable[TextRule]) -> Iterator[Hits]:
    """Yield what the cells of a document say, a ``Hits`` per rule; a sentence may fit several rules.

    Lines that follow each other are read as one text, since sentences are broken anywhere: each hit is at the line in
    which it begins, once for a line, and without a span.

    Args:
        field: name of the column of lines or texts.
        cells: its cells that hold something: a blank line has none, which is where a paragraph ends.
        rules: what to look for.
    """
    if not len(cells.text) or cells.is_typed:
        return
    records = cells.records.to_numpy()
    paragraphs, starts = _paragraphs(cells.text.to_pylist(), records)
    together = PresentText(pa.array(paragraphs, pa.large_string()), pa.array(range(len(paragraphs))), len(paragraphs))
    for rule in rules:
        for hits in find_in_cells(field, together, (rule,)):
            begins = zip(hits.records.to_pylist(), _positions(hits), strict=True)
            lines = [
                records[starts[paragraph] + _line_at(cells.text, starts[paragraph], position)]
                for paragraph, position in begins
            ]
            yield replace(hits, records=pc.unique(pa.array(lines, pa.int64())), span_start=None, span_end=None)


def _positions(hits: Hits) -> list[int]:
    return [] if hits.span_start is None else hits.span_start.to_pylist()


def _paragraphs(lines: Sequence[str], records: np.typing.NDArray[np.int64]) -> tuple[list[str], list[int]]:
    """Return the paragraphs, and the place of the first line of each."""
    starts = [0, *(np.flatnonzero(np.diff(records) != 1) + 1).tolist()]
    stops = [*starts[1:], len(lines)]
    return [" ".join(lines[start:stop]) for start, stop in zip(starts, stops, strict=True)], starts


def _line_at(lines: pa.Array, first: int, position: int) -> int:
    """Return in which line, counted from the first of its paragraph, a position in the paragraph lies."""
    line = 0
    while position > (length := len(lines[first + line].as_py())):
        position -= length + 1
        line += 1
    return line
