"""Reads Stata, SPSS and SAS files; their labels of variables and values say what the codes mean."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.flattening import unique_names
from piiscan.readers.text_rows import batches

_ROWS = 20_000
_WHAT = "Stata, SPSS and SAS files"
_FUNCTIONS: Final = (
    (b"$FL", "read_sav"),
    (b"<stata_dta>", "read_dta"),
    (b"HEADER RECORD*", "read_xport"),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", "read_sas7bdat"),
)
"""Functions of the library by the files' first bytes; older Stata files have none."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece, with its columns. Raises ReadError, also where the extra is missing."""
    names = _names(_read_rows(stream, 0, 1)[1])
    return Layout((whole_piece(asset, "statistics"),), tuple((name, "any") for name in names))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the records, with the labels of coded values in place of the codes. Raises ReadError."""
    start = 0
    while True:
        frame, described = _read_rows(stream, start, _ROWS)
        # The library gives NaN, NaT and None for what is missing: each differs from itself or is None.
        columns = [[None if value != value else value for value in frame.iloc[:, at]] for at in range(frame.shape[1])]  # noqa: PLR0124
        yield from batches(_names(described), zip(*columns, strict=True), start)
        start += len(frame)
        if len(frame) < _ROWS:
            return


def _read_rows(stream: BinaryIO, start: int, rows: int) -> tuple[Any, Any]:
    library = load_extra("pyreadstat", "statistics", _WHAT)
    stream.seek(0)
    head = stream.read(32)
    stream.seek(0)
    function = next((name for mark, name in _FUNCTIONS if head.startswith(mark)), "read_dta")
    options = {} if function in {"read_xport", "read_sas7bdat"} else {"apply_value_formats": True}
    try:
        found: tuple[Any, Any] = getattr(library, function)(stream, row_offset=start, row_limit=rows, **options)
    except (library.ReadstatError, library.PyreadstatError, ValueError, OSError, UnicodeDecodeError) as error:
        raise ReadError(f"the file could not be read as one of {_WHAT} ({type(error).__name__})") from None
    return found


def _names(described: Any) -> tuple[str, ...]:
    """Return the variables' names with their labels, which say in words what a ``q12`` asks."""
    pairs = zip(described.column_names, described.column_labels, strict=True)
    return unique_names(f"{name} ({label})" if label and label != name else name for name, label in pairs)
