"""Cuts pieces into units whose ids say what they read and what they do."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from operator import attrgetter

from piiscan.inside import container_of
from piiscan.model.columns import Verdict
from piiscan.model.units import Piece, ScanContext, Unit
from piiscan.settings import SMALL_UNIT_BYTES, UNIT_ASSETS

_HEADER_BYTES = 16_384
"""What reading the header of a picture costs, as bytes of another kind of file."""

_piece_row = attrgetter(*(item.name for item in fields(Piece)))

_CUT_ONE_IN = 512
"""Every 512th name, by its hash, ends a unit: where a unit ends depends on names and not on how many come before, so
that one new file changes one unit."""


def cut_units(context: ScanContext, pieces: Iterable[Piece], verdicts: Sequence[Verdict]) -> Iterator[Unit]:
    """Yield the units that together read all pieces, in order.

    Args:
        context: the settings, part of every unit's id.
        pieces: in order of assets; many small ones share a unit, a large one has its own.
        verdicts: what the columns of all tables were judged to be.
    """
    of_table: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        of_table.setdefault(container_of(verdict.table), []).append(verdict)
    settings = json.dumps(
        [
            context.version,
            context.rules_hash,
            context.key_id,
            context.hash_files,
            context.face_detector,
            context.reads_text,
            asdict(context.limits),
        ]
    )
    for together in _together(pieces):
        # A container's pieces carry the verdicts on all tables in it.
        tables = dict.fromkeys(container_of(piece.table) for piece in together if piece.table is not None)
        judged = tuple(verdict for table in tables for verdict in of_table.get(table, ()))
        yield Unit(_unit_id(settings, together, judged), together, judged)


def _together(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    gathered: list[Piece] = []
    size = 0
    for piece in pieces:
        if gathered and size + _bytes_read(piece) > SMALL_UNIT_BYTES:
            yield tuple(gathered)
            gathered, size = [], 0
        gathered.append(piece)
        size += _bytes_read(piece)
        if len(gathered) >= UNIT_ASSETS or _ends_unit(piece.asset):
            yield tuple(gathered)
            gathered, size = [], 0
    if gathered:
        yield tuple(gathered)


def _bytes_read(piece: Piece) -> int:
    """Return how much of an asset is read: of a picture that is neither hashed nor decoded, its header alone."""
    if piece.reader == "picture" and not (piece.hashes or piece.pixels):
        return min(piece.size, _HEADER_BYTES)
    return piece.size


def _ends_unit(name: str) -> bool:
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") % _CUT_ONE_IN == 0


def _unit_id(settings: str, pieces: tuple[Piece, ...], verdicts: tuple[Verdict, ...]) -> str:
    rows = list(map(_piece_row, pieces))
    content = json.dumps([rows, [asdict(verdict) for verdict in verdicts]], default=asdict)
    return "u-" + hashlib.blake2b(f"{settings}\n{content}".encode(), digest_size=12).hexdigest()
