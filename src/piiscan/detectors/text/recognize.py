"""Finds the entities of one rule in one text: candidates first, then their context, then their checks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from piiscan.detectors.text.candidates import AFTER, BEFORE, Candidate
from piiscan.detectors.text.catalog import load_check, load_finder
from piiscan.rulebook.rules import ContextNeed, TextRule
from piiscan.rulebook.words import words_of

SHORT = 512
"""Code points up to which a text is looked at whole; in longer ones Presidio sees windows around the gate's hits."""

MARGIN = 128
"""Code points on both sides of a gate's hit in such a window."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an entity stands in a text, in code points."""

    rule: TextRule
    start: int
    end: int


def header_explains(rule: TextRule, field: str) -> bool:
    """Return whether the header says that the column holds such entities."""
    return bool(rule.context.headers.found_in(words_of(field)))


def header_denies(rule: TextRule, field: str) -> bool:
    """Return whether the header says that the column holds other numbers, and not that it holds such entities."""
    return bool(rule.context.denied.found_in(words_of(field))) and not header_explains(rule, field)


def recognize(rule: TextRule, text: str, explained: bool, denied: bool = False) -> Iterator[Span]:
    """Yield the entities of a rule in a text.

    Args:
        rule: what to look for.
        text: a cell, or a piece of one.
        explained: whether the header says that the column holds such entities.
        denied: whether it says that the column holds other numbers.
    """
    if rule.context.needed is ContextNeed.ALWAYS and not (explained or rule.context.speaks_in(text)):
        return  # before anything costly is tried
    confirm = load_check(rule.confirm) if rule.confirm else None
    for start, end in _stretches(rule, text):
        before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
        candidate = Candidate(text[start:end], before, after, rule.context, explained, denied)
        if _may_be(rule, candidate) and (confirm is None or confirm(candidate)):
            yield Span(rule, start, end)


def _may_be(rule: TextRule, candidate: Candidate) -> bool:
    """Return whether nothing around a candidate speaks against it."""
    if candidate.text.casefold() in rule.never or candidate.part_of_number or candidate.part_of_list:
        return False
    return candidate.has_context and not candidate.denied


def _stretches(rule: TextRule, text: str) -> Iterable[tuple[int, int]]:
    if rule.patterns:
        return _pattern_stretches(rule.patterns, text)
    if rule.finder:
        return load_finder(rule.finder)(text)
    return _presidio_stretches(rule, text)


def _pattern_stretches(patterns: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    for pattern in map(_compiled, patterns):
        group = "entity" if "entity" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield match.span(group)


def _presidio_stretches(rule: TextRule, text: str) -> Iterator[tuple[int, int]]:
    from piiscan.detectors.text.presidio import analyze

    assert rule.presidio is not None  # noqa: S101 - a rule has exactly one source
    for start, end in _windows(rule, text):
        for first, last in analyze(rule.presidio, text[start:end], rule.least_score):
            yield start + first, start + last


def _windows(rule: TextRule, text: str) -> list[tuple[int, int]]:
    """Return stretches of text around all hits of the gate; those that overlap are one."""
    if len(text) <= SHORT:
        return [(0, len(text))]
    windows: list[tuple[int, int]] = []
    for hit in gate_of(rule).finditer(text):
        start, end = max(0, hit.start() - MARGIN), min(len(text), hit.end() + MARGIN)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=512)
def gate_of(rule: TextRule) -> re.Pattern[str]:
    """Return the rule's gate as a Python pattern."""
    return re.compile(rule.gate)
