"""Finds where the records of delimited text end: at line ends outside quoted cells.

The rule is that of RFC 4180 as parsers live it: a quote opens a quoted cell only at the beginning of a cell; inside, a
doubled quote stands for one; a quote anywhere else is a character like any other. What is found here agrees with what
``pyarrow.csv`` and Python's ``csv`` find, so that a file can be cut before it is parsed.
"""

import re
from typing import Any

import numpy as np
import numpy.typing as npt

_LF, _CR, _QUOTE = b'\n\r"'
Offsets = npt.NDArray[np.int64]


def record_ends(data: bytes, delimiter: bytes, quoted: bool = True, final: bool = False) -> Offsets:
    """Return the offset past each record's line end, blank lines included.

    Args:
        data: Bytes in an encoding compatible with ASCII that begin at the beginning of a record.
        delimiter: The one byte between cells.
        quoted: Whether quotes have a meaning at all.
        final: Whether nothing follows ``data``, so that its end is the end of a record too.
    """
    view = np.frombuffer(data, dtype=np.uint8)
    ends = _line_ends(view, final)
    if quoted:
        quotes = _effective_quotes(data, view, delimiter)
        if quotes.size:
            # Outside all quoted cells an even number of quotes has gone before.
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    if final and view.size and (not ends.size or ends[-1] != view.size):
        ends = np.append(ends, view.size)
    return ends


def is_record(data: bytes, ends: Offsets) -> npt.NDArray[np.bool_]:
    """Say of each stretch up to an end whether it is a record: blank lines are not."""
    if not ends.size:
        return np.zeros(0, dtype=np.bool_)
    view = np.frombuffer(data, dtype=np.uint8)
    lengths = np.diff(ends, prepend=0)
    last = view[ends - 1]
    blank: npt.NDArray[np.bool_] = (lengths == 1) & ((last == _LF) | (last == _CR))
    two = lengths == len(b"\r\n")
    blank[two] |= (last[two] == _LF) & (view[ends[two] - 2] == _CR)
    return np.logical_not(blank)


def _line_ends(view: npt.NDArray[np.uint8], final: bool) -> Offsets:
    """Return the offsets past LF, CRLF and lone CR; a CR at the very end may be half of a CRLF."""
    is_end = view == _LF
    returns = np.flatnonzero(view == _CR)
    if returns.size:
        following = np.minimum(returns + 1, view.size - 1)
        lone = view[following] != _LF
        if returns[-1] == view.size - 1:
            lone[-1] = final
        is_end[returns[lone]] = True
    return np.flatnonzero(is_end).astype(np.int64) + 1


def _effective_quotes(data: bytes, view: npt.NDArray[np.uint8], delimiter: bytes) -> Offsets:
    """Return the offsets of quotes that open and close cells, in turn.

    When every second quote stands where a cell begins, or right after the quote before it (a doubled one), all quotes
    count: doubled ones cancel out. Only where that fails, because a quote stands inside a bare cell, they are walked
    one by one.
    """
    quotes = np.flatnonzero(view == _QUOTE).astype(np.int64)
    openers = quotes[0::2]
    before = view[np.maximum(openers - 1, 0)]
    fits = np.isin(before, np.frombuffer(delimiter + b'\n\r"', dtype=np.uint8)) | (openers == 0)
    return quotes if fits.all() else _walked_quotes(data, delimiter)


def _walked_quotes(data: bytes, delimiter: bytes) -> Offsets:
    opener = re.compile(rb"(?:\A|(?<=[\r\n" + re.escape(delimiter) + rb']))"')
    found: list[int] = []
    match: Any = opener.search(data)
    while match:
        close = _closing(data, match.end())
        found += [match.start()] if close is None else [match.start(), close]
        match = None if close is None else opener.search(data, close + 1)
    return np.array(found, dtype=np.int64)


def _closing(data: bytes, position: int) -> int | None:
    """Return the offset of the quote that closes a cell, stepping over doubled ones."""
    while (found := data.find(b'"', position)) >= 0:
        if data[found + 1 : found + 2] != b'"':
            return found
        position = found + 2
    return None
