"""Names of assets and addresses of files: bytes paths to text that any report can hold, and back."""

# pathlib has no bytes paths.
# ruff: noqa: PTH100

import os
import re
from urllib.parse import quote, unquote_to_bytes

_UNSAFE = re.compile("[%!\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\udc80-\udcff]")
"""What a name may not show as it is.

``%`` and ``!`` are the marks of this encoding and of archive members; lone surrogates stand for bytes that are not
UTF-8 (PEP 383); the others are control, line-breaking and direction-changing characters, which would let a file's name
forge what a terminal or a report shows.
"""

_FILE_SCHEME = "file://"


def asset_name(path: bytes) -> str:
    """Return the readable name of a path below a dataset's root; two paths never share one."""
    return _UNSAFE.sub(_percent, path.decode("utf-8", "surrogateescape"))


def file_uri(path: bytes) -> str:
    """Return the ``file:`` address (RFC 8089) of an absolute path."""
    return _FILE_SCHEME + quote(path)


def file_path(uri: str) -> bytes:
    """Return the path that a ``file:`` address names."""
    path = uri.removeprefix(_FILE_SCHEME)
    return unquote_to_bytes(path) if "%" in path else path.encode()


def absolute(path: bytes | str | os.PathLike[str]) -> bytes:
    """Return the absolute form of a path, without resolving links."""
    return os.path.abspath(os.fsencode(path))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))
