"""Asks single recognizers of Presidio, without its engine and without a language model.

Importing Presidio takes one to two seconds, so this module imports it on the first candidate that needs it. Its
e-mail and URL recognizers are not used: they would let tldextract fetch the public suffix list from the network.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any


def analyze(recognizer: str, text: str, least_score: float) -> Iterator[tuple[int, int]]:
    """Yield where a recognizer finds its entity; what its own checks refuse has a score of zero and is left out.

    Args:
        recognizer: name of a class in ``presidio_analyzer.predefined_recognizers``.
        text: a short text: one cell, or the window around a candidate.
        least_score: from which a finding counts.
    """
    loaded = load_recognizer(recognizer)
    for result in loaded.analyze(text, loaded.supported_entities):
        # Its patterns take digits of every script; checksums and identifiers are written in ASCII ones.
        if result.score > 0 and result.score >= least_score and _stands_alone(text, result.start, result.end):
            yield result.start, result.end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether it is ASCII and neither begins nor ends within a word or number; some patterns lack an end."""
    around = text[start - 1 : start] + text[end : end + 1]
    return text[start:end].isascii() and not any(c.isascii() and c.isalnum() for c in around)


@lru_cache(maxsize=128)
def load_recognizer(recognizer: str) -> Any:
    """Return the one recognizer of that class in this process."""
    import presidio_analyzer.predefined_recognizers as predefined

    return getattr(predefined, recognizer)()
