"""IPTC-IIM blocks: the values of one dataset."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

_MARK = 0x1C
_UTF8 = b"\x1b%G"
"""Dataset 1:90 when text is in UTF-8 (IPTC-IIM 4.2, section 5.2)."""


def iptc_values(block: bytes | None, record: int, dataset: int) -> tuple[str, ...]:
    """Return the values of a dataset such as 2:80, By-line; a malformed block gives those before the fault."""
    return _values_of(block).get((record, dataset), ()) if block else ()


@lru_cache(maxsize=16)
def _values_of(block: bytes) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """Split a block once for all detectors."""
    found = list(_datasets(block))
    is_utf8 = any(key == (1, 90) and value == _UTF8 for key, value in found)
    values: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for key, value in found:
        values[key].append(_decoded(value, is_utf8))
    return {key: tuple(texts) for key, texts in values.items()}


def _datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Split the block: mark, record, dataset, two bytes of length, value (IPTC-IIM 4.2, section 1.5)."""
    position = 0
    while position + 5 <= len(block) and block[position] == _MARK:
        size = int.from_bytes(block[position + 3 : position + 5], "big")
        if size & 0x8000:  # an extended length, for embedded objects only
            return
        start = position + 5
        yield (block[position + 1], block[position + 2]), block[start : start + size]
        position = start + size


def _decoded(value: bytes, is_utf8: bool) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8" if is_utf8 else "latin-1", "replace")
