"""What a unit finds in pictures, be they assets of their own or cells of a table."""

import hashlib
from dataclasses import replace

import pyarrow as pa

from piiscan.detectors.catalog import image_detectors
from piiscan.detectors.image.faces import find_faces, load_face_finder
from piiscan.detectors.image.ocr import find_text, load_text_reader
from piiscan.detectors.image.photo import judge_photo
from piiscan.inside import Inside
from piiscan.keys import Key
from piiscan.model.content import ImageContent, TableBatch, Unread
from piiscan.model.rows import FindingRows, LinkRows
from piiscan.model.units import Piece, ScanContext
from piiscan.readers.jpeg import read_jpeg, read_usual_jpeg
from piiscan.readers.stream_bytes import HeadBytes
from piiscan.rulebook.rules import Rulebook
from piiscan.run.cell_pictures import CellPicture, CellSounds, pictures_in
from piiscan.run.digests import named_digest
from piiscan.run.looks import looks_by
from piiscan.run.outcomes import Reading
from piiscan.run.picture_rows import PictureRows
from piiscan.run.sounds import SoundScanner


class PictureScanner:
    """Looks at pictures; findings go to the ``findings`` it is given, and ``rows`` are what ``pictures/`` gets."""

    def __init__(self, context: ScanContext, rulebook: Rulebook, key: Key, findings: FindingRows) -> None:
        self._context, self._rulebook, self._key, self._findings = context, rulebook, key, findings
        self._sounds = SoundScanner(rulebook, findings)
        self._file_key = key.derive("file")
        self._detectors = image_detectors()
        self._looks = looks_by(rulebook)
        self._text_reader = load_text_reader() if context.reads_text else None
        self.rows = PictureRows()

    def link(self, links: LinkRows) -> None:
        """Add the tokens by which records elsewhere may refer to the pictures."""
        self.rows.link(links, self._key.derive)

    def scan(self, content: ImageContent, piece: Piece, reading: Reading) -> None:
        """Look at one picture that is an asset of its own."""
        reading.media_type = _MEDIA_TYPES.get(content.format)
        if content.note:
            reading.unread.append(content.note)
        look = self._looks.at(content)
        self._findings.add_all(piece.asset, 0, [*look.findings, *self._looks.of_this_one(content)])
        for hits in look.hits:
            self._findings.add_hits(piece.asset, hits)
        self._look_for_text(content, piece)
        self.rows.add(piece.asset, content, look.photo, reading.sha256, self._look_for_faces(content, piece))

    def scan_head(self, head: bytes, piece: Piece, reading: Reading) -> bool:
        """Look at a photo by its head alone, if it is like one that was looked at; else say that it is not."""
        if self._context.reads_text or not head.startswith(_JPEG):
            return False
        header = read_usual_jpeg(head) or read_jpeg(HeadBytes(head))
        known = self._looks.known(header)
        if known is None:
            return False
        look, findings = known
        reading.media_type, reading.records = "image/jpeg", 1
        self._findings.add_all(piece.asset, 0, [*look.findings, *findings])
        for hits in look.hits:
            self._findings.add_hits(piece.asset, hits)
        face_check = "not_run" if self._context.face_detector is None else "sampled_out"
        self.rows.add_photo(piece.asset, header.format, header.shown_size, look.photo, reading.sha256, face_check)
        return True

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

    def scan_cells(self, batch: TableBatch, piece: Piece, inside: Inside, reading: Reading) -> None:
        """Read the pictures that stand in cells, each at its own record."""
        share = inside.pixels(self._context.pixels)
        for column in batch.columns:
            for found in pictures_in(column, piece, share):
                if isinstance(found, Unread):
                    reading.unread.append(found.reason)
                elif isinstance(found, CellSounds):
                    self._sounds.scan_cells(found.field, pa.array(found.records, pa.int64()), piece)
                else:
                    self._scan_cell(found, piece)

    def _scan_cell(self, found: CellPicture, piece: Piece) -> None:
        for detect in self._detectors:
            findings = [replace(one, field=f"{found.field}/{one.field}") for one in detect(found.content)]
            self._findings.add_all(piece.asset, found.record, findings)
        photo = judge_photo(found.content)
        sha256 = named_digest(hashlib.sha256(found.encoded), len(found.encoded), self._file_key)
        self.rows.add_cell((piece.asset, found.record, found.field), found.content, photo, sha256, "not_run")


_JPEG = b"\xff\xd8\xff"

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
