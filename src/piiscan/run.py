"""Run: the kernel that reads units and finds what they hold. It keeps nothing from one unit to the next."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

import pyarrow as pa

from piiscan.cell_pictures import CellPicture, pictures_in, without_pictures
from piiscan.detectors.catalog import image_detectors
from piiscan.detectors.image.faces import find_faces, load_face_finder
from piiscan.detectors.image.ocr import find_text, load_text_reader
from piiscan.detectors.table import minor
from piiscan.detectors.table.headers import header_reader
from piiscan.detectors.table.links import keyed_digest, link_cells
from piiscan.detectors.table.minor import day_of, find_minors
from piiscan.detectors.table.presence import PresentText, present_text
from piiscan.detectors.table.sketch import SketchBuilder, sketches_table
from piiscan.detectors.table.value_tests import ColumnTests
from piiscan.detectors.text.cells import find_in_cells
from piiscan.detectors.text.ner import PROSE_CATEGORIES, find_names_in_cells, load_model
from piiscan.detectors.text.pictures import find_in_picture
from piiscan.inside import Inside, inner_table
from piiscan.keys import Key, load_key
from piiscan.looking import HOLDING_TABLES, NOTHING, look_into
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.categories import Category
from piiscan.model.columns import Verdict
from piiscan.model.content import Content, ImageContent, Member, Part, TableBatch, Unread
from piiscan.model.errors import KeyFileError, PiiscanError
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.rows import FindingRows, LinkRows, rows_table
from piiscan.model.schemas import OUTCOMES, SKETCHES
from piiscan.model.units import DIGEST_READER, Piece, ScanContext, Unit, UnitResult
from piiscan.picture_rows import PictureRows
from piiscan.readers.catalog import load_reader
from piiscan.readers.compression import decompressed
from piiscan.readers.forward import can_go_back
from piiscan.readers.limits import MOST_BYTES
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.rules import Rulebook
from piiscan.sources.opening import open_uri
from piiscan.waiting_texts import Waiting, WaitingTexts

SMALL_FILE = 4096
"""Bytes below which a file's content could be guessed from its SHA-256, so that only a keyed digest is kept."""


def scan_units(context: ScanContext, units: Iterable[Unit]) -> UnitResult:
    """Read the units and return what they hold.

    A piece that cannot be read is an outcome with a reason, never an exception.

    Raises:
        KeyFileError: the key of this process is not the one that the plan was made with.
    """
    scanner = _Scanner(context, load_rulebook(context.rules_dirs), _matching_key(context))
    for unit in units:
        work = _Work(unit.id, {(verdict.table, verdict.field): verdict for verdict in unit.verdicts})
        for piece in unit.pieces:
            scanner.scan_piece(piece, work)
        scanner.end_unit(unit.id)
    return scanner.result()


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


@dataclass(slots=True)
class _Reading:
    """How the reading of one piece goes."""

    records: int = 0
    members: int = 0
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sha256: str | None = None
    media_type: str | None = None


