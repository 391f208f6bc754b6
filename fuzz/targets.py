"""Every parser that is ours, as a function of bytes that may fail only in the ways it says.

A target that raises anything but ``PiiscanError`` has found a mistake, and so has one that takes seconds.
"""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType

import pyarrow as pa

from fuzz.json_shapes import read_as_files_are
from fuzz.reports import read_changed_report, read_damaged_report
from piiscan.detectors.catalog import image_detectors
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import parse_xmp
from piiscan.detectors.text.pictures import find_in_picture
from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Content, ImageContent, Member, Part
from piiscan.model.errors import PiiscanError
from piiscan.readers import (
    delimited,
    json_document,
    json_lines,
    notebook,
    picture,
    plain_text,
    sidecar,
    tfrecord,
    xml_document,
)
from piiscan.readers.exif import NO_EXIF, read_exif
from piiscan.readers.maker_notes import maker_values
from piiscan.readers.sniff import HEAD_BYTES, sniff
from piiscan.readers.tfrecord import crc32c, masked
from piiscan.readers.tiff import BIG, LITTLE, Directory
from piiscan.rulebook.column_rules import load_column_rule
from piiscan.rulebook.declarations import load_declaration
from piiscan.rulebook.header_rules import load_header_rule, load_subject_rule
from piiscan.rulebook.ignores import load_ignores
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.policies import load_policy
from piiscan.rulebook.risk_weights import load_risk_weights
from piiscan.rulebook.text_rules import load_text_rule

Target = Callable[[bytes], None]

_MAKES = ("", "Canon", "NIKON CORPORATION", "SONY", "SAMSUNG", "Panasonic", "Nintendo")


def fuzz_tiff(data: bytes) -> None:
    """TIFF directories, EXIF blocks, TIFF files and raw pictures."""
    if data[:2] not in (b"II", b"MM"):
        data = b"II*\0" + data
    block = read_exif(data)
    if block is not None:
        for directory in (block.tags.main, block.tags.photo, block.tags.gps):
            _every_tag(directory)
    _picture(data)


def _every_tag(directory: object) -> None:
    if isinstance(directory, Directory):
        for tag in directory:
            directory.get(tag)
            directory.number(tag)
            directory.numbers(tag)


def fuzz_boxes(data: bytes) -> None:
    """Boxes of HEIC, AVIF, CR3, JPEG XL, JPEG 2000, MP4, MOV and 3GP."""
    if data[4:8] not in (b"ftyp", b"moov", b"JXL ", b"jP  "):
        data = struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + data
    _picture(data)


def fuzz_headers(data: bytes) -> None:
    """Headers of all other pictures: JPEG with all its segments, PNG, WebP, GIF, BMP, PSD, RAF, MRW, X3F, CRW."""
    _picture(data)


def _picture(data: bytes) -> None:
    asset = _asset("a.jpg", data)
    (piece,) = picture.inspect(io.BytesIO(data), asset, 1 << 30).pieces
    for content in picture.read(io.BytesIO(data), piece):
        if isinstance(content, ImageContent):
            _detect(content)


def _detect(content: ImageContent) -> None:
    for detect in image_detectors():
        detect(content)
    texts = load_rulebook((str(shipped_rules()),)).texts
    for _ in find_in_picture(content, texts):
        pass


def fuzz_xmp(data: bytes) -> None:
    """XMP packets."""
    parse_xmp(data)
    _detect(ImageContent("JPEG", 1, 1, NO_EXIF, xmp=(data,)))


def fuzz_iptc(data: bytes) -> None:
    """IPTC-IIM blocks."""
    for number in range(256):
        iptc_values(data, 2, number)
    _detect(ImageContent("JPEG", 1, 1, NO_EXIF, iptc=data))


def fuzz_maker_notes(data: bytes) -> None:
    """Maker notes; the first two bytes choose maker, order and place."""
    make, place, note = _MAKES[data[0] % len(_MAKES)] if data else "", data[1:2], data[2:]
    start = place[0] if place else 0
    maker_values(bytes(start) + note, start, note, make, BIG if start & 1 else LITTLE)


def fuzz_delimited(data: bytes) -> None:
    """Encodings, dialects, headers and records of delimited text; small blocks, so that they end everywhere."""
    sniff(data[:HEAD_BYTES], "a.csv")
    sniff(data[:HEAD_BYTES], "a")
    _table(delimited, "a.csv", data)
    _table(plain_text, "a.txt", data)


