"""JSON as Python writes it, made strict: NaN and the infinities become null."""

import re
from typing import BinaryIO

_NOT_JSON = re.compile(rb"(?<=[\[:,\s])(?:NaN|-?Infinity)(?=[\s,\]}])")
_LONGEST = 16
"""Bytes held back at the end of a block, in which such a word may stand cut."""

_MARK = b"\xef\xbb\xbf"


class StrictJson:
    """The bytes of a document, read forwards."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = stream.read(len(_MARK)).removeprefix(_MARK)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; none at the end."""
        if size == 0:
            return b""
        block = self._stream.read(max(size, 4 * _LONGEST))
        content = self._held + block
        if b"NaN" in content or b"Infinity" in content:
            content = _NOT_JSON.sub(b"null", content)
        if not block:
            self._held = b""
            return content
        self._held = content[-_LONGEST:]
        return content[:-_LONGEST] or self.read(size)