class _Scanner:
    """Collects the rows of the units it is given."""

    def __init__(self, context: ScanContext, rulebook: Rulebook, key: Key) -> None:
        self._context, self._rulebook, self._key = context, rulebook, key
        self._rules = {rule.id: rule for rule in rulebook.columns}
        self._tests = ColumnTests(rulebook)
        self._sketch_key = key.derive("sketch")
        self._findings, self._links = FindingRows(), LinkRows()
        self._pictures = PictureRows()
        self._texts = WaitingTexts()
        self._image_detectors = image_detectors()
        self._text_reader = load_text_reader() if context.reads_text else None
        self._names = load_model(context.ner) if context.ner else None
        self._sketches: list[pa.Table] = []
        self._outcomes: list[dict[str, Any]] = []

    def result(self) -> UnitResult:
        self._pictures.link(self._links, self._key.derive)
        return UnitResult(
            findings=self._findings.table(),
            links=self._links.table(),
            pictures=self._pictures.table(),
            sketches=pa.concat_tables([SKETCHES.empty_table(), *self._sketches]),
            outcomes=rows_table(self._outcomes, OUTCOMES),
        )

    def scan_piece(self, piece: Piece, work: _Work) -> None:
        """Read one piece; whatever goes wrong is remembered in its outcome, by type and stage, without its text."""
        with self._outcome_of(piece, work) as reading, open_uri(piece.uri) as stream:
            self._read(stream, piece, work, reading)

    @contextmanager
    def _outcome_of(self, piece: Piece, work: _Work, inner: Asset | None = None) -> Iterator[_Reading]:
        reading = _Reading(notes=[piece.note] if piece.note else [], media_type=inner.media_type if inner else None)
        failure = None
        try:
            yield reading
        except PiiscanError as error:
            failure = str(error)
        except Exception as error:  # noqa: BLE001 - the one place that must go on whatever a file does to a reader
            failure = f"the {piece.reader} reader stopped ({type(error).__name__})"
        self._outcomes.append(_outcome(work.unit, piece, reading, failure, inner))

    def _read(self, stream: BinaryIO, piece: Piece, work: _Work, reading: _Reading) -> None:
        if piece.hashes:
            reading.sha256 = self._digest(stream, piece)
            stream.seek(0)
        if piece.reader == DIGEST_READER:
            return
        if piece.codec is not None:
            stream = decompressed(stream, piece.codec)
        self._take(load_reader(piece.reader).read(stream, piece), piece, work, reading)

    def _take(self, contents: Iterator[Content], piece: Piece, work: _Work, reading: _Reading) -> None:
        sketches: dict[str, SketchBuilder] = {}
        inside = Inside(piece)
        try:
            for content in contents:
                match content:
                    case TableBatch():
                        self._scan_batch(content, piece, work.verdicts, sketches)
                        self._scan_cells(content, piece, inside, reading)
                        reading.records += content.rows
                    case ImageContent():
                        self._scan_picture(content, piece, reading)
                        reading.records += 1
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
            seen, layout = look_into(member.stream, asset, MOST_BYTES)
        if not layout.pieces:
            self._outcomes.append(_outcome_unread(work.unit, container, seen))
            return
        piece = replace(
            layout.pieces[0],
            table=inner_table(container, seen.name, layout.columns) if seen.kind in HOLDING_TABLES else None,
            pixels=seen.kind is Kind.PICTURE and inside.pixels(self._context.pixels).covers(seen.name),
            hashes=self._context.hash_files and can_go_back(member.stream),
        )
        with self._outcome_of(piece, work, seen) as reading:
            member.stream.seek(0)
            self._read(member.stream, piece, work, reading)

    def _digest(self, stream: BinaryIO, piece: Piece) -> str:
        return self._named_digest(hashlib.file_digest(cast("io.BufferedReader", stream), "sha256"), piece.size)

    def _named_digest(self, digest: "hashlib._Hash", size: int) -> str:
        if size < SMALL_FILE:
            return keyed_digest(digest.digest(), self._key.derive("file"))
        return digest.hexdigest()

    def _scan_batch(
        self,
        batch: TableBatch,
        piece: Piece,
        verdicts: dict[tuple[str, str], Verdict],
        sketches: dict[str, SketchBuilder],
    ) -> None:
        for position, column in enumerate(batch.columns):
            cells = present_text(column)
            if column.name not in sketches:
                tests = self._tests.under(column.name)
                sketches[column.name] = SketchBuilder(column.name, position, tests, self._sketch_key)
            sketches[column.name].add(cells)
            verdict = verdicts.get((piece.table or piece.asset, column.name))
            if verdict is not None:
                self._tell_verdict(piece, cells, verdict)
            told = verdict.category if verdict is not None else None
            bare = without_pictures(column)
            prose = cells if bare is column else present_text(bare)
            if waiting := self._texts.add(piece.asset, column.name, prose, told):
                self._scan_texts(waiting)
            if self._names is not None and told in PROSE_CATEGORIES:
                for hits in find_names_in_cells(column.name, prose, self._names):
                    self._findings.add_hits(piece.asset, hits)

    def _scan_texts(self, waiting: Waiting) -> None:
        for hits in find_in_cells(waiting.column, waiting.together(), self._rulebook.texts, waiting.told):
            for asset, own in waiting.apart(hits):
                self._findings.add_hits(asset, own)

    def end_unit(self, unit: str) -> None:
        """Look at what is still waiting at the end of a unit; a failure counts for every asset that it may concern."""
        for waiting in self._texts.rest():
            try:
                self._scan_texts(waiting)
            except Exception as error:  # noqa: BLE001 - as for the pieces, which are over by now
                reason = f"the text detectors stopped ({type(error).__name__})"
                for asset in dict.fromkeys(asset for asset, _ in waiting.columns):
                    self._outcomes.append(_outcome(unit, Piece(asset, "", "", 0, ""), _Reading(), reason))

    def _tell_verdict(self, piece: Piece, cells: PresentText, verdict: Verdict) -> None:
        finding = Finding(
            detector=verdict.detector,
            category=verdict.category,
            field=verdict.field,
            evidence=Evidence.COLUMN,
            confidence=verdict.confidence,
            precision=verdict.precision,
        )
        self._findings.add_hits(piece.asset, Hits(finding, cells.records))
        header = header_reader(self._rulebook).read(verdict.field)
        minors = find_minors(cells, verdict.category, header, day_of(piece.version))
        child = replace(finding, detector=minor.DETECTOR, category=Category.DEMOGRAPHIC_MINOR)
        self._findings.add_hits(piece.asset, Hits(child, minors))
        for role, level, records, tokens in link_cells(cells, self._rules[verdict.detector], self._key.derive):
            self._links.add((piece.asset, verdict.field, role, level), records, tokens)

    def _scan_picture(self, content: ImageContent, piece: Piece, reading: _Reading) -> None:
        reading.media_type = _MEDIA_TYPES.get(content.format)
        if content.note:
            reading.unread.append(content.note)
        for detect in self._image_detectors:
            if findings := detect(content):
                self._findings.add_all(piece.asset, 0, findings)
        for hits in find_in_picture(content, self._rulebook.texts):
            self._findings.add_hits(piece.asset, hits)
        self._look_for_text(content, piece)
        self._pictures.add(piece.asset, content, reading.sha256, self._look_for_faces(content, piece))

    def _look_for_text(self, content: ImageContent, piece: Piece) -> None:
        if self._text_reader is not None and content.pixels is not None:
            found = find_text(content, self._text_reader, self._rulebook.texts)
            self._findings.add_all(piece.asset, 0, found)

    def _look_for_faces(self, content: ImageContent, piece: Piece) -> str:
        """Return whether faces were looked for, as ``pictures/`` says it."""
        if self._context.face_detector is None or content.is_movie or content.is_sidecar:
            return "not_run"
        if content.pixels is None:
            return "not_run" if piece.pixels else "sampled_out"
        # Loaded by the first picture that is decoded: it takes a second, and a scan of headers does without.
        finder = load_face_finder(self._context.face_model)
        self._findings.add_all(piece.asset, 0, find_faces(content, finder))
        return "run"

    def _scan_cells(self, batch: TableBatch, piece: Piece, inside: Inside, reading: _Reading) -> None:
        """Read the pictures that stand in cells, each at its own record."""
        share = inside.pixels(self._context.pixels)
        for column in batch.columns:
            for found in pictures_in(column, piece, share):
                if isinstance(found, Unread):
                    reading.unread.append(found.reason)
                else:
                    self._scan_cell(found, piece)

    def _scan_cell(self, found: CellPicture, piece: Piece) -> None:
        for detect in self._image_detectors:
            findings = [replace(one, field=f"{found.field}/{one.field}") for one in detect(found.content)]
            self._findings.add_all(piece.asset, found.record, findings)
        sha256 = self._named_digest(hashlib.sha256(found.encoded), len(found.encoded))
        self._pictures.add_cell((piece.asset, found.record, found.field), found.content, sha256, "not_run")


