"""Tags of movies: user data of QuickTime and 3GPP, and Apple's keys (QuickTime File Format; 3GPP TS 26.244)."""

import struct
from collections.abc import Mapping
from typing import Final, Protocol

from piiscan.readers.picture_header import MOST_BLOCK, Header
from piiscan.readers.stream_bytes import Sliceable

_MOST_KEYS = 1024

_USER_DATA: Final = {
    b"\xa9xyz": "QuickTime:GPSCoordinates", b"\xa9day": "QuickTime:ContentCreateDate",
    b"\xa9aut": "QuickTime:Author", b"\xa9ART": "QuickTime:Artist", b"\xa9dir": "QuickTime:Director",
    b"\xa9cpy": "QuickTime:Copyright", b"\xa9prd": "QuickTime:Producer", b"\xa9prf": "QuickTime:Performers",
    b"\xa9mak": "QuickTime:Make", b"\xa9mod": "QuickTime:Model", b"SNum": "QuickTime:SerialNumber",
    b"auth": "3GPP:Author", b"perf": "3GPP:Performer", b"cprt": "3GPP:Copyright",
    b"CAME": "GoPro:SerialNumber", b"slno": "QuickTime:SerialNumber",
}  # fmt: skip
_ASSETS: Final = frozenset({b"auth", b"perf", b"cprt"})
_GOPRO_HASH: Final = b"CAME"

_KEYS: Final = {
    b"com.apple.quicktime.location.ISO6709": "QuickTime:LocationISO6709",
    b"com.apple.quicktime.location.name": "QuickTime:LocationName",
    b"com.apple.quicktime.creationdate": "QuickTime:CreationDate",
    b"com.apple.quicktime.author": "QuickTime:Author",
    b"com.apple.quicktime.artist": "QuickTime:Artist",
    b"com.apple.quicktime.copyright": "QuickTime:Copyright",
    b"com.apple.quicktime.make": "QuickTime:Make",
    b"com.apple.quicktime.model": "QuickTime:Model",
    b"com.apple.quicktime.camera.identifier": "QuickTime:CameraIdentifier",
    b"com.android.manufacturer": "QuickTime:Make",
    b"com.android.model": "QuickTime:Model",
}


class _Box(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


def take_user_data(header: Header, kind: bytes, body: bytes) -> None:
    """Take in one box of user data."""
    if kind == b"loci":
        header.add_text("3GPP:Location", _location(body))
    elif kind in _ASSETS:
        header.add_text(_USER_DATA[kind], _text(body[6:]))  # version, flags and language stand in front
    elif kind == _GOPRO_HASH:
        header.add_text(_USER_DATA[kind], body[:16].hex())
    elif name := _USER_DATA.get(kind):
        header.add_text(name, _user_text(body))


def _user_text(body: bytes) -> str:
    """Return a text; QuickTime puts its size and language in front, others do not."""
    if len(body) >= 4:  # noqa: PLR2004 - size and language
        size = int.from_bytes(body[:2], "big")
        if 0 < size <= len(body) - 4:
            return _text(body[4 : 4 + size])
    return _text(body)


def _text(raw: bytes) -> str:
    raw = raw[:4096]
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace").strip("\0 ")
    return raw.decode("utf-8", "replace").strip("\0 ")


def _location(body: bytes) -> str:
    """Return 3GPP's position in the form of ISO 6709: behind a name, longitude and latitude as 16.16."""
    at = 6
    if body[at : at + 2] in (b"\xfe\xff", b"\xff\xfe"):
        while at + 1 < len(body) and body[at : at + 2] != b"\0\0":
            at += 2
        at += 2
    else:
        at = body.find(b"\0", at) + 1
    if at <= 0 or len(body) < at + 9:
        return ""
    longitude, latitude = struct.unpack(">ii", body[at + 1 : at + 9])
    return f"{latitude / 65536:+09.5f}{longitude / 65536:+010.5f}/"


def take_item_list(header: Header, data: Sliceable, boxes: Mapping[bytes, _Box]) -> None:
    """Take in a list of values: named by number, with the names in ``keys``, or by four letters as in music files."""
    names = _keys(_body(data, boxes.get(b"keys")))
    values = _body(data, boxes.get(b"ilst"))
    at = 0
    for _ in range(_MOST_KEYS):
        size = int.from_bytes(values[at : at + 4], "big")
        if size < 24:  # noqa: PLR2004 - two box headers, type and locale
            return
        mark, item = values[at + 4 : at + 8], values[at + 8 : at + size]
        number = int.from_bytes(mark, "big")
        name = names[number - 1] if 0 < number <= len(names) else _USER_DATA.get(mark)
        if name and item[4:8] == b"data":
            header.add_text(name, _text(item[16 : int.from_bytes(item[:4], "big")]))
        at += size


def _body(data: Sliceable, box: _Box | None) -> bytes:
    return data[box.start : min(box.stop, box.start + MOST_BLOCK)] if box else b""


def _keys(body: bytes) -> list[str | None]:
    names: list[str | None] = []
    at = 8
    while len(names) < _MOST_KEYS:
        size = int.from_bytes(body[at : at + 4], "big")
        if size < 8:  # noqa: PLR2004 - size and namespace
            break
        names.append(_KEYS.get(body[at + 8 : at + size]))
        at += size
    return names
