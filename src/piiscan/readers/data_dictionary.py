"""Takes the meanings of columns out of data dictionaries: tables, JSON descriptions and lists in documents."""

import re
from collections.abc import Iterator, Mapping

from piiscan.model.content import ColumnValues, TableBatch
from piiscan.model.meanings import ColumnMeaning

LONGEST_NAME = 64
LONGEST_WORDS = 400
"""Code points kept of a name and of what is said about it."""

_NAMES = frozenset(
    {"variable", "variablename", "variables", "var", "varname", "column", "columnname", "columns", "field", "fieldname"}
    | {"feature", "featurename", "attribute", "attributename", "name", "item", "itemname", "header", "mnemonic", "id"}
    | {"variablefieldname", "element", "dataelement", "key", "question", "code", "spalte", "spaltenname", "feld"}
    | {"merkmal", "columna", "campo", "colonne", "champ", "nom", "nombre"}
)
_MEANINGS = frozenset(
    {"description", "descriptions", "label", "variablelabel", "meaning", "definition", "questiontext", "details"}
    | {"explanation", "longname", "fieldlabel", "variabledescription", "columndescription", "fielddescription", "title"}
    | {"question", "text", "comment", "comments", "notes", "itemtext", "shortdescription", "beschreibung", "bedeutung"}
    | {"erklärung", "descripción", "descripcion", "significado", "descriptif", "libellé", "descrizione", "omschrijving"}
)
_LEVELS = frozenset({"values", "levels", "codes", "categories", "choices", "options", "responses", "valuelabels"})
"""Headers of columns that say what the codes of a column stand for; it is kept behind the meaning."""

_BULLET = re.compile(
    r"\s*[-*+]\s+(?:\*\*|__|`|\")+([^*_`\"][^*`\"]{0,63}?)(?:\*\*|__|`|\")+\s*(?:\([^)]{0,60}\))?\s*[:\u2013\u2014-]+\s*(\S.*)"
)
"""``- `age` (int): age in years`` in Markdown; without a mark around the name, a list may be of anything."""

_ROW = re.compile(r"\s*\|(.+)\|\s*")


def meanings_in(batch: TableBatch, source: str) -> Iterator[ColumnMeaning]:
    """Yield the meanings in a batch of a dictionary, whatever its form.

    Args:
        batch: rows of a table, of a JSON document, or lines of a document.
        source: the asset's name.
    """
    columns = {column.name: column for column in batch.columns}
    if set(columns) == {"text"}:
        yield from _from_lines(columns["text"], source)
        return
    yield from list(_from_pairs(columns, source)) or _from_names(columns, source)


def names_columns(headers: Iterator[str] | tuple[str, ...]) -> bool:
    """Whether a table with these headers lists columns and what they mean."""
    plain = {_plain(header) for header in headers}
    return any(name in plain and plain & (_MEANINGS - {name}) for name in _NAMES)


def _from_pairs(columns: Mapping[str, ColumnValues], source: str) -> Iterator[ColumnMeaning]:
    """Yield from columns of names with columns of meanings beside them, also below one pointer of a JSON document."""
    groups: dict[str, dict[str, str]] = {}
    for pointer in columns:
        above, _, last = pointer.rpartition("/")
        groups.setdefault(above, {}).setdefault(_plain(last), pointer)
    for group in groups.values():
        name = next((group[each] for each in group if each in _NAMES and group.keys() & (_MEANINGS - {each})), None)
        if name is None:
            continue
        said = [columns[group[each]] for each in group if each in _MEANINGS | _LEVELS and group[each] != name]
        for row, column in _by_row(columns[name]).items():
            words = "; ".join(text for each in said if (text := _by_row(each).get(row)))
            yield from _meaning(source, column, words)


def _by_row(column: ColumnValues) -> dict[tuple[int, int], str]:
    """Return texts by record and place within the record: a list in one record has several."""
    texts: dict[tuple[int, int], str] = {}
    seen: dict[int, int] = {}
    for record, text in zip(column.records.to_pylist(), column.values.to_pylist(), strict=True):
        place = seen[record] = seen.get(record, -1) + 1
        if isinstance(text, str):
            texts[record, place] = text
    return texts


def _from_names(columns: Mapping[str, ColumnValues], source: str) -> Iterator[ColumnMeaning]:
    """Yield from a JSON object that has a member for each column: a text, or an object with a description (BIDS)."""
    for pointer, column in columns.items():
        parts = pointer.split("/")
        texts = [text for text in column.values.to_pylist()[:2] if isinstance(text, str)]
        is_described = len(parts) == 3 and not parts[0] and _plain(parts[2]) in _MEANINGS  # noqa: PLR2004 - /name/word
        if len(texts) == 1 and (
            is_described or (len(parts) == 1 and " " in texts[0] and _plain(pointer) not in _MEANINGS)
        ):
            yield from _meaning(source, parts[1] if is_described else pointer, texts[0])


def _from_lines(lines: ColumnValues, source: str) -> Iterator[ColumnMeaning]:
    """Yield from the lists and the tables of a document."""
    header: list[str] | None = None
    for line in lines.values.to_pylist():
        if row := _ROW.fullmatch(line or ""):
            cells = [cell.strip().strip("`*_ ") for cell in row[1].split("|")]
            header = header or [_plain(cell) for cell in cells]
            yield from _from_row(header, cells, source)
            continue
        header = None
        if bullet := _BULLET.fullmatch(line or ""):
            yield from _meaning(source, bullet[1], bullet[2])


def _from_row(header: list[str], cells: list[str], source: str) -> Iterator[ColumnMeaning]:
    named = [at for at, word in enumerate(header[: len(cells)]) if word in _NAMES]
    said = [at for at, word in enumerate(header[: len(cells)]) if word in _MEANINGS | _LEVELS and at not in named[:1]]
    if named and said and _plain(cells[named[0]]) != header[named[0]]:
        yield from _meaning(source, cells[named[0]], "; ".join(cells[at] for at in said))


def _meaning(source: str, column: str, words: str) -> Iterator[ColumnMeaning]:
    column, words = column.strip(), words.strip()
    if 0 < len(column) <= LONGEST_NAME and words and not set(words) <= set("-: "):
        yield ColumnMeaning(source, column, words[:LONGEST_WORDS])


def _plain(header: str) -> str:
    """Return a header as its letters alone, case-folded."""
    return "".join(filter(str.isalpha, header.casefold()))
