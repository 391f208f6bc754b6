"""Tells secrets from words and placeholders that stand where secrets do."""

import math
import re
from collections import Counter

from piiscan.detectors.text.candidates import Candidate

_PLACEHOLDER = re.compile(
    r"(?i)xxx|\*\*\*|your|example\.|placeholder|changeme|<|\{|\$\(|null|none|true|false|secret$|::|->|^\$\w+"
)
_LEAST_BITS = 2.5
"""Shannon entropy per character; words of one letter and counting numbers have less."""


def confirm_secret(candidate: Candidate) -> bool:
    """Return whether it is as mixed as a secret is, and no placeholder."""
    return not _PLACEHOLDER.search(candidate.text) and _bits(candidate.text) >= _LEAST_BITS


def _bits(text: str) -> float:
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
