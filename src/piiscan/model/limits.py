"""How far an asset is followed: reaching a limit is told in the ledger, and the rest of the dataset goes on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from piiscan.model.errors import UsageError

_SUFFIXES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_NUMBER = re.compile(r"(\d+)([KMGT]?)(?:i?B)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one asset may cost; each is a whole number from 1."""

    bytes: int = 4 << 40
    """Bytes of one asset that are read, those unpacked from an archive included."""

    expansion: int = 1_100
    """How many times larger data may get by unpacking: deflate itself ends at 1,032, and data do not come near it."""

    pixels: int = 178_956_970
    """Pictures with more pixels are not decoded: the size at which Pillow itself refuses, half a gigabyte as RGB."""

    nesting: int = 4
    """Archives within archives that are opened."""

    members: int = 2_000_000
    """Members of one archive that are opened."""

    decoded: int = 512 << 20
    """Bytes that one record, or one stripe, may take decoded, as far as the format says so beforehand."""

    seconds: int = 120
    """Seconds without progress: for one picture, one batch of a table, one member of an archive."""

    memory: int = 2 << 30
    """Bytes by which a process may grow while it reads one asset."""


DEFAULT_LIMITS = Limits()


def limits_from(given: Iterable[str]) -> Limits:
    """Return the default limits with those that are given as ``name=value``, such as ``memory=4G``.

    Raises:
        UsageError: there is no such limit, or its value is not a whole number from 1.
    """
    known = {item.name for item in fields(Limits)}
    changed: dict[str, int] = {}
    for each in given:
        name, _, value = each.partition("=")
        number = _NUMBER.match(value.strip())
        if name.strip() not in known:
            raise UsageError(f"there is no limit named {name.strip()!r}: use one of {', '.join(sorted(known))}")
        if number is None or not int(number[1]):
            raise UsageError(f"the limit {name.strip()} needs a whole number from 1, such as {name.strip()}=4G")
        changed[name.strip()] = int(number[1]) * _SUFFIXES[number[2].upper()]
    return replace(Limits(), **changed)


def size_words(size: int) -> str:
    """Return a number of bytes in words, such as ``2 GB``: as limits are told in reasons."""
    for unit, name in ((1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
