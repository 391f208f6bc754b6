"""Finds how delimited text is written: delimiter, header, column names."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from piiscan.readers.encoding import Encoding
from piiscan.readers.header import has_header, title_rows, two_row_names
from piiscan.readers.record_ends import record_ends

Row = list[str]

_DELIMITERS = (",", ";", "\t", "|")
_BY_ENDING = {"tsv": "\t", "tab": "\t", "psv": "|"}
_ROWS = 200
"""Rows looked at; what they have in common holds for the file, or the reader mends it row by row."""

_ENOUGH_ROWS = {2: 4, 3: 3}
"""Rows that must agree before an unnamed file counts as a table, by their number of cells; two where they are wider."""

_AGREEMENT = 0.9
"""Share of rows with the most frequent number of cells that shows a table."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The delimiter that fits some rows best, and how well."""

    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    width: int
    """The most frequent number of cells."""

    agreement: float
    """Share of rows that have it."""


def find_shape(text: str, ending: str = "", whole: bool = False) -> Shape | None:
    """Return the delimiter that fits best; None where there are no rows.

    Args:
        text: The beginning of the text.
        ending: The file name's ending without its dot, which breaks ties.
        whole: Whether ``text`` is all there is; else its last row may be cut off and is not counted.
    """
    # Lists of pictures and labels come with one blank between; what is called ``.csv`` does not.
    delimiters = _DELIMITERS if ending in {"csv", *_BY_ENDING} else (*_DELIMITERS, " ")
    shapes = list(_shapes(text, delimiters, whole))
    hint = _BY_ENDING.get(ending, ",")
    return max(shapes, key=lambda shape: _fit(shape, hint), default=None)


def looks_like_table(text: str, ending: str, whole: bool) -> bool:
    """Whether text that nobody calls a table is one: several rows that agree in their number of cells."""
    if len(text.rstrip("\r\n").splitlines()) < 2:  # noqa: PLR2004 - a line is no table
        return False
    shape = find_shape(text, ending, whole)
    if shape is None or shape.width < 2 or len(shape.rows) < _ENOUGH_ROWS.get(shape.width, 2):  # noqa: PLR2004 - one cell is no table
        return False
    # Every line of source code and many a line of prose ends in the same mark.
    ends_blank = sum(not row[-1].strip() for row in shape.rows) > len(shape.rows) / 2
    if ends_blank or (shape.delimiter == "," and _is_prose(shape)):
        return False
    return shape.agreement >= (1.0 if shape.delimiter == " " else _AGREEMENT)


def rows_bytes(head: bytes, encoding: Encoding, delimiter: str, count: int) -> int:
    """Return the number of bytes up to the end of the nth row that is not blank, its byte order mark included."""
    text = head[encoding.mark_bytes :].decode(encoding.name, "replace")
    plain = text.encode("utf-8", "surrogatepass")
    end = 0
    for position in record_ends(plain, delimiter.encode(), final=True).tolist() if count else ():
        count -= bool(plain[end:position].strip(b"\r\n"))
        end = position
        if not count:
            break
    rows = plain[:end].decode("utf-8", "surrogatepass")
    return encoding.mark_bytes + len(rows.encode(encoding.name, "surrogatepass"))


def column_names(shape: Shape) -> tuple[tuple[str, ...], int]:
    """Return the names of the columns, not yet made unique, and how many rows stand before the first record."""
    titles = title_rows(shape.rows, shape.width)
    first, below = shape.rows[titles], shape.rows[titles + 1 :]
    if (names := two_row_names(first, below)) is not None:
        return names, titles + 2
    if not has_header(first, below):
        return ("",) * max(shape.width, len(first)), titles
    if shape.width == len(first) + 1 and below:
        # Rows that are one longer than the header: a row name in front, or a delimiter at each line's end.
        trailing = all(not row[-1] for row in below if len(row) == shape.width)
        return ((*first, "") if trailing else ("", *first)), titles + 1
    return first, titles + 1


def rows_of(text: str, delimiter: str, quoted: bool = True) -> Iterator[Row]:
    """Yield the rows that are not blank. Raises ``csv.Error`` where even this lenient parser gives up."""
    # The limit is a setting of the whole process; its default of 128 KB would refuse long cells.
    csv.field_size_limit(2**31 - 1)
    source = io.StringIO(text, newline="")
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    return (row for row in csv.reader(source, delimiter=delimiter, quoting=quoting) if row)


def _shapes(text: str, delimiters: Iterable[str], whole: bool) -> Iterator[Shape]:
    """Yield how each delimiter fits; rows in which none stands are the same for all such."""
    bare: Shape | None = None
    for delimiter in delimiters:
        if delimiter in text:
            shape = _shape(text, delimiter, whole)
        else:
            shape = bare = replace(bare, delimiter=delimiter) if bare else _shape(text, delimiter, whole)
        if shape is not None:
            yield shape


def _shape(text: str, delimiter: str, whole: bool) -> Shape | None:
    rows = list(islice(rows_of(text, delimiter), _ROWS))
    if not whole and 1 < len(rows) < _ROWS:
        rows.pop()
    if not rows:
        return None
    width, agreeing = Counter(map(len, rows)).most_common(1)[0]
    return Shape(delimiter, tuple(map(tuple, rows)), width, agreeing / len(rows))


def _fit(shape: Shape, hint: str) -> tuple[bool, bool, float, bool, int, bool]:
    """Return how well a delimiter fits: the first row must have it, then the rows must agree, then it splits most.

    A comma as decimal mark is in most rows, but not in the header. A header that is too short for its rows still beats
    a delimiter that it does not have.
    """
    first = len(shape.rows[title_rows(shape.rows, shape.width)])
    in_first = first > 1 and first >= shape.width - 1
    split = shape.width if in_first else 1
    return in_first, first > 1, round(shape.agreement, 1), shape.delimiter != " ", split, shape.delimiter == hint


def _is_prose(shape: Shape) -> bool:
    """Whether cells are parts of sentences: after most commas stands a blank, and cells have several words."""
    cells: Sequence[str] = [cell for row in shape.rows for cell in row[1:]]
    wordy = sum(cell.startswith(" ") and len(cell.split()) > 2 for cell in cells)  # noqa: PLR2004
    return wordy > len(cells) / 2
