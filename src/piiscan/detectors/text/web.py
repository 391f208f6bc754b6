"""Checks of e-mail addresses, network addresses and handles."""

import ipaddress
import re
from functools import lru_cache
from typing import Any

from piiscan.detectors.text.candidates import Candidate

_VERSION_BEFORE = re.compile(
    r"(?i)(?:\bv|ver|version|release|firmware|build|rev|section|sec|chapter|clause|§)[ .:#]*$"
    r"|\b(?:updated?|upgraded?|bump(?:ed)?|deps|oid|since|until|fixed in|merged|requires?|kernel|driver|"
    r"chrome|v8|build)\b[^.]{0,24}$"
)
_DECIMALS_BEFORE = re.compile(r"[0-9]*\.[0-9]+[ ,-]{1,2}[-0-9.]*[0-9.]+[ ,-]{1,2}$")
_VERSION_LIKE = 32
"""Parts of versions are small; of an address that tells a host from others, one part hardly ever is not larger."""


_COMMON = re.compile(r"(?:[A-Za-z0-9-]+\.)+(?:com|org|net|edu)", re.IGNORECASE)
"""Domains under suffixes below which the list has no other; most addresses, and they need no list."""


def confirm_email(candidate: Candidate) -> bool:
    """Return whether its domain ends in a public suffix, which ``logo@2x.png`` does not."""
    domain = candidate.text.rpartition("@")[2].rstrip(".")
    if ".." in candidate.text:
        return False
    return bool(_COMMON.fullmatch(domain) or _suffixes()(domain).fqdn)


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    """Return the public suffix list that came with tldextract: never fetched from the network, nothing kept on disk."""
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)


def confirm_ip_address(candidate: Candidate) -> bool:
    """Return whether it is the address of a host, and no version, section number, mask or loop back."""
    try:
        address = ipaddress.ip_interface(candidate.text).ip
    except ValueError:
        return False
    if not candidate.explained and _may_be_a_version(address, candidate):
        return False
    nobody = address.is_loopback or address.is_unspecified or address.is_multicast or candidate.text.startswith("255.")
    return not nobody and (address.version == 4 or _is_told(candidate))  # noqa: PLR2004 - IPv4


def _may_be_a_version(address: ipaddress.IPv4Address | ipaddress.IPv6Address, candidate: Candidate) -> bool:
    """Return whether four parts may be those of a version, a section, or of a row of numbers without blanks."""
    if _VERSION_BEFORE.search(candidate.before) or _DECIMALS_BEFORE.search(candidate.before):
        return True
    return address.version == 4 and "/" not in candidate.text and max(address.packed) < _VERSION_LIKE  # noqa: PLR2004


def _is_told(candidate: Candidate) -> bool:
    """Return whether a short IPv6 address is more than two words of a program with a double colon between."""
    groups = [group for group in candidate.text.partition("/")[0].split(":") if group]
    if candidate.explained:
        return True
    bytes_in_a_row = all(len(group) == 2 for group in groups)  # noqa: PLR2004 - a fingerprint, say
    return len(groups) > 2 and not bytes_in_a_row and any(c.isdigit() for c in candidate.text)  # noqa: PLR2004


_CODE_BEFORE = re.compile(
    r"[{};$|<>][^@]*@$|(?:\b(?:my|our|scalar|push|shift|sort|foreach|keys|join|return|local)\b|[=(,{*])[^\w@]*@$|\\@$"
)
_NUMBERS_AFTER = re.compile(r"[,;:!]{0,2}\s+[0-9]|[,;:!?.]{2}")
_CODE_AFTER = re.compile(
    r"\s*(?:(?:\|\||&&|[-+*/])?=|[;{]|\)\s*[;{]|->|\()"
    r"|\s*\r?\n\s*(?:@|def |class |async |public |private |protected |static )"
)


def confirm_handle(candidate: Candidate) -> bool:
    """Return whether it is no variable, decorator or macro, and no plain word: ``flat @harbour`` is at the harbour."""
    alone = candidate.before.strip() == "@" and not candidate.after.strip()  # a decorator, if no header says otherwise
    if alone or _CODE_AFTER.match(candidate.after) or _CODE_BEFORE.search(candidate.before):
        return candidate.header_explains
    if candidate.explained:
        return True
    alone = candidate.before in ("", "@") or candidate.before[-2:-1].isspace()
    return alone and any(c.isdigit() or c == "_" for c in candidate.text) and not _NUMBERS_AFTER.match(candidate.after)
