"""Reads Word, PowerPoint, OpenDocument and EPUB files: what is written in them, and the pictures in them."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError

from piiscan.model.assets import Asset
from piiscan.model.content import Member, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers import zip_archive
from piiscan.readers.decoding import whole_piece
from piiscan.readers.document_text import property_batch, text_batches
from piiscan.readers.forward import can_go_back
from piiscan.readers.limits import EXPANSION_FROM, limits

_MEDIA = ("/media/", "Pictures/", "/embeddings/", "/images/", "Thumbnails/", "docProps/thumbnail")
"""Folders of pictures and embedded files (ECMA-376, part 2; OpenDocument 1.3, part 2, section 3)."""

_WRITTEN = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
    r"|ppt/(?:slides|notesSlides|comments)/[^/]+\.xml|ppt/commentAuthors\.xml"
    r"|content\.xml|styles\.xml"
    r"|.*\.x?html?"
)
"""Parts that hold what people wrote: deleted text of tracked changes, comments and speakers' notes too."""

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_PARAGRAPHS: Final = frozenset({"p", "h", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "title", "cm", "text"})
_AUTHORS: Final = frozenset({"creator", "lastModifiedBy", "initial-creator", "Manager", "printed-by"})
_OTHERS: Final = frozenset({"title", "subject", "keywords", "keyword", "description", "Company", "category"})

MOST_WRITTEN = 512 << 20
"""Unpacked bytes of one part that are read."""

_FAULTS = (ParseError, ValueError, LookupError, *zip_archive.FAULTS)


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the document as one piece."""
    return Layout((whole_piece(asset, "office"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the document's properties, its paragraphs, then the pictures in it.

    Raises ReadError where its directory cannot be read.
    """
    yield from _written(stream)
    yield from zip_archive.members(stream, is_media)


def media(stream: BinaryIO) -> Iterator[Member]:
    """Yield the pictures in a document that is a zip archive inside; nothing where it is something else."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        yield from zip_archive.members(stream, is_media)


def is_media(name: str) -> bool:
    """Whether a member of a document is a picture or an embedded file, and not the document's own text."""
    return any(folder in name for folder in _MEDIA)


def _written(stream: BinaryIO) -> Iterator[TableBatch | Unread]:
    if not can_go_back(stream):
        raise ReadError("a document is read from its end, and this one is too large to be held in memory")
    archive = zip_archive.opened(stream)
    record = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        wanted = entry.filename in _PROPERTIES or _WRITTEN.fullmatch(entry.filename)
        if not wanted or entry.is_dir():
            continue
        if entry.flag_bits & 1 or _expands(entry):
            yield Unread("a part of it is encrypted, or gets larger by unpacking than any text does")
            continue
        try:
            if entry.filename in _PROPERTIES:
                yield from _properties(archive, entry)
            else:
                for batch in text_batches(_paragraphs(archive, entry), record):
                    record += batch.rows
                    yield batch
        except _FAULTS as error:
            yield Unread(f"a part of what is written in it could not be read ({type(error).__name__})")


def _expands(entry: zipfile.ZipInfo) -> bool:
    far = entry.file_size > EXPANSION_FROM and entry.file_size > limits().expansion * max(entry.compress_size, 1)
    return far or entry.file_size > MOST_WRITTEN


def _paragraphs(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[str]:
    """Yield the text of each paragraph with a blank one behind it; those within others come first."""
    from defusedxml import DefusedXmlException, ElementTree

    try:
        with archive.open(entry) as part:
            for _, element in ElementTree.iterparse(part, events=("end",), forbid_dtd=False):
                if _name(element) in _PARAGRAPHS:
                    text = "".join(element.itertext()).strip()
                    element.clear()
                    if text:
                        yield text
                        yield ""
    except DefusedXmlException:
        raise ValueError("entities") from None


def _properties(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[TableBatch]:
    from defusedxml import DefusedXmlException, ElementTree

    try:
        with archive.open(entry) as part:
            said = [(_name(each), (each.text or "").strip()) for each in ElementTree.parse(part).iter()]
    except DefusedXmlException:
        raise ValueError("entities") from None
    authors = [text for name, text in said if name in _AUTHORS]
    yield from property_batch(authors, [(name, text) for name, text in said if name in _OTHERS])


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
