"""Checks of e-mail addresses, network addresses and handles."""

import ipaddress
import re
from functools import lru_cache
from typing import Any

from piiscan.detectors.text.candidates import Candidate

_VERSION_BEFORE = re.compile(r"(?i)(?:\bv|ver|version|release|firmware|build|rev|section|sec|chapter|clause|§)[ .:#]*$")


def confirm_email(candidate: Candidate) -> bool:
    """Return whether its domain ends in a public suffix, which ``logo@2x.png`` does not."""
    domain = candidate.text.rpartition("@")[2].rstrip(".")
    return bool(_suffixes()(domain).fqdn) and ".." not in candidate.text


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
    if _VERSION_BEFORE.search(candidate.before) and not candidate.explained:
        return False
    nobody = address.is_loopback or address.is_unspecified or address.is_multicast or candidate.text.startswith("255.")
    return not nobody and (address.version == 4 or _is_told(candidate))  # noqa: PLR2004 - IPv4


def _is_told(candidate: Candidate) -> bool:
    """Return whether a short IPv6 address is more than two words of a program with a double colon between."""
    groups = [group for group in candidate.text.partition("/")[0].split(":") if group]
    return candidate.explained or (len(groups) > 2 and any(c.isdigit() for c in candidate.text))  # noqa: PLR2004


def confirm_handle(candidate: Candidate) -> bool:
    """Return whether it can be no plain word: ``flat @harbour`` means at the harbour."""
    return candidate.explained or any(c.isdigit() or c == "_" for c in candidate.text)
