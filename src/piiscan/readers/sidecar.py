"""Sidecars: metadata of a picture in a file of its own, as XMP or as Google's export of photos writes it."""

import json
import posixpath
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import ImageContent, StatedText, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.exif import NO_EXIF

MOST_BYTES = 8 * 2**20
"""A larger sidecar is refused: real ones are kilobytes."""

_PICTURE_ENDINGS = frozenset(
    {"jpg", "jpeg", "png", "tif", "tiff", "heic", "heif", "avif", "webp", "gif", "psd", "jxl", "jp2"}
    | {"dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "raf", "orf", "rw2", "pef", "srw", "mrw", "x3f"}
    | {"mp4", "mov", "3gp", "m4v", "avi"}
)
_RAW_NAME = re.compile(rb"(?:RawFileName|DerivedFrom|PreservedFileName)[^\w]{1,4}([^<>\"']{1,200})")
_EXTENSION = re.compile(rb"SidecarForExtension[^\w]{1,4}(\w{2,5})")

_PLACES = ("geoData", "geoDataExif")


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return one piece: a sidecar is one record."""
    version = asset.etag or str(asset.modified_ns)
    piece = Piece(asset=asset.name, uri=asset.uri, reader="sidecar", size=asset.size, version=version)
    return Layout(pieces=(piece,), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[ImageContent | Unread]:
    """Yield what the sidecar says, with the name of its picture.

    Raises:
        ReadError: it is larger than a sidecar can be, or no JSON.
    """
    body = stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ReadError("It is larger than 8 MB, which no sidecar is.")
    yield _from_takeout(body, piece.asset) if body.lstrip()[:1] == b"{" else _from_xmp(body, piece.asset)


def _from_xmp(packet: bytes, asset: str) -> ImageContent:
    return ImageContent("XMP", 0, 0, NO_EXIF, xmp=(packet,), is_sidecar=True, picture_name=_picture_of(packet, asset))


def _picture_of(packet: bytes, asset: str) -> str | None:
    """Return the picture's name: in ``a.jpg.xmp`` it stands whole, for ``a.xmp`` the packet tells the ending."""
    stem = posixpath.splitext(asset)[0]
    if stem.rpartition(".")[2].lower() in _PICTURE_ENDINGS:
        return stem
    if found := _EXTENSION.search(packet):
        return f"{stem}.{found[1].decode()}"
    if found := _RAW_NAME.search(packet):
        name = found[1].decode("utf-8", "replace").strip()
        if posixpath.splitext(name)[0] == posixpath.basename(stem):
            return posixpath.join(posixpath.dirname(asset), name)
    return None


def _from_takeout(body: bytes, asset: str) -> ImageContent:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"It could not be read as JSON ({type(error).__name__}).") from None
    if not isinstance(said, dict):
        raise ReadError("It is not one JSON object.")
    title = said.get("title")
    name = posixpath.join(posixpath.dirname(asset), title) if isinstance(title, str) and "/" not in title else None
    texts = tuple(StatedText(*text) for text in _takeout_texts(said))
    return ImageContent("Takeout", 0, 0, NO_EXIF, texts=texts, is_sidecar=True, picture_name=name)


def _takeout_texts(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _PLACES:
        place = said.get(name)
        if isinstance(place, dict):
            yield f"Takeout:{name}", f"{_degrees(place.get('latitude'))},{_degrees(place.get('longitude'))}"
    taken = said.get("photoTakenTime")
    if isinstance(taken, dict) and (seconds := _seconds(taken.get("timestamp"))) is not None:
        yield "Takeout:photoTakenTime", datetime.fromtimestamp(seconds, UTC).strftime("%Y:%m:%d %H:%M:%S")
    people = said.get("people")
    for person in people if isinstance(people, list) else ():
        if isinstance(person, dict) and isinstance(person.get("name"), str):
            yield "Takeout:people", person["name"]


def _degrees(value: object) -> str:
    """Return a number without an exponent; 0.0 stands for a missing place, and the detector knows it."""
    return f"{value:.9f}" if isinstance(value, int | float) and abs(value) <= 180 else ""  # noqa: PLR2004 - degrees


def _seconds(value: object) -> int | None:
    """Return a time stamp that a photograph can have, in seconds since 1970."""
    text = str(value)
    return int(text) if re.fullmatch(r"-?\d{1,10}", text) else None
