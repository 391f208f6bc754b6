"""Which tables belong together, which parts of them are sampled, and which pictures the pixel budget covers."""

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder
from piiscan.detectors.table.value_tests import ValueTests
from piiscan.keys import Key
from piiscan.model.columns import ColumnSketch, Verdict
from piiscan.model.content import TableBatch
from piiscan.model.errors import PiiscanError
from piiscan.model.units import DIGEST_READER, Piece, PixelBudget
from piiscan.readers.catalog import load_reader
from piiscan.rulebook.rules import Rulebook
from piiscan.settings import PICTURES_IN_BUDGET
from piiscan.sources.opening import open_uri

Columns = tuple[tuple[str, str], ...]
"""Names and storage types of a table's columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Files of one folder with the same columns: one table in parts, judged once."""

    name: str
    """The file's own name for a table in one part."""

    pieces: tuple[Piece, ...]


def group_tables(assets: Iterable[tuple[tuple[Piece, ...], Columns]]) -> list[Table]:
    """Return the tables that these assets make up, and name their group on each piece."""
    groups: dict[tuple[str, str, Columns], list[tuple[Piece, ...]]] = {}
    for pieces, columns in assets:
        folder = pieces[0].asset.rpartition("/")[0]
        groups.setdefault((folder, pieces[0].reader, columns), []).append(pieces)
    return [_table(*key, parts) for key, parts in groups.items()]


def _table(folder: str, reader: str, columns: Columns, parts: list[tuple[Piece, ...]]) -> Table:
    name = parts[0][0].asset
    if len(parts) > 1:
        # The columns' hash and not the first file's name, so that another part leaves the table's name as it is.
        mark = hashlib.blake2b(repr(columns).encode(), digest_size=4).hexdigest()
        name = f"{folder}/*.{reader} {mark}".lstrip("/")
    return Table(name, tuple(replace(piece, table=name) for pieces in parts for piece in pieces))


def pixel_budget(pieces: Iterable[Piece], budget: PixelBudget) -> Iterator[Piece]:
    """Yield the pieces with the mark of the pixel budget; ``auto`` takes the pictures whose names hash lowest."""
    together = list(pieces)
    covered: Iterable[Piece] = [piece for piece in together if piece.reader == "picture"] if budget != "off" else []
    if budget == "auto":
        covered = heapq.nsmallest(PICTURES_IN_BUDGET, covered, key=_rank)
    names = {piece.asset for piece in covered}
    for piece in together:
        yield replace(piece, pixels=True) if piece.asset in names else piece


def _rank(piece: Piece) -> bytes:
    return hashlib.blake2b(piece.asset.encode(), digest_size=8).digest()


def judge_samples(tables: Iterable[Table], rulebook: Rulebook, key: Key) -> Iterator[Verdict]:
    """Yield the verdicts on the columns of all tables, from samples of their parts."""
    tests = ValueTests(rulebook.value_tests)
    for table in tables:
        yield from judge_table(table.name, _sample(table, tests, key.derive("sketch")), rulebook)


def _sample(table: Table, tests: ValueTests, key: bytes) -> list[ColumnSketch]:
    """Return the sketches of a few batches; what cannot be read now is told when it is read in earnest."""
    builders: dict[str, SketchBuilder] = {}
    for piece in _spread(table.pieces):
        batch = _first_batch(piece)
        for position, column in enumerate(batch.columns if batch else ()):
            builder = builders.setdefault(column.name, SketchBuilder(column.name, position, tests, key))
            builder.add(present_text(column))
    return [builder.sketch() for builder in builders.values()]


def _spread(pieces: Sequence[Piece]) -> list[Piece]:
    read = [piece for piece in pieces if piece.reader != DIGEST_READER]
    last = len(read) - 1
    return [read[index] for index in sorted({0, last // 2, last})]


def _first_batch(piece: Piece) -> TableBatch | None:
    try:
        with open_uri(piece.uri) as stream:
            return next((c for c in load_reader(piece.reader).read(stream, piece) if isinstance(c, TableBatch)), None)
    except PiiscanError:
        return None
    except Exception:  # noqa: BLE001 - the run meets the same failure and records it
        return None
