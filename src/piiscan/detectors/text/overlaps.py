"""Settles which entity a stretch of text is when several rules claim it."""

from collections.abc import Iterable

from piiscan.detectors.text.recognize import Span


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans of one text without those that overlap a surer or longer one, in order of place."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (-s.rule.confidence, s.start - s.end, s.start, s.rule.id)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: (span.start, span.end))
