"""Selection: which assets the user asked for, by the patterns of ``--include`` and ``--exclude``.

A pattern is matched against an asset's name and the folders above it, so that ``raw`` or ``raw/**`` leaves out all of
that folder. A pattern without ``/`` matches at any depth. ``*`` stops at ``/``; ``**`` does not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from piiscan.model.assets import Asset, Kind, Status


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user wants scanned."""

    include: tuple[str, ...] = ()
    """Only these; all when there are none."""

    exclude: tuple[str, ...] = ()
    """Not these, even where they are included."""

    def admits(self, name: str) -> bool:
        """Whether an asset of this name is to be scanned."""
        return (not self.include or _any_matches(self.include, name)) and not self.leaves_out(name)

    def leaves_out(self, name: str) -> bool:
        """Whether the user named this asset, or a folder above it, as one to leave out."""
        return _any_matches(self.exclude, name)


def mark_excluded(assets: Iterable[Asset], selection: Selection) -> Iterator[Asset]:
    """Yield all assets, those that the user left out marked so: the ledger says what was not scanned."""
    for asset in assets:
        yield _excluded(asset) if _is_left_out(asset, selection) else asset


def _is_left_out(asset: Asset, selection: Selection) -> bool:
    if asset.kind is Kind.FOLDER:
        # What lies in a folder that could not be listed is unknown: no include pattern can speak for it.
        return selection.leaves_out(asset.name)
    return not selection.admits(asset.name)


def _excluded(asset: Asset) -> Asset:
    reason = "left out by --include or --exclude"
    return replace(asset, kind=Kind.EXCLUDED, reader=None, status=Status.SKIPPED, reason=reason)


def _any_matches(patterns: tuple[str, ...], name: str) -> bool:
    return any(_compiled(pattern).match(name) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression that matches a name or a folder above it."""
    pattern = pattern.removeprefix("./").rstrip("/")
    anywhere = "" if "/" in pattern else "(?:.*/)?"
    body = "".join(_translated(token) for token in _TOKENS.findall(pattern.lstrip("/")))
    return re.compile(f"{anywhere}{body}(?:/.*)?\\Z", re.DOTALL)


_TOKENS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)


def _translated(token: str) -> str:
    wildcards = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if token in wildcards:
        return wildcards[token]
    if token.startswith("[") and len(token) > len("[]"):
        negated = token.startswith("[!")
        inside = token[2 if negated else 1 : -1].replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
        return f"[{'^/' if negated else ''}{inside.replace(']', chr(92) + ']')}]"
    return re.escape(token)
