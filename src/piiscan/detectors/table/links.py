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
from piiscan.model.text_engine import contains
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
    text = canonical(cells.distinct)
    yield link.role, "exact", cells.records, cells.spread(tokens(text, key_for(domain)))
    for level, general in _generalisations(text, link):
        held = cells.spread(pc.is_valid(general))
        values = cells.spread(tokens(general, key_for(f"{domain}/{level}")))
        if pc.all(held).as_py():
            yield link.role, level, cells.records, values
        else:
            yield link.role, level, cells.records.filter(held), values.filter(held)


def picture_levels(cells: PresentText, key_for: KeyFor) -> Iterator[Tokens]:
    """Yield the tokens of the pictures that cells name, by path and by name alone."""
    path = _replaced(cells.distinct, r"[?#].*$", r"[?#]")
    path = _replaced(path, r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*)?(?:\.?/)*", r"^\.?/|^[a-zA-Z][a-zA-Z0-9+.-]*://")
    yield "picture", "exact", cells.records, cells.spread(tokens(path, key_for("picture")))
    name = pc.replace_substring_regex(path, r"^.*[/\\]", "")
    yield "picture", "name", cells.records, cells.spread(tokens(name, key_for("picture/name")))


def picture_tokens(assets: list[str], key_for: KeyFor) -> list[tuple[str, ArrowArray]]:
    """Return the levels and tokens by which pictures are found from the columns that name them."""
    names = [asset.rsplit("/", 1)[-1] for asset in assets]
    return [
        ("exact", tokens(pa.array(assets, pa.string()), key_for("picture"))),
        ("name", tokens(pa.array(names, pa.string()), key_for("picture/name"))),
    ]


def canonical(text: ArrowArray) -> ArrowArray:
    """Return values so written that one value is one text in every file format: no blanks around, no ``.0``."""
    found = _containing(text, r"^\s|\s$|\.0+\s*$")
    if not len(found):
        return text
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(text.take(found)), r"^(-?\d+)\.0+$", r"\1")
    return _put(text, found, plain)


def _replaced(text: ArrowArray, pattern: str, where: str) -> ArrowArray:
    """Return texts without what a pattern finds in those that another one finds something in."""
    found = _containing(text, where)
    return _put(text, found, pc.replace_substring_regex(text.take(found), pattern, "")) if len(found) else text


def _containing(text: ArrowArray, pattern: str) -> ArrowArray:
    """Return the places of texts in which a pattern is found: in most columns there is nothing to change."""
    return pc.indices_nonzero(contains(text, pattern))


def _put(text: ArrowArray, places: ArrowArray, changed: ArrowArray) -> ArrowArray:
    """Return texts with others in these places."""
    if len(places) == len(text):
        return changed
    taken = np.arange(len(text))
    taken[places.to_numpy()] = len(text) + np.arange(len(places))
    return pa.concat_arrays([text, changed]).take(pa.array(taken))


def _generalisations(text: ArrowArray, link: LinkLevels) -> Iterator[tuple[str, ArrowArray]]:
    for width in link.bands:
        yield f"band {width:g}", _band(text, width)
    for length in link.prefixes:
        yield f"prefix {length}", pc.utf8_slice_codeunits(text, 0, length)


def _band(text: ArrowArray, width: float) -> ArrowArray:
    """Return the number of the band of that width for each value; null where the value is no number."""
    is_number = pc.match_substring_regex(text, r"^[-+]?\d{1,15}(?:\.\d+)?$")
    numbers = pc.if_else(is_number, text, pa.scalar(None, text.type)).cast(pa.float64())
    bands = pc.floor(pc.divide(numbers, width)).cast(pa.int64()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(bands.indices, bands.dictionary.cast(pa.string()))


def tokens(text: ArrowArray, key: bytes) -> ArrowArray:
    """Return the 8-byte keyed hash of each text, as fixed-size binary; what comes as a dictionary is hashed once."""
    if pa.types.is_dictionary(text.type):
        return tokens(text.dictionary, key).take(text.indices)
    hashes = hash_column(text, key)
    return pa.Array.from_buffers(pa.binary(8), len(hashes), [None, pa.py_buffer(np.ascontiguousarray(hashes))])


def keyed_digest(sha256: bytes, key: bytes) -> str:
    """Return a keyed digest in place of the SHA-256 of a file so small that its content could be guessed."""
    return hashlib.blake2b(sha256, key=key, digest_size=32).hexdigest()
