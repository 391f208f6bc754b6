"""Finds identifiers in the names of files and folders."""

from collections.abc import Iterable

import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence
from piiscan.model.rows import FindingRows
from piiscan.rulebook.rules import TextRule

_IN_NAMES = frozenset(
    {
        Category.IDENTIFIER_EMAIL,
        Category.IDENTIFIER_PHONE,
        Category.IDENTIFIER_GOVERNMENT_ID,
        Category.IDENTIFIER_FINANCIAL_ACCOUNT,
        Category.IDENTIFIER_MEDICAL_RECORD,
    }
)
"""What people put into the names of files; at signs, dots and words in names mean too many other things."""

_AS_BLANKS = str.maketrans("_/", "  ")
"""One for one, so that spans stay where they are."""


def find_in_names(assets: Iterable[str], rules: Iterable[TextRule]) -> pa.Table:
    """Return a finding for every identifier in the path of an asset, as rows of ``findings/``."""
    names = list(assets)
    texts = pa.array([name.translate(_AS_BLANKS) for name in names], pa.string())
    cells = PresentText(texts, pa.array(range(len(names)), pa.int64()), len(names))
    rows = FindingRows()
    wanted = [rule for rule in rules if rule.category in _IN_NAMES]
    for hits in find_in_cells("path", cells, wanted, evidence=Evidence.PATH):
        for asset in dict.fromkeys(names[place] for place in hits.records.to_pylist()):
            rows.add(asset, 0, hits.finding)
    return rows.table()
