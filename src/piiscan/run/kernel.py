"""Run: the kernel that reads units and finds what they hold. It keeps nothing from one unit to the next."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import BinaryIO, cast

import pyarrow as pa

from piiscan.detectors.table.sketch import SketchBuilder, sketches_table
from piiscan.inside import Inside, Unpacked, inner_table
from piiscan.keys import Key, load_key
from piiscan.lake.partitions import partition_values, with_partitions
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.columns import Verdict
from piiscan.model.content import Content, ImageContent, Member, Part, SoundContent, TableBatch, Unread
from piiscan.model.errors import KeyFileError, PiiscanError, ReadError
from piiscan.model.rows import FindingRows, LinkRows
from piiscan.model.schemas import SKETCHES
from piiscan.model.units import DIGEST_READER, Piece, ScanContext, Unit, UnitResult
from piiscan.planning.looking import HOLDING_TABLES, NOTHING, look_into
from piiscan.quiet import quieten_libraries
from piiscan.readers.catalog import load_reader
from piiscan.readers.compression import decompressed
from piiscan.readers.endings import kind_by_name
from piiscan.readers.forward import can_go_back
from piiscan.readers.limits import EXPANSION_FROM, in_force
from piiscan.readers.plain_text import COLUMN
from piiscan.readers.sniff import FRONT_BYTES, is_certain_picture
from piiscan.readers.up_to import UpTo
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.rules import Rulebook
from piiscan.run.annotations import AnnotationScanner
from piiscan.run.digests import FileDigests
from piiscan.run.documents import DocumentScanner
from piiscan.run.heads import HeadScanner
from piiscan.run.outcomes import OutcomeRows, Reading
from piiscan.run.pictures import PictureScanner
from piiscan.run.small_texts import (
    SmallText,
    SmallTexts,
    TextsTogether,
    read_member,
    read_small,
    small_text,
    without_pictures,
)
from piiscan.run.sounds import SoundScanner
from piiscan.run.tables import TableScanner
from piiscan.runtimes.board import slot
from piiscan.sources.ahead import Open, Place, opened_ahead


def scan_units(context: ScanContext, units: Iterable[Unit]) -> UnitResult:
    """Read the units and return what they hold.

    A piece that cannot be read is an outcome with a reason, never an exception.

    Raises:
        KeyFileError: the key of this process is not the one that the plan was made with.
    """
    quieten_libraries()
    scanner = _Scanner(context, load_rulebook(context.rules_dirs), _matching_key(context))
    with in_force(context.limits):
        for unit in units:
            verdicts = {(verdict.table, verdict.field): verdict for verdict in unit.verdicts}
            work = _Work(unit.id, verdicts, dict(unit.skips))
            with opened_ahead(unit.pieces, _place) as pieces:
                for piece, opened in pieces:
                    scanner.scan_piece(piece, opened, work)
            scanner.end_unit(work)
    return scanner.result()


def _place(piece: Piece) -> Place:
    return piece.uri, piece.version, piece.size, piece.reader != "picture" or piece.pixels


_NO_CUTTING = 1 << 62
"""Bytes per piece of a member: it is read in one go."""


def _matching_key(context: ScanContext) -> Key:
    key = load_key(context.key_file)
    if key.id != context.key_id:
        raise KeyFileError(f"this plan was made with the key {context.key_id}, here is the key {key.id}")
    return key


@dataclass(frozen=True, slots=True)
class _Work:
    """What all pieces of a unit share."""

    unit: str
    verdicts: dict[tuple[str, str], Verdict]
    """By table and column."""

    skips: dict[int, str]
    """Steps that are left out, and why."""


class _Scanner:
    """Collects the rows of the units it is given."""

    def __init__(self, context: ScanContext, rulebook: Rulebook, key: Key) -> None:
        self._context, self._key = context, key
        self._findings, self._links = FindingRows(), LinkRows()
        self._tables = TableScanner(context, rulebook, key, self._findings, self._links)
        self._pictures = PictureScanner(context, rulebook, key, self._findings)
        self._sounds = SoundScanner(rulebook, self._findings)
        self._documents = DocumentScanner(rulebook, self._findings)
        self._small_texts, self._file_key = SmallTexts(), key.derive("file")
        self._left_out: list[SmallText] = []
        """Small texts that have to be read by themselves."""

        self._annotations = AnnotationScanner(key, self._findings, self._links)
        self._sketches: list[pa.Table] = []
        self._outcomes = OutcomeRows()
        self._digests = FileDigests(self._file_key)
        self._heads = HeadScanner(context, self._pictures, self._outcomes, self._digests)
        self._step = 0
        self._unpacked = Unpacked(0, context.limits)

    def result(self) -> UnitResult:
        self._pictures.link(self._links)
        return UnitResult(
            findings=self._findings.table(),
            links=self._links.table(),
            pictures=self._pictures.rows.table(),
            sketches=pa.concat_tables([SKETCHES.empty_table(), *self._sketches, *self._tables.sketches]),
            outcomes=self._outcomes.table(),
        )

    def end_unit(self, work: _Work) -> None:
        """Look at what is still waiting at the end of a unit; a failure counts for every asset that it may concern."""
        self._step = 0
        with slot().reading():
            self._look_at_small_texts(work)
            self._scan_left_out(work)
            for asset, reason in self._tables.end_unit():
                self._outcomes.add(work.unit, Piece(asset, "", "", 0, ""), Reading(), reason)

    def scan_piece(self, piece: Piece, opened: Open, work: _Work) -> None:
        """Read one piece; whatever goes wrong is remembered in its outcome, by type and stage, without its text."""
        sha256 = None
        if piece.reader == "picture" and not (piece.pixels or piece.looked or piece.codec or work.skips):
            is_read, sha256 = self._heads.scan(piece, work.unit)
            if is_read:
                return
        self._step = 0
        with slot().reading():
            may_wait = not work.skips and piece.size <= self._context.limits.bytes
            content = read_small(piece, opened) if may_wait else None
            if content is not None:
                opened = cast("Open", partial(BytesIO, content))
            if content is None or not self._waits(piece, content, work):
                self._scan_alone(piece, opened, work, sha256)
            self._scan_left_out(work)

    def _waits(self, piece: Piece, content: bytes, work: _Work, seen: Asset | None = None) -> bool:
        """Keep a small text, to be looked at with others, and say whether it is one.

        Args:
            piece: all of an asset.
            content: what it holds.
            work: that of its unit.
            seen: of one in an archive, what it is.
        """
        if self._context.ner or (piece.asset, COLUMN) in work.verdicts:
            return False
        try:
            text = small_text(piece, content, self._file_key, seen)
        except Exception:  # noqa: BLE001 - read by itself, its outcome says what is wrong with it
            return False
        if text is not None and self._small_texts.add(text):
            self._look_at_small_texts(work)
        return text is not None

    def _look_at_small_texts(self, work: _Work) -> None:
        """Look at the small texts that wait; those that cannot be looked at together are left out."""
        slot().step(0)  # what happens now is not to be put down to the member of an archive that is being read
        texts = self._small_texts.take()
        try:
            self._left_out += self._look_at_together(texts, work.unit)
        except Exception:  # noqa: BLE001 - nothing was kept; read by itself, the one fails that is to blame
            self._left_out += texts
        slot().step(self._step)

    def _scan_left_out(self, work: _Work) -> None:
        """Read the texts by themselves that could not be looked at with others."""
        texts, self._left_out = self._left_out, []
        for text in texts:
            seen = text.reading.seen if text.piece.looked else None
            self._scan_alone(text.piece, cast("Open", partial(BytesIO, text.content)), work, inner=seen)

    def _look_at_together(self, texts: list[SmallText], unit: str) -> list[SmallText]:
        """Look at texts as one column; return those that hold pictures, which are left out."""
        texts, alone = without_pictures(texts)
        if not texts:
            return alone
        together = TextsTogether(texts)
        found = [*self._tables.find_in_texts(together), *self._documents.find_in_texts(together)]
        self._sketches.append(self._tables.sketches_of(together))
        for assets, hits in found:
            self._findings.add_hits_of(assets, hits)
        for text, rows in zip(texts, together.rows.tolist(), strict=True):
            text.reading.records = rows
            self._outcomes.add(unit, text.piece, text.reading)
        return alone

    def _scan_alone(
        self, piece: Piece, opened: Open, work: _Work, sha256: str | None = None, inner: Asset | None = None
    ) -> None:
        self._step = 0
        self._unpacked = Unpacked(piece.size, self._context.limits)
        with self._outcome_of(piece, work, inner) as reading, self._opened(opened, piece, reading) as stream:
            reading.sha256 = sha256
            if piece.looked or (piece.reader == "picture" and is_certain_picture(stream.read(FRONT_BYTES))):
                stream.seek(0)
                self._read(stream, piece, work, reading)
            else:
                stream.seek(0)
                self._look_and_read(stream, piece, work, reading)

    @contextmanager
    def _opened(self, opened: Open, piece: Piece, reading: Reading) -> Iterator[BinaryIO]:
        """Open a piece; of an asset beyond the limit, which is one piece, so many bytes."""
        with opened() as stream:
            if piece.size <= self._context.limits.bytes or piece.codec is not None:  # unpacking has its own end
                yield stream
                return
            front = UpTo(stream, self._context.limits.bytes)
            try:
                yield front.as_stream()
            finally:
                reading.unread += [front.reason] if front.reason else []

    def _look_and_read(self, stream: BinaryIO, piece: Piece, work: _Work, reading: Reading) -> None:
        """Read an asset that planning did not open, whatever it turns out to be.

        A table or an archive is left to be planned: its parts belong with others, and may have to be cut.
        """
        kind = kind_by_name(piece.asset) or Kind.DATA
        asset = Asset(piece.asset, piece.uri, piece.size, 0, kind, etag=piece.version)
        seen, layout = look_into(stream, asset, _NO_CUTTING)
        reading.seen, reading.media_type = seen, seen.media_type
        if layout.pieces and seen.kind in HOLDING_TABLES:
            reading.otherwise = True
            return
        stream.seek(0)
        if layout.pieces:
            inner = replace(layout.pieces[0], pixels=piece.pixels, hashes=piece.hashes)
            reading.notes += [inner.note] if inner.note else []
            self._read(stream, inner, work, reading)
            return
        reading.notes += [seen.reason] if seen.reason else []
        if piece.hashes and seen.kind is Kind.MODEL and piece.size <= self._context.limits.bytes:
            reading.sha256 = self._digest(stream, piece)

    def _steps(self, contents: Iterator[Content], work: _Work) -> Iterator[Content]:
        """Yield contents, and write down beforehand which one comes; one that killed a worker is left out."""
        while True:
            self._step += 1
            slot().step(self._step)
            if reason := work.skips.get(self._step):
                raise ReadError(reason)
            content = next(contents, None)
            if content is None:
                return
            yield content

    @contextmanager
    def _outcome_of(self, piece: Piece, work: _Work, inner: Asset | None = None) -> Iterator[Reading]:
        media_type = inner.media_type if inner else None
        reading = Reading(notes=[piece.note] if piece.note else [], media_type=media_type, seen=inner)
        failure = None
        try:
            yield reading
        except PiiscanError as error:
            failure = str(error)
        except Exception as error:  # noqa: BLE001 - the one place that must go on whatever a file does to a reader
            failure = f"the {piece.reader} reader stopped ({type(error).__name__})"
        self._outcomes.add(work.unit, piece, reading, failure)

    def _read(self, stream: BinaryIO, piece: Piece, work: _Work, reading: Reading) -> None:
        if piece.hashes and piece.size <= self._context.limits.bytes:
            reading.sha256 = self._digest(stream, piece)
            stream.seek(0)
        if piece.reader == DIGEST_READER:
            return
        if piece.codec is not None:
            stream = decompressed(stream, piece.codec, reading.unread.append)
        contents = load_reader(piece.reader).read(stream, piece)
        if piece.reader == "picture":
            self._take_picture(contents, piece, work, reading)
        else:
            self._take(contents, piece, work, reading)

    def _take_picture(self, contents: Iterator[Content], piece: Piece, work: _Work, reading: Reading) -> None:
        """Take in what is no table, without what tables need; a movie holds frames, which are pictures of their own."""
        inside: Inside | None = None
        for content in self._steps(contents, work):
            if isinstance(content, ImageContent):
                self._take_media(content, piece, reading)
            elif isinstance(content, Unread):
                reading.unread.append(content.reason)
            elif isinstance(content, Member):
                inside = inside or Inside(piece, self._context.limits, self._unpacked)
                reading.members += 1
                self._take_member(content, piece, work, inside)

    def _take(self, contents: Iterator[Content], piece: Piece, work: _Work, reading: Reading) -> None:
        sketches: dict[str, SketchBuilder] = {}
        inside = Inside(piece, self._context.limits, self._unpacked)
        in_folders = partition_values(piece.asset)
        try:
            for content in self._steps(contents, work):
                match content:
                    case TableBatch():
                        self._count(content, piece, reading)
                        whole = with_partitions(content, in_folders, piece.first_record + reading.records)
                        self._tables.scan(whole, piece, work.verdicts, sketches)
                        self._pictures.scan_cells(content, piece, inside, reading)
                        self._documents.scan(content, piece)
                        self._annotations.scan(content, piece)
                        reading.records += content.rows
                    case ImageContent() | SoundContent():
                        self._take_media(content, piece, reading)
                    case Unread():
                        reading.unread.append(content.reason)
                    case Part():
                        reading.members += 1
                        self._take_part(content, piece, work, inside)
                    case Member():
                        if limit := inside.limit(content):
                            reading.unread.append(limit)
                            break
                        reading.members += 1
                        self._take_member(content, piece, work, inside)
        finally:
            for assets, tokens in inside.samples(self._key.derive):
                self._links.add_assets(assets, ("path", "sample", "exact"), tokens)
            if sketches:  # what was read before a failure still counts
                built = [builder.sketch() for builder in sketches.values()]
                self._sketches.append(sketches_table(piece.asset, piece.table or piece.asset, built, SKETCHES))

    def _take_media(self, content: ImageContent | SoundContent, piece: Piece, reading: Reading) -> None:
        if isinstance(content, ImageContent):
            self._pictures.scan(content, piece, reading)
        else:
            self._sounds.scan(content, piece)
        reading.records += 1

    def _count(self, batch: TableBatch, piece: Piece, reading: Reading) -> None:
        """Stop where a small file goes on for ever: runs of equal values take no bytes, however long they are."""
        reading.values += sum(len(column.values) for column in batch.columns)
        if reading.values > max(EXPANSION_FROM, self._context.limits.expansion * piece.size):
            raise ReadError(f"it holds more than {self._context.limits.expansion} values for each of its bytes")

    def _take_part(self, part: Part, container: Piece, work: _Work, inside: Inside) -> None:
        name = inside.part(part)
        table = inner_table(container, name, part.columns)
        piece = replace(container, asset=name, table=table, hashes=False, note=part.note)
        seen = Asset(name, container.uri, 0, 0, Kind.TABLE)
        with self._outcome_of(piece, work, seen) as reading:
            self._take(part.contents, piece, work, reading)

    def _take_member(self, member: Member, container: Piece, work: _Work, inside: Inside) -> None:
        """Look at an asset in another one, and read it as any other."""
        asset = inside.asset(member)
        if member.unread is not None:
            seen, layout = replace(asset, status=Status.SKIPPED, reason=member.unread), NOTHING
        else:
            seen, layout = look_into(member.stream, asset, _NO_CUTTING)
        if not layout.pieces:
            self._outcomes.add_unread(work.unit, container, seen)
            return
        piece = replace(
            layout.pieces[0],
            table=inner_table(container, seen.name, layout.columns) if seen.kind in HOLDING_TABLES else None,
            pixels=seen.kind in {Kind.PICTURE, Kind.VIDEO} and inside.pixels(self._context.pixels).covers(seen.name),
            hashes=self._context.hash_files and can_go_back(member.stream),
        )
        if (content := read_member(member.stream, piece)) is not None and self._waits(piece, content, work, seen):
            return
        with self._outcome_of(piece, work, seen) as reading:
            member.stream.seek(0)
            self._read(member.stream, piece, work, reading)

    def _digest(self, stream: BinaryIO, piece: Piece) -> str:
        return self._digests.of(_Ticking(stream) if piece.size > _LONG_TO_HASH else stream, piece.size)


_LONG_TO_HASH = 256 << 20
"""Bytes."""


class _Ticking:
    """A stream that says with each read that there is progress."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast("io.BufferedReader", stream)

    def readinto(self, buffer: memoryview) -> int:
        slot().tick()
        return self._stream.readinto(buffer)


UnitScan = Callable[[ScanContext, Iterable[Unit]], UnitResult]
"""The kernel's shape, as runtimes see it."""
