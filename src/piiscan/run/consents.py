"""Rows about consent in one batch of a table: who refused or withdrew, and whose consent came after the capture."""

from dataclasses import replace

from piiscan.detectors.table import consent
from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.presence import PresentText
from piiscan.model.categories import Category
from piiscan.model.findings import Finding, Hits
from piiscan.model.rows import HitRows


class ConsentRows:
    """Takes the columns of a batch as they come; findings go to the ``findings`` it is given."""

    def __init__(self, asset: str, findings: HitRows) -> None:
        self._asset, self._findings = asset, findings
        self._consents: list[tuple[Finding, PresentText]] = []
        self._captures: list[PresentText] = []

    def add(self, finding: Finding, header: Header, cells: PresentText) -> None:
        """Look at a column whose verdict is this finding."""
        if finding.category is Category.PROVENANCE_CONSENT:
            self._consents.append((finding, cells))
            gone = replace(finding, detector=consent.WITHDRAWN, category=Category.PROVENANCE_WITHDRAWAL)
            self._findings.add_hits(self._asset, Hits(gone, consent.withdrawn(cells, finding.category)))
            denied = replace(finding, detector=consent.REFUSED)
            self._findings.add_hits(self._asset, Hits(denied, consent.refused(cells)))
        elif finding.category is Category.TIME_EVENT and consent.is_time_of_capture(header):
            self._captures.append(cells)

    def compare_dates(self) -> None:
        """Find the records of the batch whose consent is dated after the capture."""
        for finding, given in self._consents:
            late = replace(finding, detector=consent.AFTER_CAPTURE)
            for taken in self._captures:
                self._findings.add_hits(self._asset, Hits(late, consent.given_later(given, taken)))
