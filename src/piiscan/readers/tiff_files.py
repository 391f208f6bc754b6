"""TIFF files, and the raw pictures that are built like them: DNG, CR2, NEF, ARW, ORF, RW2, PEF, SRW, IIQ."""

from collections.abc import Iterator
from typing import Final

from piiscan.model.content import Preview
from piiscan.model.errors import ReadError
from piiscan.readers.exif import ORIENTATION, tags_of
from piiscan.readers.jpeg import read_jpeg
from piiscan.readers.photoshop import take_resources
from piiscan.readers.picture_header import Header
from piiscan.readers.stream_bytes import StreamBytes
from piiscan.readers.tiff import Directory, Form, next_directory, read_directory, tiff_form

_MOST_DIRECTORIES = 32
_RAW_MARKS: Final = {b"IIU\0": "RW2", b"IIRO": "ORF", b"IIRS": "ORF", b"MMOR": "ORF"}
_WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _STRIP_BYTES = 0x0100, 0x0101, 0x0103, 0x0111, 0x0117
_JPEG_START, _JPEG_BYTES, _SUB_DIRECTORIES = 0x0201, 0x0202, 0x014A
_XMP, _IPTC, _RESOURCES, _CREDENTIALS = 0x02BC, 0x83BB, 0x8649, 0xCD41
_DNG_VERSION, _RW2_PREVIEW = 0xC612, 0x002E
_JPEG_COMPRESSIONS = (6, 7)


def read_tiff(data: StreamBytes) -> Header:
    """Return the header of a file that begins with a TIFF header. Raises ReadError where it has no directory."""
    header = Header(_RAW_MARKS.get(data[:4], "TIFF"))
    found = tiff_form(data)
    directories = list(_directories(data, *found)) if found else []
    if not found or not directories:
        raise ReadError("It begins like a TIFF picture and has no directory.")
    form, _ = found
    main = directories[0]
    if _DNG_VERSION in main.entries:
        header.format = "DNG"
    elif data[8:10] == b"CR":
        header.format = "CR2"
    header.orientation = _orientation(main)
    for directory in directories:
        _take(header, data, directory, form, is_main=directory is main)
    return header


def _directories(data: StreamBytes, form: Form, at: int) -> Iterator[Directory]:
    """Yield the pages, and the directories that they point to, each once: a loop of pointers ends."""
    seen: set[int] = set()
    waiting = [at]
    while waiting and len(seen) < _MOST_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen or at <= 0:
            continue
        seen.add(at)
        directory = read_directory(data, at, form)
        if directory is not None:
            yield directory
            waiting += [*directory.numbers(_SUB_DIRECTORIES)[:_MOST_DIRECTORIES], next_directory(data, at, form)]


def _take(header: Header, data: StreamBytes, directory: Directory, form: Form, *, is_main: bool) -> None:
    tags, missing = tags_of(data, directory, form)
    if is_main or tags.photo or tags.gps:
        header.exif.append(tags)
        header.notes += [f"the {name} directory could not be read" for name in missing]
    if directory.number(_WIDTH) * directory.number(_HEIGHT) > header.width * header.height:
        header.width, header.height = directory.number(_WIDTH), directory.number(_HEIGHT)
    _take_blocks(header, directory)
    _take_preview(header, data, directory, is_main=is_main)


def _take_blocks(header: Header, directory: Directory) -> None:
    """Take in blocks whatever type their tag declares: writers differ, and the bytes are the same."""
    if _XMP in directory.entries:
        header.add_xmp(directory.raw(_XMP))
    if _IPTC in directory.entries:
        header.iptc = header.iptc or directory.raw(_IPTC)
    if _RESOURCES in directory.entries:
        take_resources(header, directory.raw(_RESOURCES))
    if _CREDENTIALS in directory.entries:
        header.credentials = directory.raw(_CREDENTIALS)


def _take_preview(header: Header, data: StreamBytes, directory: Directory, *, is_main: bool) -> None:
    start, size = directory.number(_JPEG_START), directory.number(_JPEG_BYTES)
    if not start and directory.number(_COMPRESSION) in _JPEG_COMPRESSIONS:
        strips, sizes = directory.numbers(_STRIPS), directory.numbers(_STRIP_BYTES)
        start, size = (strips[0], sizes[0]) if len(strips) == len(sizes) == 1 else (0, 0)
    if _RW2_PREVIEW in directory.entries:
        start, size = directory.place(_RW2_PREVIEW), directory.entry(_RW2_PREVIEW)[1]
        _absorb_jpeg(header, data, start)
    if start and size and data[start : start + 2] == b"\xff\xd8":
        header.embedded.append((start, size))
    if start or not is_main:
        header.previews.append(Preview("Exif:Preview", directory.number(_WIDTH), directory.number(_HEIGHT)))


def _absorb_jpeg(header: Header, data: StreamBytes, start: int) -> None:
    try:
        header.absorb(read_jpeg(data, start))
    except ReadError:
        header.notes.append("the embedded preview could not be read")


def _orientation(main: Directory) -> int:
    turn = main.number(ORIENTATION)
    return turn if 1 <= turn <= 8 else 1  # noqa: PLR2004 - EXIF knows eight
