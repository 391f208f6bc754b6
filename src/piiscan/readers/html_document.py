"""Reads HTML pages: what they show as text, a paragraph a record, and what their tags say of pictures and authors."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO, Final

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch, Unread
from piiscan.model.units import Dialect, Layout, Piece
from piiscan.readers.blocks import Utf8Blocks, raw_blocks
from piiscan.readers.decoding import whole_piece
from piiscan.readers.document_text import property_batch, text_batches
from piiscan.readers.encoding import find_encoding

_HEAD_BYTES = 65_536
_INLINE: Final = frozenset(
    {"a", "b", "i", "u", "em", "strong", "span", "font", "small", "big", "sub", "sup", "code", "mark", "abbr", "cite"}
    | {"q", "s", "del", "ins", "label"}
)
_HIDDEN: Final = frozenset({"script", "style", "template"})
_SAID: Final = frozenset({"alt", "title", "content", "value", "placeholder", "aria-label"})
_LONGEST = 1 << 20
"""Code points after which a paragraph is cut."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Find how the page is encoded; it is read in one piece."""
    head = stream.read(_HEAD_BYTES)
    encoding = find_encoding(head, named_as_text=True, whole=len(head) < _HEAD_BYTES)
    name, start = (encoding.name, encoding.mark_bytes) if encoding else ("utf-8", 0)
    dialect = Dialect(name, "\n", ("text",), skip_rows=0, data_start=start)
    return Layout((whole_piece(asset, "html", dialect),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the paragraphs, each with a blank record behind it, and the author that the page names."""
    dialect = piece.dialect or Dialect("utf-8", "\n", ("text",), skip_rows=0)
    page = _Page()
    text = Utf8Blocks(raw_blocks(stream, dialect.data_start, None), dialect.encoding)
    yield from text_batches(_paragraphs(page, text))
    yield from property_batch(page.authors, [])


def _paragraphs(page: "_Page", text: Utf8Blocks) -> Iterator[str]:
    for block in text:
        page.feed(block.decode("utf-8", "replace"))
        yield from page.take()
    page.close()
    page.end_paragraph()
    yield from page.take()


class _Page(HTMLParser):
    """Gathers paragraphs; tags that stand within a sentence do not end one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.authors: list[str] = []
        self._done: list[str] = []
        self._parts: list[str] = []
        self._size = self._hidden = 0

    def take(self) -> list[str]:
        """Return the paragraphs that are complete, and forget them."""
        done, self._done = self._done, []
        return done

    def end_paragraph(self) -> None:
        """End the paragraph that has begun."""
        if text := " ".join("".join(self._parts).split()):
            self._done += [text, ""]
        self._parts, self._size = [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag, and what its attributes say."""
        if tag not in _INLINE:
            self.end_paragraph()
        if tag in _HIDDEN:
            self._hidden += 1
        said = dict(attrs)
        if tag == "meta" and (said.get("name") or "").lower() == "author" and said.get("content"):
            self.authors.append(str(said["content"]))
        self._done += [text for name, text in attrs if name in _SAID and text and len(text) < _LONGEST]

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph where a block ends."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag not in _INLINE:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        """Take in text that is shown."""
        if not self._hidden:
            self._parts.append(data)
            self._size += len(data)
            if self._size > _LONGEST:
                self.end_paragraph()
