"""What each target starts from: small files made here, none of them found anywhere."""

import struct
from collections.abc import Callable, Iterator

from tests.builders import exif_block, photo, xmp_packet
from tests.containers import PEOPLE, PEOPLE_CSV, TABLES, json_lines, tfrecord
from tests.readers.boxes import apple_keys, box, loci, movie
from tests.readers.test_hostile_pictures import SEEDS
from tests.readers.test_maker_notes import CANON, FUJI, NIKON, OLYMPUS, PANASONIC, PENTAX, SIGMA

from fuzz.reports import sound_report
from piiscan.rulebook.places import shipped_rules

_PACKET = xmp_packet(dc__creator="Ada Invented", exif__GPSLatitude="26,34.9N", exif__GPSLongitude="3,4.9W")
_REGIONS = _PACKET.replace(
    b"<rdf:Description",
    b'<rdf:Description xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" mwg-rs:Name="Ada"'
    b' mwg-rs:Type="Face" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" stArea:x="0.5"',
    1,
)
_NOTES = (CANON, FUJI, NIKON, OLYMPUS, PANASONIC, PENTAX, SIGMA)


def _tiff() -> Iterator[bytes]:
    yield photo(format="TIFF", gps=(12.5, 33.25), artist="Ada Invented", serial="0042", size=(8, 8))
    for note in _NOTES:
        for make in ("Canon", "Acme"):
            yield exif_block(Make=make, MakerNote=note, gps=(1.5, 2.5), artist="Ada", Orientation=6).tobytes()[6:]
    yield b"MM\0+\0\x08\0\0" + struct.pack(">QQHHQQQ", 16, 1, 0x010F, 2, 4, 0x41646100 << 32, 0)
    yield b"IIU\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x002E, 7, 4, 8, 0)


def _boxes() -> Iterator[bytes]:
    yield from (seed for seed in SEEDS if seed[4:8] == b"ftyp")
    yield photo(format="HEIF", gps=(12.5, 33.25), serial="0042", xmp=_PACKET, size=(16, 16))
    yield movie(box(b"udta", loci(1, 2), box(b"\xa9xyz", b"\0\x12\0\0+12.5-033.2/"), box(b"XMP_", _PACKET)))
    yield movie(apple_keys(com__apple__quicktime__location__ISO6709="+12.5-033.2/"), brand=b"qt  ")
    block = exif_block(Make="Canon", artist="Ada").tobytes()[6:]
    canon = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    yield movie(box(b"uuid", canon, box(b"CMT1", block), box(b"CMT2", block), box(b"CMT3", block)), brand=b"crx ")
    yield box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4)) + box(b"Exif", bytes(4), block)
    header = box(b"ihdr", struct.pack(">II", 4, 4), bytes(6))
    yield box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 ", bytes(4)) + box(b"jp2h", header) + box(b"xml ", _PACKET)


def _headers() -> Iterator[bytes]:
    yield from SEEDS
    yield photo(size=(16, 16), xmp=_REGIONS, artist="Ada")
    for marker, body in _SEGMENTS:
        yield b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body + photo(size=(8, 8))[2:]
    yield photo(format="GIF", size=(8, 8))
    yield photo(format="BMP", size=(8, 8))


_FLIR = (
    b"FLIR\0\1\0\0FFF\0"
    + bytes(16)
    + struct.pack(">III", 101, 0x20, 1)
    + bytes(0)
    + struct.pack(">HHIIIIIII", 0x2B, 0, 0, 0, 64, 32, 0, 0, 0)
    + bytes(64)
)
_SEGMENTS = (
    (0xE1, _FLIR),
    (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", 9, 0) + _PACKET),
    (0xE2, b"MPF\0" + bytes(8)),
    (0xE6, b"GoPro\0CASNc\1\0\x0eC3000000000000"),
    (0xE9, b"Media Jukebox<People>Ada Invented</People>"),
    (0xEB, b"JP\0\1\0\0\0\1\0\0\0\x20jumbc2pa"),
    (0xEC, b"Serial Number: 41234"),
    (0xED, b"Photoshop 3.0\x008BIM\4\4\0\0\0\0\0\x0b\x1c\2\x50\0\3Ada\x1c\2\x5a"),
)


def _rules(*kinds: str) -> Iterator[bytes]:
    for kind in kinds:
        for file in sorted((shipped_rules() / kind).glob("*.yaml"))[:12]:
            yield file.read_bytes()


def _report() -> Iterator[bytes]:
    report, files = sound_report()
    for number, name in enumerate(files):
        yield bytes([number, number]) + (report / name).read_bytes()


def _report_values() -> Iterator[bytes]:
    for number in range(len(sound_report()[1])):
        yield bytes([number, number, number, number, 7, 3])


def _json_shapes() -> Iterator[bytes]:
    for number in range(24):
        yield bytes((number * step + 7 * step * step) % 256 for step in range(1, 96))


def _delimited() -> Iterator[bytes]:
    small = "".join(PEOPLE_CSV.splitlines(keepends=True)[:4])
    for text in (small, small.replace(",", ";"), small.replace(",", "\t"), 'a,b\n"x ""y"" z",2\n\n,"1\n2"\n'):
        for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252"):
            yield text.encode(encoding)
    yield b"A title\n\nname,age,sex\nAda,3,f\nBo,4,m,surplus\n"
    yield b"Group,,Other,\na,b,c,d\n1,2,3,4\n1,2,3,4\n1,2,3,4\n"


_JSON = (
    b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x"], "outputs": [{"text": ["y"]}]}]}',
    b'{"title": "a.jpg", "geoData": {"latitude": 1.5, "longitude": 2.5}, "people": [{"name": "Ada"}]}',
    b'{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"id": 1, "image_id": 1, "bbox": [1, 2, 3, 4]}]}',
    b'{"a": [1, {"b": null}], "c": 9007199254740993}\n{"a": "x"}\n[]\n',
)

SEEDS_OF: dict[str, Callable[[], Iterator[bytes]]] = {
    "tiff": _tiff,
    "boxes": _boxes,
    "headers": _headers,
    "xmp": lambda: iter([_PACKET, _REGIONS, _PACKET.decode().encode("utf-16-le"), b"<x:xmpmeta><dc:creator>Ada"]),
    "iptc": lambda: iter([b"\x1c\1\x5a\0\3\x1b%G\x1c\2\x50\0\3Ada\x1c\2\x78\x80\2\0\5words"]),
    "maker_notes": lambda: (bytes([make, 0]) + note for make in range(7) for note in _NOTES),
    "delimited": _delimited,
    "json": lambda: iter([json_lines(PEOPLE.slice(0, 3)), TABLES["list.json"]()[:400], TABLES["lists.json"](), *_JSON]),
    "json_shapes": _json_shapes,
    "xml": lambda: iter([b"<?xml version='1.0'?><m><a><b>1</b></a><a><b>2</b></a></m>", _PACKET]),
    "tfrecord": lambda: iter([tfrecord([{"email": b"a@example.com", "age": 3}]), tfrecord([{"x": 1}])[12:-4]]),
    "rules": lambda: _rules("column", "text", "path", "header", "subject"),
    "policies": lambda: _rules("policy"),
    "report": _report,
    "report_values": _report_values,
}