def _outcome(
    unit: str, piece: Piece, reading: _Reading, failure: str | None, inner: Asset | None = None
) -> dict[str, Any]:
    if failure is not None:
        status = Status.PARTIAL if reading.records or reading.members else Status.FAILED
    elif inner is not None and inner.status is not None:
        status = inner.status
    else:
        status = Status.PARTIAL if reading.unread else Status.COMPLETE
    sentences = dict.fromkeys([*([failure] if failure else []), *reading.unread, *reading.notes])
    return {
        "unit": unit,
        "asset": piece.asset,
        "start": piece.start,
        "kind": inner and inner.kind,
        "size": inner and inner.size,
        "status": status,
        "reason": "; ".join(sentences) or None,
        "media_type": reading.media_type,
        "records": reading.records if failure is None else None,
        "records_scanned": reading.records,
        "sha256": reading.sha256,
    }


def _outcome_unread(unit: str, container: Piece, seen: Asset) -> dict[str, Any]:
    """Return the outcome of an inner asset that there is no reader for, or that its reader refuses."""
    piece = Piece(seen.name, seen.uri, "", seen.size, container.version)
    notes = [seen.reason] if seen.reason else []
    return _outcome(unit, piece, _Reading(notes=notes, media_type=seen.media_type), None, seen)


def failed_outcome(unit: str, piece: Piece, reason: str) -> dict[str, Any]:
    """Return the outcome of a piece that could not even be tried, such as one that kills its worker."""
    return _outcome(unit, piece, _Reading(), reason)


_MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "HEIF": "image/heif",
    "AVIF": "image/avif",
    "JXL": "image/jxl",
    "JPEG2000": "image/jp2",
    "PSD": "image/vnd.adobe.photoshop",
    "DNG": "image/x-adobe-dng",
    "CR2": "image/x-canon-cr2",
    "CR3": "image/x-canon-cr3",
    "CRW": "image/x-canon-crw",
    "RAF": "image/x-fuji-raf",
    "ORF": "image/x-olympus-orf",
    "RW2": "image/x-panasonic-rw2",
    "MRW": "image/x-minolta-mrw",
    "X3F": "image/x-sigma-x3f",
}
"""By Pillow's names of formats."""

UnitScan = Callable[[ScanContext, Iterable[Unit]], UnitResult]
"""The kernel's shape, as runtimes see it."""
