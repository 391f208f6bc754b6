"""Meanings: what a data dictionary beside the data says that its columns hold."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DESCRIBING = (
    r"code[_ -]?book|dictionar|data[_ -]?dict|variable|column|field|feature|attribute|schema|questionnaire"
    r"|legend|read[_ -]?me|data[_ -]?sheet|[_ -]card|description|croissant|datapackage|metadata|documentation"
)
"""What stands in the names of files that may describe columns, as a pattern; upper case counts as lower."""

NAMED_AS_DESCRIBING = rf"(?i)(?:{DESCRIBING})[^/]*$"
"""Matches names of assets, with folders, that may describe columns by the file's own name."""


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """One column as a dictionary, a codebook or a dataset's description puts it into words."""

    source: str
    """The asset that says so."""

    column: str
    """The column's name as it stands there."""

    words: str
    """What it says, such as ``age of the respondent in years; 98 = refused``: text of the dataset, never printed."""

    @property
    def folder(self) -> str:
        """The folder of the asset that says so; empty for the root."""
        return self.source.partition("!/")[0].rpartition("/")[0]


FEWEST = 2
"""Columns of a table that a source must name before it is held to speak of that table."""


def meanings_of(asset: str, columns: Iterable[str], meanings: Iterable[ColumnMeaning]) -> Mapping[str, str]:
    """Return what the columns of a table mean, by the source that names most of them; nothing where none speaks of it.

    A source speaks of tables in its own folder, in folders below, and in folders beside its own, as ``docs/`` lies
    beside ``data/``. Case and blanks around a name do not matter.

    Args:
        asset: the table's name.
        columns: the names of its columns.
        meanings: what all sources say.
    """
    named = {column.strip().casefold(): column for column in columns}
    by_source: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for meaning in meanings:
        column = named.get(meaning.column.strip().casefold())
        if column is not None and _speaks_of(meaning.folder, asset):
            by_source[meaning.source].setdefault(column, meaning.words)
    counts = Counter({source: len(said) for source, said in sorted(by_source.items())})
    best = max(counts, key=lambda source: counts[source], default=None)
    if asset in by_source:  # its own schema speaks of it, however few columns it describes
        return by_source[asset]
    return by_source[best] if best is not None and counts[best] >= min(FEWEST, len(named)) else {}


def _speaks_of(folder: str, asset: str) -> bool:
    above = folder.rpartition("/")[0]
    return not above or asset.startswith((f"{above}/", f"{folder}/"))
