"""What a unit finds in the documents that lie beside the data."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from piiscan.detectors.table.presence import present_text
from piiscan.detectors.text.documents import find_in_document, is_document
from piiscan.inside import WITHIN
from piiscan.model.categories import Category
from piiscan.model.content import Role, TableBatch
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.masks import mask
from piiscan.model.rows import FindingRows
from piiscan.model.units import Piece
from piiscan.readers.plain_text import COLUMN
from piiscan.rulebook.rules import Rulebook
from piiscan.run.small_texts import TextsTogether

_AUTHOR = Finding(
    detector="document.author",
    category=Category.IDENTIFIER_NAME,
    field="author",
    evidence=Evidence.SIDECAR,
    confidence=0.8,
    shown=mask(Category.IDENTIFIER_NAME),
)


class DocumentScanner:
    """Looks at documents; rows go to the ``findings`` it is given."""

    def __init__(self, rulebook: Rulebook, findings: FindingRows) -> None:
        self._rules, self._findings = rulebook.documents, findings

    def find_in_texts(self, texts: TextsTogether) -> Iterator[tuple[list[str], Hits]]:
        """Yield what those of small texts say that are documents: assets, and hits at a record of each."""
        documents = [place for place, asset in enumerate(texts.assets) if is_document(asset)]
        if documents:
            for hits in find_in_document(COLUMN, texts.cells_of(documents), self._rules):
                yield from texts.apart(hits)

    def scan(self, batch: TableBatch, piece: Piece) -> None:
        """Look at a batch of lines or texts, where it is of a document."""
        for column in batch.columns:
            if column.role is Role.AUTHOR:
                self._findings.add_hits(piece.asset, Hits(replace(_AUTHOR, field=column.name), column.records))
        # A list in a JSON document is an asset of its own, with the document's name in front.
        names = piece.asset.split(WITHIN)[-2:] if piece.reader == "json" else [piece.asset]
        if piece.reader != "croissant" and not any(map(is_document, names)):
            return
        for column in batch.columns:
            if pa.types.is_string(column.values.type) or pa.types.is_large_string(column.values.type):
                for hits in find_in_document(column.name, present_text(column), self._rules):
                    self._findings.add_hits(piece.asset, hits)
