"""Assets: the things seen in a dataset, and how far each was read."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far an asset was read."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    FAILED = "failed"


class Kind(StrEnum):
    """What an asset is, by its content."""

    TABLE = "table"
    PICTURE = "picture"
    MODEL = "model"
    TEXT = "text"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    DATA = "data"
    FOLDER = "folder"
    EMPTY = "empty"
    LINK = "link"
    SPECIAL = "special"
    REPORT = "report"
    EXCLUDED = "excluded"
    BOOKKEEPING = "bookkeeping"


HARMLESS_WHEN_SKIPPED = frozenset(
    {Kind.MODEL, Kind.EMPTY, Kind.LINK, Kind.SPECIAL, Kind.EXCLUDED, Kind.BOOKKEEPING},
)
"""Kinds that hold no records to read, or that the user left out: skipping one leaves nothing unread.

A report is none of them: that it is one is only its own word, so it counts as unread.
"""


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing seen in a dataset, before anything in it is read."""

    name: str
    """Path below the dataset root, ``/``-separated, percent-encoded where it must be."""

    uri: str
    """Where it can be opened, such as ``file:///data/a.csv``; holds no credentials."""

    size: int
    """Bytes."""

    modified_ns: int
    """Modification time in nanoseconds since 1970, UTC; 0 where the source has none."""

    kind: Kind
    """What it is, as far as is known without reading it."""

    etag: str | None = None
    """The store's own mark of this content, where the source has one."""

    media_type: str | None = None
    """By content, such as ``image/jpeg``."""

    reader: str | None = None
    """The reader that opens it, from the catalog of readers; None when there is none."""

    status: Status | None = None
    """Set when the plan already knows the outcome: skipped or failed."""

    reason: str | None = None
    """Why it was not read, or a note on how; a sentence without values."""

    in_snapshot: bool = True
    """Whether it is part of its table now; False for old files of a table with a history."""
