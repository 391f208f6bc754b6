"""Cuts large text files into pieces that begin at records, in one pass that parses nothing."""

from dataclasses import replace
from typing import BinaryIO

from piiscan.model.units import Piece
from piiscan.readers.blocks import BoundedLines, FindEnds, aligned, raw_blocks
from piiscan.readers.record_ends import is_record


def cut_at_records(
    stream: BinaryIO, whole: Piece, find_ends: FindEnds, target_bytes: int, data_start: int = 0
) -> tuple[tuple[Piece, ...], int | None]:
    """Return pieces of about ``target_bytes``, each with its first record's number, and the number of all records.

    Where a quote is never closed, or a line is endless, the last piece is all that follows, and their number unknown.

    Args:
        stream: The file, in an encoding compatible with ASCII.
        whole: The piece that is all of the file.
        find_ends: Finds where records end.
        target_bytes: At which size a piece is ended.
        data_start: Where the first record begins.
    """
    starts = [(0, 0)]
    offset, records, quoted = data_start, 0, True
    lines = BoundedLines(raw_blocks(stream, data_start, None), stop=True)
    for block in aligned(lines, find_ends):
        quoted = quoted and block.quoted
        if not quoted:
            break
        counted = is_record(block.data, block.ends).cumsum() + records
        while (at := int(block.ends.searchsorted(starts[-1][0] + target_bytes - offset))) < block.ends.size:
            starts.append((offset + int(block.ends[at]), int(counted[at])))
        offset += len(block.data)
        records = int(counted[-1])
    quoted = quoted and not lines.endless
    if quoted and len(starts) > 1 and starts[-1][0] >= offset:
        starts.pop()  # the last cut fell on the end of the file
    stops = [start for start, _ in starts[1:]] + [None]
    pieces = [
        replace(whole, start=start, stop=stop, first_record=first)
        for (start, first), stop in zip(starts, stops, strict=True)
    ]
    return tuple(pieces), records if quoted else None
