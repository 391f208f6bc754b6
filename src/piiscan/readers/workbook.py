"""Reads workbooks: every sheet of Excel and OpenDocument files as a table, hidden sheets and rows too."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Member, Part, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.flattening import unique_names
from piiscan.readers.forward import can_go_back
from piiscan.readers.header import has_header
from piiscan.readers.office import media
from piiscan.readers.text_rows import batches, text_of

_PROBE = 200
"""Rows looked at to find the header."""

_MOST_ABOVE = 20
"""Rows of titles and notes that may stand above a header."""

ABOVE = "(above the header)"


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the workbook as one piece."""
    return Layout((whole_piece(asset, "workbook"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part | Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the sheets, then the pictures in it. Raises ReadError where it cannot be opened."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    if not can_go_back(stream):
        raise ReadError("a workbook is read from its end, and this one is too large to be held in memory")
    try:
        book = CalamineWorkbook.from_filelike(stream)
    except PasswordError:
        raise ReadError("the workbook is encrypted") from None
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError(f"the workbook could not be opened ({type(error).__name__})") from None
    for sheet in book.sheets_metadata:
        if sheet.typ is SheetTypeEnum.WorkSheet:
            note = None if sheet.visible is SheetVisibleEnum.Visible else "a hidden sheet"
            try:
                yield _sheet(sheet.name, book.get_sheet_by_name(sheet.name).iter_rows(), note)
            except (CalamineError, ValueError) as error:
                yield Unread(f"one of its sheets could not be read ({type(error).__name__})")
    yield from media(stream)


def _sheet(name: str, rows: Iterator[Sequence[Any]], note: str | None) -> Part:
    probe = [list(row) for row in islice(rows, _PROBE)]
    above, names = _header(probe)
    below = probe[above + 1 :] if names else probe[above:]
    width = max(map(len, probe), default=0)
    columns = unique_names((*names, *[""] * (width - len(names))))
    content = batches(columns, chain(below, rows))
    titles = [text for row in probe[:above] for cell in row if (text := text_of(cell))]
    if titles:
        content = chain(batches((ABOVE,), [(" | ".join(titles),)]), content)
    return Part(name, tuple((column, "string") for column in columns), content, note)


def _header(rows: list[list[Any]]) -> tuple[int, list[str]]:
    """Return how many rows stand above the table, and the names in its header: none where it has no header."""
    filled = [sum(text_of(cell) not in (None, "") for cell in row) for row in rows]
    enough = max(filled, default=0) / 2
    above = next((at for at, count in enumerate(filled[:_MOST_ABOVE]) if count and count >= enough), 0)
    if above >= len(rows):
        return 0, []
    texts = [[text_of(cell) or "" for cell in row] for row in rows[above:]]
    return above, texts[0] if has_header(texts[0], texts[1:]) else []
