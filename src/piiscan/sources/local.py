"""Files and folders on this machine: lists everything below a root, and says of everything what it is.

Paths are bytes throughout, because on POSIX a file name is any bytes. Nothing is left out silently: what cannot be
listed or is not followed becomes an asset with a reason.
"""

# pathlib has no bytes paths.
# ruff: noqa: PTH113, PTH116, PTH118, PTH119

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import UsageError
from piiscan.model.listed import BATCH_ROWS, LISTED, assets_of
from piiscan.sources.names import absolute, asset_name, file_uri

PathLike = bytes | str | os.PathLike[str]

_Entry = tuple[bytes, int, int, Kind, Status | None, str | None]
"""Path, size, modification time in nanoseconds, kind, and where the outcome is known already, status and reason."""

_PLAIN = re.compile(rb"[A-Za-z0-9_.~/\n-]*")
"""Paths that stand for themselves, as names and as addresses; one per line."""


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
    """List everything below a root as ``discover_batches`` does, asset by asset."""
    batches = discover_batches(root, label, skip)
    return (asset for batch in batches for asset in assets_of(batch))


def discover_batches(
    root: PathLike,
    label: str | None = None,
    skip: Iterable[PathLike] = (),
) -> Iterator[pa.RecordBatch]:
    """List everything below a root, folder by folder, in the byte order of the names, as rows of ``LISTED``.

    Only the names of one folder, and of those above it, are held at a time.

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
    entries = _walk(start) if stat.S_ISDIR(found.st_mode) else iter([_file(path, found)])
    return _batches(start, entries)


def _batches(root: _Root, entries: Iterator[_Entry]) -> Iterator[pa.RecordBatch]:
    while together := list(islice(entries, BATCH_ROWS)):
        paths, size, modified_ns, kind, status, reason = (list(column) for column in zip(*together, strict=True))
        names, addresses = _names(root, paths)
        nothing = pa.nulls(len(paths), pa.string())
        plain = (pa.array(size, pa.int64()), pa.array(modified_ns, pa.int64()), pa.array(kind, pa.string()))
        outcome = (pa.array(status, pa.string()), pa.array(reason, pa.string()))
        live = pa.repeat(pa.scalar(True), len(paths))
        columns = [names, addresses, *plain, nothing, nothing, nothing, *outcome, live]
        yield pa.RecordBatch.from_arrays(columns, schema=LISTED)


def _names(root: _Root, paths: list[bytes]) -> tuple[ArrowArray, ArrowArray]:
    """Return the names and the addresses of paths; all together where nothing in them needs to be encoded."""
    together = b"\n".join(paths)
    if paths[0] == root.path or together.count(b"\n") >= len(paths) or not _PLAIN.fullmatch(together):
        names = pa.array([_name(root, path) for path in paths], pa.string())
        return names, pa.array([file_uri(path) for path in paths], pa.string())
    whole = pa.array(together.decode().split("\n"), pa.string())
    below = pc.utf8_slice_codeunits(whole, len(root.path.rstrip(b"/")) + 1)
    names = pc.binary_join_element_wise(root.prefix, below, "") if root.prefix else below
    return names, pc.binary_join_element_wise(file_uri(b""), whole, "")


def _walk(root: _Root) -> Iterator[_Entry]:
    """Yield what lies below a folder; a stack of folders instead of recursion, so that depth has no limit."""
    pending = [iter([root.path])]
    while pending:
        path = next(pending[-1], None)
        if path is None:
            pending.pop()
        elif path not in root.skip:
            entry = _look(root, path)
            if entry is not None:
                yield entry
                continue
            try:
                pending.append(_entries(path))
            except OSError as error:
                reason = f"folder could not be listed: {_why(error)}"
                yield path, 0, 0, Kind.FOLDER, Status.FAILED, reason


def _entries(folder: bytes) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    return (os.path.join(folder, name) for name in names)


def _look(root: _Root, path: bytes) -> _Entry | None:
    """Return what is at a path, or None where it is a folder to go into."""
    try:
        found = os.stat(path) if path == root.path else os.lstat(path)
    except OSError as error:
        return path, 0, 0, Kind.DATA, Status.FAILED, f"could not be looked at: {_why(error)}"
    if stat.S_ISREG(found.st_mode):
        return _file(path, found)
    if stat.S_ISLNK(found.st_mode):
        return path, 0, found.st_mtime_ns, Kind.LINK, Status.SKIPPED, _link_reason(root, path)
    if not stat.S_ISDIR(found.st_mode):
        return _file(path, found)
    return None


def _file(path: bytes, found: os.stat_result) -> _Entry:
    if not stat.S_ISREG(found.st_mode):
        reason = f"{_special(found.st_mode)}: holds no records, and reading it could wait for ever"
        return path, 0, found.st_mtime_ns, Kind.SPECIAL, Status.SKIPPED, reason
    if found.st_size == 0:
        return path, 0, found.st_mtime_ns, Kind.EMPTY, Status.SKIPPED, "empty file"
    return path, found.st_size, found.st_mtime_ns, Kind.DATA, None, None


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
    """Return the asset's name; the root itself is called by its label, or, where it is a file, by its own name."""
    below = path[len(root.path) :].lstrip(b"/")
    if below:
        return root.prefix + asset_name(below)
    if os.path.isfile(path):
        name = asset_name(os.path.basename(path))
        return name if root.prefix == f"{name}/" else root.prefix + name  # a label that repeats it is said once
    return root.prefix.rstrip("/") or "."


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device"


def _why(error: OSError) -> str:
    """Return the system's own words for an error number, without the path that ``str(error)`` would add."""
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__
