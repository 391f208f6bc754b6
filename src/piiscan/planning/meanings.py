"""Gathers what data dictionaries, codebooks and descriptions beside the data say of its columns."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Part, TableBatch
from piiscan.model.errors import PiiscanError, ReadError
from piiscan.model.meanings import DESCRIBING, ColumnMeaning
from piiscan.model.units import Piece
from piiscan.planning.grouping import first_parts
from piiscan.planning.isolation import opened_elsewhere
from piiscan.planning.looking import look_into
from piiscan.readers import arrow_ipc, parquet
from piiscan.readers.catalog import load_reader
from piiscan.readers.compression import decompressed
from piiscan.readers.data_dictionary import meanings_in, names_columns
from piiscan.rulebook.rules import Rulebook
from piiscan.rulebook.words import words_of
from piiscan.sources.opening import open_uri

LARGEST = 16 << 20
"""Bytes of the largest asset that is looked at as a dictionary."""

MOST = 2_000
"""Assets looked at, the shortest names first: a dataset of a million documents has its dictionary near its root."""

MOST_RECORDS = 20_000
"""Records looked at of one asset: no table has more columns."""

_NAMED = re.compile(rf"[^/]*(?:{DESCRIBING})[^/]*", re.IGNORECASE)
_LABELLED = {"parquet": parquet.labels, "arrow_ipc": arrow_ipc.labels}
"""Readers of files that say in their schemas what their columns mean."""

_READERS = frozenset({"delimited", "json", "workbook", "plain_text", "office", "json_lines", "xml"})


def gather_meanings(pieces: Iterable[Piece]) -> tuple[ColumnMeaning, ...]:
    """Return what the assets say that name columns and tell what they mean, by their own names or their headers.

    What cannot be read now is told when it is read in earnest.
    """
    held = list(pieces)
    stems = {posixpath.splitext(piece.asset)[0] for piece in held if piece.reader == "delimited"}
    wanted = [piece for piece in held if piece.start == 0 and piece.size <= LARGEST and _may_name_columns(piece, stems)]
    first = sorted(wanted, key=lambda piece: (piece.asset.count("/"), len(piece.asset), piece.asset))[:MOST]
    found = (opened_elsewhere(partial(_read_all, piece), lambda _: ()) for piece in first)
    return tuple(dict.fromkeys(meaning for meanings in found for meaning in meanings))


def gather_labels(opened: pa.Table) -> tuple[ColumnMeaning, ...]:
    """Return what files say of their own columns in their schemas; the first file speaks for a table in parts.

    Args:
        opened: rows of ``PLAN_OPENED``.
    """
    tables = islice(first_parts(opened, list(_LABELLED)), MOST)
    found = (opened_elsewhere(partial(_labels, piece), lambda _: ()) for piece in tables)
    return tuple(meaning for meanings in found for meaning in meanings)


def _labels(piece: Piece) -> tuple[ColumnMeaning, ...]:
    try:
        with open_uri(piece.uri) as stream:
            return _LABELLED[piece.reader](stream, piece.table or piece.asset)
    except PiiscanError:  # the run meets the same failure and records it
        return ()


def known_words(meanings: Iterable[ColumnMeaning], rulebook: Rulebook) -> tuple[ColumnMeaning, ...]:
    """Return meanings of which only the words that rules know are left, so that they can be kept in a report.

    A description may hold anything, an example or a name too; a word that no rule knows says nothing to the judge.
    """
    known = _vocabulary(rulebook)
    return tuple(replace(each, words=" ".join(_known_words(each.words, known))) for each in meanings)


def _known_words(text: str, known: frozenset[str]) -> Iterator[str]:
    # Words that are left out leave a mark: those on both sides of one do not stand side by side.
    clause = _CLAUSE.split(text, maxsplit=1)[0]
    return (word if word in known else _UNKNOWN for word in words_of(clause))


_CLAUSE = re.compile(r"[;:.(\[\u2013\u2014]")
"""What ends the part of a description that says what a column is; behind it come codes, units and remarks."""

_UNKNOWN = "x"


@lru_cache(maxsize=4)
def _vocabulary(rulebook: Rulebook) -> frozenset[str]:
    """Return the words of all rules on headers and on what rows are about."""
    phrases = (
        phrase
        for rule in rulebook.columns
        for group in (rule.headers, rule.hints, rule.flags, rule.hinted_flags, rule.deny)
        for phrase in group
    )
    subject, header = rulebook.subject, rulebook.header
    single = (subject.person, subject.thing, subject.creature, subject.aggregate, subject.counts)
    beside = (header.plain, header.others, header.origins)
    return frozenset(word for phrase in phrases for word in phrase).union(*single, *beside)


def _read_all(piece: Piece) -> tuple[ColumnMeaning, ...]:
    return tuple(_read(piece))


def _may_name_columns(piece: Piece, stems: set[str]) -> bool:
    if piece.looked and piece.reader not in _READERS:
        return False
    if piece.dialect is not None and piece.reader == "delimited" and names_columns(piece.dialect.columns):
        return True
    stem, ending = posixpath.splitext(piece.asset)
    # BIDS describes participants.tsv in participants.json; CSVW in participants.csv-metadata.json.
    return bool(_NAMED.fullmatch(posixpath.basename(piece.asset))) or (ending == ".json" and stem in stems)


def _read(piece: Piece) -> Iterator[ColumnMeaning]:
    try:
        with open_uri(piece.uri) as stream:
            looked = piece if piece.looked else _look(stream, piece)
            source = decompressed(stream, looked.codec) if looked.codec else stream
            records = 0
            for batch in _batches(load_reader(looked.reader).read(source, looked)):
                yield from meanings_in(batch, piece.asset)
                if (records := records + batch.rows) >= MOST_RECORDS:
                    return
    except PiiscanError:
        return
    except Exception:  # noqa: BLE001 - the run meets the same failure and records it
        return


def _look(stream: BinaryIO, piece: Piece) -> Piece:
    """Return a piece that planning left unopened as its content says it is. Raises ReadError where nothing reads it."""
    asset = Asset(piece.asset, piece.uri, piece.size, 0, Kind.DATA, etag=piece.version)
    _, layout = look_into(stream, asset, LARGEST)
    if not layout.pieces:
        raise ReadError("no reader opens it")
    stream.seek(0)
    return layout.pieces[0]


def _batches(contents: Iterable[object]) -> Iterator[TableBatch]:
    for content in contents:
        if isinstance(content, TableBatch):
            yield content
        elif isinstance(content, Part):
            yield from (batch for batch in content.contents if isinstance(batch, TableBatch))