def fuzz_json(data: bytes) -> None:
    """JSON documents, lines of JSON, notebooks, and sidecars written as JSON."""
    for reader, name in ((json_document, "a.json"), (json_lines, "a.jsonl"), (notebook, "a.ipynb")):
        _table(reader, name, data)
    _table(sidecar, "a.jpg.json", data)


def fuzz_json_shapes(data: bytes) -> None:
    """JSON of the words that annotation, notebook and sidecar formats have, in shapes that they have not."""
    _exhaust(read_as_files_are(data))


def fuzz_xml(data: bytes) -> None:
    """XML tables, and sidecars written as XMP."""
    _table(xml_document, "a.xml", data)
    _table(sidecar, "a.xmp", data)


def fuzz_tfrecord(data: bytes) -> None:
    """TFRecord files: as they are, and as the content of one record whose checksum is right."""
    _table(tfrecord, "a.tfrecord", data)
    length = struct.pack("<Q", len(data))
    framed = length + struct.pack("<I", masked(crc32c(length))) + data + bytes(4)
    _table(tfrecord, "b.tfrecord", framed)


def _table(reader: ModuleType, name: str, data: bytes) -> None:
    """Inspect and read, each with its own refusal; cut small, so that cutting is tried too."""
    asset = _asset(name, data)
    for target_bytes in (1 << 30, max(len(data) // 3, 1)):
        try:
            layout = reader.inspect(io.BytesIO(data), asset, target_bytes)
        except PiiscanError:
            return
        for piece in layout.pieces:
            try:
                _exhaust(reader.read(io.BytesIO(data), piece))
            except PiiscanError:
                continue


def _exhaust(contents: "object") -> None:
    content: Content
    for content in contents:  # type: ignore[attr-defined]  # an iterator of content
        if isinstance(content, Part):
            _exhaust(content.contents)
        elif isinstance(content, Member):
            content.stream.read(1 << 20)
        elif isinstance(content, ImageContent):
            _detect(content)


def load_path_rules(folder: Path) -> None:
    """Load the rules on paths of a folder."""
    load_rulebook.__wrapped__((str(folder),))


def load_header_rules(folder: Path) -> None:
    """Load the rules on headers of a folder."""
    load_header_rule([folder])


def load_subject_rules(folder: Path) -> None:
    """Load the words of a folder that tell what rows are about."""
    load_subject_rule([folder])


_FOLDER = Path(mkdtemp(prefix="piiscan-fuzz-"))


def fuzz_rules(data: bytes) -> None:
    """Rule files: of columns, texts and paths, and ignore lists, declarations and risk weights."""
    folder = _FOLDER / "rules"
    for kind in ("path", "header", "subject"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    file = folder / "risk.yaml"
    file.write_bytes(data)
    for load in (load_column_rule, load_text_rule, load_ignores, load_declaration):
        try:
            load(file)
        except PiiscanError:
            continue
    for kind in ("path", "header", "subject"):
        (folder / kind / "a.yaml").write_bytes(data)
    for load_folder in (load_header_rules, load_subject_rules, load_path_rules, load_risk_weights):
        try:
            load_folder(folder)
        except PiiscanError:
            continue


def fuzz_policies(data: bytes) -> None:
    """Policy files."""
    file = _FOLDER / "policy.yaml"
    file.write_bytes(data)
    load_policy(file)


def fuzz_report(data: bytes) -> None:
    """Reports: the first bytes choose the file whose content is replaced, and how the report is read."""
    read_damaged_report(_FOLDER, data)


def fuzz_report_values(data: bytes) -> None:
    """Reports whose tables and documents are whole and hold what no scan writes."""
    read_changed_report(_FOLDER, data)


def _asset(name: str, data: bytes) -> Asset:
    return Asset(name, f"file:///{name}", len(data), 7, Kind.DATA)


TARGETS: dict[str, Target] = {
    "tiff": fuzz_tiff,
    "boxes": fuzz_boxes,
    "headers": fuzz_headers,
    "xmp": fuzz_xmp,
    "iptc": fuzz_iptc,
    "maker_notes": fuzz_maker_notes,
    "delimited": fuzz_delimited,
    "json": fuzz_json,
    "json_shapes": fuzz_json_shapes,
    "xml": fuzz_xml,
    "tfrecord": fuzz_tfrecord,
    "rules": fuzz_rules,
    "policies": fuzz_policies,
    "report": fuzz_report,
    "report_values": fuzz_report_values,
}


def run_target(name: str, data: bytes) -> None:
    """Run one target; what it foresees is no finding."""
    try:
        TARGETS[name](data)
    except (PiiscanError, pa.ArrowMemoryError):
        return
