"""JSON made of the words that readers look for, put together wrongly: bytes choose what stands where."""

import io
import json
from collections.abc import Iterator
from typing import Any

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Content
from piiscan.planning.looking import look_into
from piiscan.readers.catalog import load_reader

_WORDS = (
    "images annotations categories info licenses id image_id category_id bbox segmentation keypoints file_name name "
    "caption attributes supercategory nbformat cells cell_type source outputs text data metadata text/plain from_name "
    "to_name result value x y width height rectanglelabels annotation_id annotator label ocr @context @type "
    "distribution recordSet field contentUrl dataType source fileObject extract column jsonPath title description "
    "photoTakenTime timestamp geoData geoDataExif latitude longitude altitude people url features geometry coordinates "
    "type properties email phone age sex items rows columns schema index"
)
_KEYS = tuple(_WORDS.split())
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**70), 0.5, 1e308, -0.0, "", "a", "a@example.com", "\ud800", "\0",
    "x" * 300, "48.1,11.5", "2020-01-01T00:00:00Z", "code", "markdown", "Feature", "Point", "sc:Dataset", "a.jpg",
    "../../a.jpg", "mlcommons.org/croissant", "rectanglelabels", "[1,2]", "{}",
)  # fmt: skip
_DEEPEST = 12
_OBJECTS, _LISTS = (1, 2, 3), (4, 5)
"""Of eight choices; the others are plain values."""


class _Choices:
    """Bytes, one choice after the other; the first again and again once they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def of(self, number: int) -> int:
        """Return a number below this one."""
        if self._at >= len(self._data):
            return 0
        self._at += 1
        return self._data[self._at - 1] % number


def document(data: bytes) -> bytes:
    """Return the text that the bytes choose: a document or lines, whole or cut off, in one of three encodings."""
    choices = _Choices(data)
    lines, encoding, cut = choices.of(4), choices.of(8), choices.of(8)
    texts = [json.dumps(_value(choices, 0)) for _ in range(1 + 2 * (lines == 1))]
    text = "\n".join(texts).replace("Infinity", "1e999")
    written = text.encode({6: "utf-16", 7: "utf-8-sig"}.get(encoding, "utf-8"), "surrogatepass")
    return written[: len(written) - choices.of(64)] if cut == 1 else written


def _value(choices: _Choices, depth: int) -> Any:
    kind = choices.of(8) if depth < _DEEPEST else 0
    if kind in _OBJECTS or (not depth and kind not in _LISTS):
        return {_KEYS[choices.of(len(_KEYS))]: _value(choices, depth + 1) for _ in range(1 + choices.of(6))}
    if kind in _LISTS:
        item = _value(choices, depth + 1)
        return [item] * choices.of(5) + [_value(choices, depth + 1) for _ in range(choices.of(3))]
    return _VALUES[choices.of(len(_VALUES))]


_NAMES = ("a.json", "a.jsonl", "a.ipynb", "a.jpg.json", "a.geojson", "a", "a.txt")


def read_as_files_are(data: bytes) -> Iterator[Content]:
    """Yield what the reader gives that such a file's content and name choose."""
    content = document(data[1:])
    asset = Asset(_NAMES[data[0] % len(_NAMES)] if data else "a.json", "file:///a", len(content), 7, Kind.DATA)
    _, layout = look_into(io.BytesIO(content), asset, max(len(content) // 2, 1))
    for piece in layout.pieces:
        yield from load_reader(piece.reader).read(io.BytesIO(content), piece)
