"""Makers of files made of boxes, and of other containers, around blocks of metadata."""

import struct


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return a box of the ISO base media format."""
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def movie(*inside: bytes, brand: bytes = b"isom") -> bytes:
    """Return a movie without frames, with these boxes in its ``moov`` box."""
    return box(b"ftyp", brand, bytes(4)) + box(b"moov", *inside)


def apple_keys(**values: str) -> bytes:
    """Return a ``meta`` box with Apple's keys, dots written as two underscores."""
    names = [name.replace("__", ".").encode() for name in values]
    keys = box(b"keys", bytes(4), struct.pack(">I", len(names)), *(box(b"mdta", name) for name in names))
    items = [
        box(struct.pack(">I", i + 1), box(b"data", struct.pack(">II", 1, 0), value.encode()))
        for i, value in enumerate(values.values())
    ]
    return box(b"meta", box(b"hdlr", bytes(4)), keys, box(b"ilst", *items))


def loci(latitude: float, longitude: float, name: bytes = b"home") -> bytes:
    """Return 3GPP's position box."""
    place = struct.pack(">iii", round(longitude * 65536), round(latitude * 65536), 0)
    return box(b"loci", bytes(6), name + b"\0", b"\0", place, b"earth\0\0")
