"""Tokens that tie records together: keyed hashes of whole values and of their generalisations."""

import hashlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.keyed_hash import hash_column
from piiscan.rulebook.rules import ColumnRule, LinkLevels

KeyFor: TypeAlias = Callable[[str], bytes]
"""Gives the 16-byte key for one purpose, such as ``person``."""


Tokens: TypeAlias = tuple[str, str, ArrowArray, ArrowArray]
"""Role, level, records, and the token of each record."""


def link_cells(cells: PresentText, rule: ColumnRule, key_for: KeyFor) -> Iterator[Tokens]:
    """Yield role, level, records and tokens for the values of a column, exact first, then each generalisation.

    Person and picture tokens are the same wherever the same value stands; others only within their category.
    """
    link = rule.link
    if link is None:
        return
    if link.role == "picture":
        yield from picture_levels(cells, key_for)
        return
    domain = link.role if link.role == "person" else f"{link.role}/{rule.category}"
    text = canonical(cells.text)
    yield link.role, "exact", cells.records, tokens(text, key_for(domain))
    for level, general in _generalisations(text, link):
        held = pc.is_valid(general)
        values = tokens(general.filter(held), key_for(f"{domain}/{level}"))
        yield link.role, level, cells.records.filter(held), values


def picture_levels(cells: PresentText, key_for: KeyFor) -> Iterator[Tokens]:
    """Yield the tokens of the pictures that cells name, by path and by name alone."""
    path = pc.replace_substring_regex(cells.text, r"[?#].*$", "")
    path = pc.replace_substring_regex(path, r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*)?(?:\.?/)*", "")
    yield "picture", "exact", cells.records, tokens(path, key_for("picture"))
    name = pc.replace_substring_regex(path, r"^.*[/\\]", "")
    yield "picture", "name", cells.records, tokens(name, key_for("picture/name"))


def picture_tokens(assets: list[str], key_for: KeyFor) -> list[tuple[str, ArrowArray]]:
    """Return the levels and tokens by which pictures are found from the columns that name them."""
    names = [asset.rsplit("/", 1)[-1] for asset in assets]
    return [
        ("exact", tokens(pa.array(assets, pa.string()), key_for("picture"))),
        ("name", tokens(pa.array(names, pa.string()), key_for("picture/name"))),
    ]


def canonical(text: ArrowArray) -> ArrowArray:
    """Return values so written that one value is one text in every file format: no blanks around, no ``.0``."""
    return pc.replace_substring_regex(pc.utf8_trim_whitespace(text), r"^(-?\d+)\.0+$", r"\1")


def _generalisations(text: ArrowArray, link: LinkLevels) -> Iterator[tuple[str, ArrowArray]]:
    for width in link.bands:
        yield f"band {width:g}", _band(text, width)
    for length in link.prefixes:
        yield f"prefix {length}", pc.utf8_slice_codeunits(text, 0, length)


def _band(text: ArrowArray, width: float) -> ArrowArray:
    """Return the number of the band of that width for each value; null where the value is no number."""
    is_number = pc.match_substring_regex(text, r"^[-+]?\d{1,15}(?:\.\d+)?$")
    numbers = pc.if_else(is_number, text, pa.scalar(None, text.type)).cast(pa.float64())
    return pc.floor(pc.divide(numbers, width)).cast(pa.int64()).cast(pa.string())


def tokens(text: ArrowArray, key: bytes) -> ArrowArray:
    """Return the 8-byte keyed hash of each text, as fixed-size binary."""
    hashes = hash_column(text, key)
    return pa.Array.from_buffers(pa.binary(8), len(hashes), [None, pa.py_buffer(np.ascontiguousarray(hashes))])


def keyed_digest(sha256: bytes, key: bytes) -> str:
    """Return a keyed digest in place of the SHA-256 of a file so small that its content could be guessed."""
    return hashlib.blake2b(sha256, key=key, digest_size=32).hexdigest()
