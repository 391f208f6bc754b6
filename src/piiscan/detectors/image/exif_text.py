"""EXIF values as text, whatever type their writer gave them."""

from typing import Any


def exif_text(value: Any) -> str:
    """Return a tag's text without padding; blank for what is no text, such as a table of numbers."""
    if type(value) is str:  # nearly always
        return value.partition("\0")[0].strip() if "\0" in value else value.strip()
    if isinstance(value, bytes):
        value = _decoded(value)
    elif isinstance(value, tuple):
        value = _from_parts(value)
    return str(value).partition("\0")[0].strip() if value is not None else ""


def utf16_text(value: Any) -> str:
    """Return the text of Microsoft's XP tags: UTF-16 in little-endian bytes, which Pillow gives as bytes or numbers."""
    if isinstance(value, tuple) and all(isinstance(part, int) and 0 <= part < 256 for part in value):  # noqa: PLR2004
        value = bytes(value)
    if isinstance(value, bytes):
        value = value.decode("utf-16-le", "replace")
    return exif_text(value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _from_parts(parts: tuple[Any, ...]) -> str:
    """Join a tuple of strings; short tuples of numbers are how some makers write serial numbers."""
    if len(parts) <= 4 or all(isinstance(part, str) for part in parts):  # noqa: PLR2004
        return " ".join(str(part) for part in parts)
    return ""
