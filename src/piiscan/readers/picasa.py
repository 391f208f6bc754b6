"""``.picasa.ini``: what Picasa keeps beside the pictures of a folder, such as whose faces it found in them."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import ImageContent, StatedText, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.exif import NO_EXIF

MOST_BYTES = 8 * 2**20
"""A larger file is refused: real ones are kilobytes."""

_SECTION = re.compile(r"\[(.{1,255})\]")
_FACE = re.compile(r"rect64\(([0-9a-f]{1,16})\),([0-9a-f]{1,16})", re.IGNORECASE)
_CONTACTS = frozenset({"contacts", "contacts2"})
_NO_PICTURES = _CONTACTS | {"picasa", "encoding"}
_NOT_A_NAME = frozenset({"ffffffffffffffff", "0"})
"""Contacts of faces to which nobody gave a name."""

_IS_PICASA = re.compile(r"(?m)^(?:faces=rect64\(|\[(?:Picasa|Contacts2?|\.album:[0-9a-f]+)\]\s*$)")


def is_picasa(text: str) -> bool:
    """Whether a text file is Picasa's, by the sections and keys that no other program writes."""
    return text.lstrip("\ufeff \t\r\n").startswith("[") and _IS_PICASA.search(text) is not None


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return one piece: the file is read in one go."""
    version = asset.etag or str(asset.modified_ns)
    piece = Piece(asset=asset.name, uri=asset.uri, reader="picasa", size=asset.size, version=version)
    return Layout(pieces=(piece,), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[ImageContent | Unread]:
    """Yield what is said of each picture, with the picture's name.

    Raises:
        ReadError: it is larger than such a file can be.
    """
    body = stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ReadError("It is larger than 8 MB, which no file of Picasa's is.")
    sections = _sections(body.decode("utf-8-sig", "replace"))
    contacts = _contacts(sections)
    folder = posixpath.dirname(piece.asset)
    for name, said in sections.items():
        texts = tuple(_texts(said, contacts))
        if texts and name.lower() not in _NO_PICTURES and not name.startswith(".album:") and "/" not in name:
            picture = posixpath.join(folder, name)
            yield ImageContent("Picasa", 0, 0, NO_EXIF, texts=texts, is_sidecar=True, picture_name=picture)


def _sections(text: str) -> dict[str, dict[str, str]]:
    """Return keys and values by section; not by ``configparser``, which stops at what Picasa writes."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in text.splitlines():
        if found := _SECTION.fullmatch(line.strip()):
            current = sections.setdefault(found[1], {})
        else:
            key, is_pair, value = line.partition("=")
            current.update({key.strip().lower(): value.strip()} if is_pair else {})
    return sections


def _contacts(sections: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return names by contact: a line is ``id=name;address;``."""
    held = [pair for name, pairs in sections.items() if name.lower() in _CONTACTS for pair in pairs.items()]
    return {contact: name.partition(";")[0].strip() for contact, name in held}


def _texts(said: Mapping[str, str], contacts: Mapping[str, str]) -> Iterator[StatedText]:
    for _, contact in _FACE.findall(said.get("faces", "")):
        if contact.lower() not in _NOT_A_NAME:
            yield StatedText("Picasa:faces", contacts.get(contact.lower(), ""))
    if "geotag" in said:
        yield StatedText("Picasa:geotag", said["geotag"])
    if "caption" in said:
        yield StatedText("Picasa:caption", said["caption"])
