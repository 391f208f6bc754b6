"""Reads the headers of sound recordings: how they were made and their tags; nobody listens to what is said in them."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Member, SoundContent, StatedText, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.forward import can_go_back

NOTE = "only its header was read: nobody listened to what is said in it"

_LONGEST = 10_000
"""Code points kept of one tag."""

_MOST_PICTURES = 20


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the recording as one piece: it is one record."""
    return Layout((whole_piece(asset, "sound"),), records=1)


def read(stream: BinaryIO, piece: Piece) -> Iterator[SoundContent | Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the recording, and the pictures in its tags. Raises ReadError where its header cannot be read."""
    from tinytag import TinyTag

    if not can_go_back(stream):
        yield SoundContent(None, None, None)
        yield Unread("it lies in a compressed archive and is too large to be held: not even its tags were read")
        return
    stream.seek(0)
    try:
        tags = TinyTag.get(file_obj=stream, image=True)
        texts = tuple(_texts(tags))
        held = [picture for pictures in tags.images.as_dict().values() for picture in pictures]
        covers = [picture.data for picture in held[:_MOST_PICTURES] if picture.data]
    except Exception as error:  # noqa: BLE001 - a damaged header makes the library raise whatever it likes
        raise ReadError(f"the header of the recording could not be read ({type(error).__name__})") from None
    yield SoundContent(tags.duration, tags.channels, tags.samplerate, texts)
    for number, cover in enumerate(covers):
        yield Member(f"cover/{number}", len(cover), 0, io.BytesIO(cover), kind=Kind.PICTURE)
    yield Unread(NOTE)


def _texts(tags: Any) -> Iterator[StatedText]:
    """Yield the tags that are texts, the lists of further values too."""
    said = tags.as_dict()
    for name in _NOT_TAGS:
        said.pop(name, None)
    for name, value in said.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.strip():
                yield StatedText(f"Sound:{name}", each.strip()[:_LONGEST])


_NOT_TAGS = (
    "filename",
    "filesize",
    "mime_type",
    "is_lossless",
    "duration",
    "channels",
    "bitrate",
    "bitdepth",
    "samplerate",
)
