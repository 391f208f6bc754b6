"""Finds how text is encoded, or that bytes are no text at all."""

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

ASCII_COMPATIBLE = frozenset({"utf-8", "cp1252", "latin-1"})
"""Encodings in which the bytes of delimiters, quotes and line ends mean nothing else."""

_UNDEFINED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_ORDINARY_CONTROLS = frozenset(b"\t\n\r\f\v\x1a")
_CONTROLS = bytes(byte for byte in range(32) if byte not in _ORDINARY_CONTROLS)
_UNREADABLE = bytes(byte for byte in range(1, 256) if byte not in range(32, 127) and byte not in _ORDINARY_CONTROLS)
_FEW = 0.01
"""Share of control bytes that text may have, such as the colour codes of a terminal."""

_MANY = 0.3
"""Share beyond which even a file that is called ``.csv`` is no text."""

_WIDE = 0.4
"""Share of NULs on one side of each pair of bytes that shows UTF-16; Western text has nearly 1."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How text is encoded."""

    name: str
    """Python's name."""

    mark_bytes: int = 0
    """Length of the byte order mark."""

    note: str | None = None
    """What a reader should be told, such as that it is not UTF-8."""


_PLAIN = Encoding("utf-8")


def find_encoding(head: bytes, named_as_text: bool = False, whole: bool = False) -> Encoding | None:
    """Return how the text that begins with ``head`` is encoded; None where it is not text.

    Args:
        head: The first bytes of the file, possibly cut inside a character.
        named_as_text: Whether the file's name says that it is text, so that odd bytes in it are damage, not a sign.
        whole: Whether ``head`` is the whole file, so that a character cut off at its end is none.
    """
    if head.isascii() and len(head.translate(None, _CONTROLS)) == len(head):  # as most text is
        return _PLAIN
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    wide = _wide(head)
    if wide is not None:
        return Encoding(wide, note=f"read as {wide.upper()}: it has no byte order mark")
    return _narrow(head, named_as_text, whole)


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 that shows by its pattern: a readable byte, a NUL, a readable byte, a NUL."""
    even, odd = head[0::2], head[1::2]
    for letters, nuls, name in ((even, odd, "utf-16-le"), (odd, even, "utf-16-be")):
        readable = len(letters.translate(None, _UNREADABLE)) - letters.count(0)
        if letters and letters.count(0) <= _FEW * len(letters) and min(readable, nuls.count(0)) > _WIDE * len(letters):
            return name
    return None


def _narrow(head: bytes, named_as_text: bool, whole: bool) -> Encoding | None:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > (_MANY if named_as_text else _FEW) * len(head):
        return None
    if _is_utf8(head, whole):
        return Encoding("utf-8") if named_as_text or b"\0" not in head else None
    if controls and not named_as_text:
        return None
    name = "latin-1" if _UNDEFINED_IN_CP1252.intersection(head) else "cp1252"
    return Encoding(name, note=f"read as {name}: not valid UTF-8")


def _is_utf8(head: bytes, whole: bool) -> bool:
    """Whether bytes are UTF-8; the last character may be cut off where more follows."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return True
