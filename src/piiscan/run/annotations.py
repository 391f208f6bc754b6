"""What a unit finds in annotations: in the columns whose role their format fixes."""

from piiscan.detectors.table.annotations import find_in_annotations
from piiscan.detectors.table.links import picture_levels
from piiscan.detectors.table.presence import present_text
from piiscan.keys import Key
from piiscan.model.content import Role, TableBatch
from piiscan.model.rows import FindingRows, LinkRows
from piiscan.model.units import Piece


class AnnotationScanner:
    """Looks at annotations; rows go to the ``findings`` and ``links`` it is given."""

    def __init__(self, key: Key, findings: FindingRows, links: LinkRows) -> None:
        self._key, self._findings, self._links = key, findings, links

    def scan(self, batch: TableBatch, piece: Piece) -> None:
        """Look at a batch; a plain table has nothing here, unless it lists boxes."""
        for hits in find_in_annotations(batch):
            self._findings.add_hits(piece.asset, hits)
        for column in batch.columns:
            if column.role is Role.PICTURE:
                for role, level, records, tokens in picture_levels(present_text(column), self._key.derive):
                    self._links.add((piece.asset, column.name, role, level), records, tokens)
