"""Reads PDF documents: the text of their pages, their properties, the photos and the files in them; an extra."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Member, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.document_text import property_batch, text_batches
from piiscan.readers.extras import load_extra
from piiscan.readers.forward import can_go_back

MOST_PAGES = 5_000
"""Pages of one document that are read: each takes tens of milliseconds."""

_DEEPEST = 4
_JPEG = "/DCTDecode"
_OTHERS = ("/Title", "/Subject", "/Keywords")


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the document as one piece. Raises ReadError where the extra is missing."""
    load_extra("pypdf", "documents", "PDF documents")
    return Layout((whole_piece(asset, "pdf"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the properties, the lines of all pages, the photos on them, and attached files.

    Raises:
        ReadError: the extra is missing, or it is encrypted or no PDF document.
    """
    document = _open(stream)
    yield from _guarded(_properties(document), "its properties")
    pages, record, empty = list(_guarded_pages(document)), 0, 0
    for number, page in enumerate(pages[:MOST_PAGES]):
        lines = _lines(page)
        if isinstance(lines, Unread):
            yield lines
            continue
        empty += not any(lines)
        for batch in text_batches(lines, record):
            yield batch
            record += batch.rows
        yield from _guarded(_photos(page, number), f"a picture on page {number + 1}")
    if len(pages) > MOST_PAGES:
        yield Unread(f"only its first {MOST_PAGES} pages were read")
    if empty:
        yield Unread(f"{empty} of its pages hold no text: what pictures on them show was not read")
    yield from _guarded(_attachments(document), "a file in it")


def _open(stream: BinaryIO) -> Any:
    pypdf = load_extra("pypdf", "documents", "PDF documents")
    if not can_go_back(stream):
        raise ReadError("a PDF document is read from its end, and this one is too large to be held in memory")
    stream.seek(0)
    try:
        document = pypdf.PdfReader(stream)
        locked = document.is_encrypted and not document.decrypt("")
    except Exception as error:  # noqa: BLE001 - a damaged document makes the library raise whatever it likes
        raise ReadError(f"the PDF document could not be opened ({type(error).__name__})") from None
    if locked:
        raise ReadError("it is encrypted")
    return document


def _guarded(contents: Iterator[Any], what: str) -> Iterator[Any]:
    """Yield contents up to the first that cannot be read, and say so."""
    try:
        yield from contents
    except Exception as error:  # noqa: BLE001 - as above
        yield Unread(f"{what} could not be read ({type(error).__name__})")


def _guarded_pages(document: Any) -> Iterator[Any]:
    try:
        yield from document.pages
    except Exception as error:  # noqa: BLE001 - as above
        raise ReadError(f"its pages could not be listed ({type(error).__name__})") from None


def _properties(document: Any) -> Iterator[TableBatch]:
    said = document.metadata or {}
    others = [(name.strip("/").lower(), str(said[name])) for name in _OTHERS if said.get(name)]
    yield from property_batch([str(said["/Author"])] if said.get("/Author") else [], others)


def _lines(page: Any) -> list[str] | Unread:
    try:
        return [line.strip() for line in page.extract_text().splitlines()]
    except Exception as error:  # noqa: BLE001 - as above
        return Unread(f"the text of a page could not be read ({type(error).__name__})")


def _photos(page: Any, number: int) -> Iterator[Member]:
    """Yield the JPEG pictures of a page as they stand in the file, metadata included."""
    for name, data in _jpegs(page.get("/Resources"), 0):
        yield Member(f"page-{number + 1}/{name.strip('/')}.jpg", len(data), 0, io.BytesIO(data), kind=Kind.PICTURE)


def _jpegs(resources: Any, depth: int) -> Iterator[tuple[str, bytes]]:
    held = resources.get_object().get("/XObject") if resources is not None else None
    for name, reference in (held.get_object() if held is not None else {}).items():
        thing = reference.get_object()
        filters = thing.get("/Filter")
        listed = filters if isinstance(filters, list) else [filters]
        if thing.get("/Subtype") == "/Image" and listed[-1:] == [_JPEG] and len(listed) == 1:
            yield str(name), bytes(thing._data)
        elif thing.get("/Subtype") == "/Form" and depth < _DEEPEST:
            yield from _jpegs(thing.get("/Resources"), depth + 1)


def _attachments(document: Any) -> Iterator[Member]:
    for name, contents in document.attachments.items():
        for data in contents:
            yield Member(f"attached/{name}", len(data), 0, io.BytesIO(data))
