"""Looks up the names of a COCO document's categories, which mostly stand behind the annotations that need them."""

import io
import json
from typing import BinaryIO

from piiscan.readers.forward import can_go_back

_KEY = b'"categories"'
_BLOCK = 4 << 20
_LONGEST = 8 << 20
"""Bytes of the longest list of categories; real ones are kilobytes."""

_MOST_TRIES = 16
"""Places looked at that hold the key: it may stand in texts too, but not for ever."""


def categories_in(stream: BinaryIO) -> dict[str, str]:
    """Return the names of categories by their numbers; nothing where there are none, or the stream only goes forward.

    The document is searched from its end, and the stream is left where it was.
    """
    if not can_go_back(stream):
        return {}
    here = stream.tell()
    try:
        return _search(stream)
    finally:
        stream.seek(here)


def _search(stream: BinaryIO) -> dict[str, str]:
    stop = stream.seek(0, io.SEEK_END)
    tries = _MOST_TRIES
    while stop > 0 and tries:
        start = max(0, stop - _BLOCK)
        stream.seek(start)
        block = stream.read(stop - start + len(_KEY))
        at = block.rfind(_KEY)
        while at >= 0 and tries:
            tries -= 1
            if found := _read_list(stream, start + at + len(_KEY)):
                return found
            at = block.rfind(_KEY, 0, at)
        stop = start
    return {}


def _read_list(stream: BinaryIO, start: int) -> dict[str, str]:
    """Return the names in the list that begins behind a key; nothing where it is no list of categories."""
    stream.seek(start)
    text = stream.read(_LONGEST).decode("utf-8", "replace").lstrip(" \t\r\n:")
    try:
        listed, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(listed, list):
        return {}
    named = (each for each in listed if isinstance(each, dict) and "id" in each and isinstance(each.get("name"), str))
    return {str(each["id"]): each["name"] for each in named}
