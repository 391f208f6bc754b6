"""What a unit finds in sound recordings, be they assets of their own or cells of a table."""

from dataclasses import replace

import pyarrow as pa

from piiscan.detectors.catalog import sound_detectors
from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.content import SoundContent
from piiscan.model.findings import Hits
from piiscan.model.rows import FindingRows
from piiscan.model.units import Piece
from piiscan.rulebook.rules import Rulebook

_UNKNOWN = SoundContent(None, None, None)
"""A recording in a cell, whose header is not read."""


class SoundScanner:
    """Looks at recordings; findings go to the ``findings`` it is given."""

    def __init__(self, rulebook: Rulebook, findings: FindingRows) -> None:
        self._rulebook, self._findings = rulebook, findings
        self._detectors = sound_detectors()

    def scan(self, content: SoundContent, piece: Piece) -> None:
        """Look at one recording that is an asset of its own, and at the texts of its tags."""
        for detect in self._detectors:
            self._findings.add_all(piece.asset, 0, detect(content))
        for name, text in content.texts:
            cells = PresentText(pa.array([text]), pa.array([0], pa.int64()), 1)
            for hits in find_in_cells(name, cells, self._rulebook.texts):
                self._findings.add_hits(piece.asset, hits)

    def scan_cells(self, field: str, records: ArrowArray, piece: Piece) -> None:
        """Take in the records of a column whose cells are recordings."""
        for detect in self._detectors:
            for finding in detect(_UNKNOWN):
                self._findings.add_hits(piece.asset, Hits(replace(finding, field=field), records))
