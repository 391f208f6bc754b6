"""Files and folders on this machine: lists everything below a root, and says of everything what it is.

Paths are bytes throughout, because on POSIX a file name is any bytes. Nothing is left out silently: what cannot be
listed or is not followed becomes an asset with a reason.
"""

# pathlib has no bytes paths.
# ruff: noqa: PTH116, PTH118, PTH119

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import UsageError
from piiscan.sources.earlier_report import holds_report
from piiscan.sources.names import absolute, asset_name, file_uri

PathLike = bytes | str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class _Root:
    """Where a walk starts."""

    path: bytes
    real: bytes
    """With all links resolved; a link inside the dataset may point to below here only."""

    prefix: str
    """What stands before each name: nothing, or the label and a slash."""

    skip: frozenset[bytes]


def discover(
    root: PathLike,
    label: str | None = None,
    skip: Iterable[PathLike] = (),
) -> Iterator[Asset]:
    """List everything below a root, folder by folder, in the byte order of the names.

    Args:
        root: A folder or a single file. A root that is itself a link is followed; a link below it never is, since its
            target is either listed in its own place or lies outside the dataset.
        label: Stands before each name when a dataset has several roots.
        skip: Paths that are not even mentioned: the report that this scan writes, so that a second scan lists the same.

    Raises:
        UsageError: There is nothing at ``root``.
    """
    path = absolute(root)
    named = asset_name(path)
    try:
        found = os.stat(path)
    except OSError as error:
        raise UsageError(f"There is no dataset at {named}: {_why(error)}.") from None
    prefix = f"{asset_name(os.fsencode(label))}/" if label else ""
    start = _Root(path, os.path.realpath(path), prefix, frozenset(absolute(each) for each in skip))
    if stat.S_ISDIR(found.st_mode):
        return _walk(start)
    return iter([_single(start, found)])


def _single(root: _Root, found: os.stat_result) -> Asset:
    """Return the asset of a root that is a file; a label that repeats its name is said once."""
    name = asset_name(os.path.basename(root.path))
    return _file(root.path, name if root.prefix == f"{name}/" else root.prefix + name, found)


def _walk(root: _Root) -> Iterator[Asset]:
    """Yield what lies below a folder; a stack of folders instead of recursion, so that depth has no limit."""
    pending = [iter([root.path])]
    while pending:
        path = next(pending[-1], None)
        if path is None:
            pending.pop()
        elif path not in root.skip:
            asset = _look(root, path)
            if asset is not None:
                yield asset
                continue
            try:
                pending.append(_entries(path))
            except OSError as error:
                yield _folder(root, path, Kind.FOLDER, Status.FAILED, f"folder could not be listed: {_why(error)}")


def _entries(folder: bytes) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    return (os.path.join(folder, name) for name in names)


def _look(root: _Root, path: bytes) -> Asset | None:
    """Return the asset at a path, or None where it is a folder to go into."""
    name = _name(root, path)
    try:
        found = os.stat(path) if path == root.path else os.lstat(path)
    except OSError as error:
        reason = f"could not be looked at: {_why(error)}"
        return Asset(name, file_uri(path), 0, 0, Kind.DATA, status=Status.FAILED, reason=reason)
    if stat.S_ISLNK(found.st_mode):
        return _link(root, path, found)
    if not stat.S_ISDIR(found.st_mode):
        return _file(path, name, found)
    if holds_report(path):
        return _folder(root, path, Kind.REPORT, Status.SKIPPED, "an earlier report of piiscan")
    return None


def _file(path: bytes, name: str, found: os.stat_result) -> Asset:
    uri = file_uri(path)
    if not stat.S_ISREG(found.st_mode):
        reason = f"{_special(found.st_mode)}: holds no records, and reading it could wait for ever"
        return Asset(name, uri, 0, found.st_mtime_ns, Kind.SPECIAL, status=Status.SKIPPED, reason=reason)
    if found.st_size == 0:
        return Asset(name, uri, 0, found.st_mtime_ns, Kind.EMPTY, status=Status.SKIPPED, reason="empty file")
    return Asset(name, uri, found.st_size, found.st_mtime_ns, Kind.DATA)


def _folder(root: _Root, path: bytes, kind: Kind, status: Status, reason: str) -> Asset:
    return Asset(_name(root, path), file_uri(path), 0, 0, kind, status=status, reason=reason)


def _link(root: _Root, path: bytes, found: os.stat_result) -> Asset:
    reason = _link_reason(root, path)
    name = _name(root, path)
    return Asset(name, file_uri(path), 0, found.st_mtime_ns, Kind.LINK, status=Status.SKIPPED, reason=reason)


def _link_reason(root: _Root, path: bytes) -> str:
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a link that leads back to itself"
        return f"a broken link: {_why(error)}"
    if target == root.real or target.startswith(root.real.rstrip(b"/") + b"/"):
        return "a link to a place inside the dataset, which is scanned there"
    return "a link to a place outside the dataset, not followed"


def _name(root: _Root, path: bytes) -> str:
    """Return the asset's name; the root itself is called by its label, or ``.``."""
    below = path[len(root.path) :].lstrip(b"/")
    return root.prefix + asset_name(below) if below else root.prefix.rstrip("/") or "."


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device"


def _why(error: OSError) -> str:
    """Return the system's own words for an error number, without the path that ``str(error)`` would add."""
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__
