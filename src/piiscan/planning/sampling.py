"""Judges tables by samples before they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder
from piiscan.detectors.table.value_tests import ColumnTests, column_tests
from piiscan.inside import Inside, Unpacked, inner_table
from piiscan.keys import Key, load_key
from piiscan.lake.partitions import partition_values, with_partitions
from piiscan.model.columns import ColumnSketch, Verdict
from piiscan.model.content import ColumnValues, Member, Part, Role, TableBatch
from piiscan.model.errors import PiiscanError
from piiscan.model.meanings import ColumnMeaning
from piiscan.model.units import Piece, ScanContext
from piiscan.planning.looking import HOLDING_TABLES, look_into
from piiscan.readers.catalog import load_reader
from piiscan.readers.compression import decompressed
from piiscan.readers.limits import in_force, limits
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.rules import Rulebook
from piiscan.runtimes.board import slot
from piiscan.sources.opening import open_uri

_MEMBERS_SAMPLED = 1000
_BYTES_SAMPLED = 256 << 20
"""What is looked at of a container when planning; a table that lies behind costs a second reading of its unit."""

_BYTES_PASSED = 64 << 20

Columns = tuple[tuple[str, str], ...]
"""Names and storage types of a table's columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Files of one folder with the same columns: one table in parts, judged once."""

    name: str
    """The file's own name for a table in one part."""

    pieces: tuple[Piece, ...]
    """Those that are sampled: spread over the table."""


def judge_samples(
    tables: Iterable[Table], rulebook: Rulebook, key: Key, meanings: tuple[ColumnMeaning, ...] = ()
) -> Iterator[Verdict]:
    """Yield the verdicts on the columns of all tables, those within containers too, from samples of their parts."""
    tests = column_tests(rulebook, described=bool(meanings))
    for table in tables:
        for name, sketches in _sample(table, tests, key.derive("sketch")).items():
            yield from judge_table(name, sketches, rulebook, meanings)


def judge_alone(context: ScanContext, table: Table, meanings: tuple[ColumnMeaning, ...]) -> tuple[Verdict, ...]:
    """Return the verdicts on one table; for another process, which has rules and key of its own."""
    rulebook = load_rulebook(context.rules_dirs)
    with in_force(context.limits):
        return tuple(judge_samples([table], rulebook, load_key(context.key_file), meanings))


def _sample(table: Table, tests: ColumnTests, key: bytes) -> dict[str, list[ColumnSketch]]:
    """Return the sketches of a few batches; what cannot be read now is told when it is read in earnest."""
    builders: dict[str, dict[str, SketchBuilder]] = {}
    for piece in table.pieces:
        for name, batch in _first_batches(piece):
            columns = builders.setdefault(name, {})
            for position, column in enumerate(batch.columns):
                if column.role is not Role.DATA:
                    continue
                of_column = tests.under(column.name)
                builder = columns.setdefault(column.name, SketchBuilder(column.name, position, of_column, key))
                builder.add(present_text(_first_values(column)))
    return {name: [builder.sketch() for builder in columns.values()] for name, columns in builders.items()}


_VALUES = 16_384
"""Values of a column that are looked at of each sampled piece: a sketch keeps 256 of those that differ."""


def _first_values(column: ColumnValues) -> ColumnValues:
    return replace(column, values=column.values.slice(0, _VALUES), records=column.records.slice(0, _VALUES))


def _first_batches(piece: Piece) -> Iterator[tuple[str, TableBatch]]:
    """Yield the first batch of a piece with its table's name; of a container, those of the first tables in it."""
    try:
        with slot().reading(), open_uri(piece.uri, piece.version, piece.size) as stream:
            content = decompressed(stream, piece.codec) if piece.codec else stream
            yield from _batches_of(content, piece, Unpacked(piece.size, limits()))
    except PiiscanError:
        return
    except Exception:  # noqa: BLE001 - the run meets the same failure and records it
        return


def _batches_of(stream: BinaryIO, piece: Piece, unpacked: Unpacked) -> Iterator[tuple[str, TableBatch]]:
    inside = Inside(piece, limits(), unpacked)
    size = 0
    for count, content in enumerate(load_reader(piece.reader).read(stream, piece), start=1):
        slot().tick()
        match content:
            case TableBatch():
                yield piece.table or piece.asset, with_partitions(content, partition_values(piece.asset), 0)
                return
            case Part():
                batch = next((each for each in content.contents if isinstance(each, TableBatch)), None)
                if batch is not None:
                    yield inner_table(piece, inside.part(content), content.columns), batch
                if not content.skippable and not _passed(content, stream):
                    return
            case Member():
                size += content.size
                yield from _batches_of_member(content, piece, inside)
        if count >= _MEMBERS_SAMPLED or size >= _BYTES_SAMPLED:
            return


def _passed(part: Part, stream: BinaryIO) -> bool:
    """Whether the end of a part was reached within what is looked at of a container."""
    return all(stream.tell() < _BYTES_PASSED for _ in part.contents)


def _batches_of_member(member: Member, container: Piece, inside: Inside) -> Iterator[tuple[str, TableBatch]]:
    if member.unread or inside.limit(member):
        return
    seen, layout = look_into(member.stream, inside.asset(member), member.size + 1)
    if seen.kind in HOLDING_TABLES and layout.pieces:
        inner = replace(layout.pieces[0], table=inner_table(container, seen.name, layout.columns))
        member.stream.seek(0)
        content = decompressed(member.stream, inner.codec) if inner.codec else member.stream
        yield from _batches_of(content, inner, inside.unpacked)
