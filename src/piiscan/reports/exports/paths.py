"""Work lists: the files that hold a category, as paths that other commands take."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from piiscan.model.categories import Category
from piiscan.model.errors import UsageError
from piiscan.reports.folder import connect

_FILES = """
SELECT DISTINCT uri FROM assets SEMI JOIN (SELECT DISTINCT asset FROM findings WHERE category = $category) USING (asset)
ORDER BY uri
"""
_BATCH_ROWS = 100_000


def list_paths(report: Path, category: str, *, null: bool) -> Iterator[bytes]:
    """Yield the path of each file that holds a category, each with its end: a NUL or a line feed.

    Raises:
        UsageError: there is no such category, or a path holds a line feed and ``null`` is not set.
        ReportError: it is no finished report.
    """
    if category not in set(Category):
        raise UsageError(f"there is no category {category}; piiscan rules lists them")
    with connect(report) as db:
        db.execute(_FILES, {"category": category})
        while rows := db.fetchmany(_BATCH_ROWS):
            for (uri,) in rows:
                path = _path(uri)
                if not null and b"\n" in path:
                    raise UsageError("a path holds a line feed: use -0, and xargs -0")
                yield path + (b"\0" if null else b"\n")


def _path(uri: str) -> bytes:
    """Return the path of a local file, else the address as it is."""
    parts = urlsplit(uri)
    return os.fsencode(unquote_to_bytes(parts.path)) if parts.scheme == "file" else uri.encode()
