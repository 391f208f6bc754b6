"""Datasets that only fsspec knows, such as ``hf://datasets/…``: the fallback where no other source fits."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO, cast

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import SourceError, UsageError
from piiscan.sources.addresses import Address, address_of, parse_address
from piiscan.sources.names import asset_name
from piiscan.sources.ranged import RangedFile, buffered

_MARKS = ("ETag", "etag", "blob_id", "checksum", "md5Hash", "content_md5", "sha")
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


@lru_cache(maxsize=64)
def _filesystem(scheme: str) -> Any:
    """Return fsspec's file system of a scheme. Raises UsageError where it or a package that it needs is missing."""
    try:
        import fsspec
    except ImportError:
        raise UsageError(f"{scheme}:// needs another package: install fsspec, and what it needs for it") from None
    try:
        return fsspec.filesystem(scheme)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{scheme}:// cannot be opened here ({type(error).__name__}): is its package there?") from None


def discover_with_fsspec(dataset: str, label: str | None, skip: Iterable[str] = ()) -> Iterator[Asset]:  # noqa: ARG001 - no report lies in such a place
    """Yield the files below an address, in the order of their names.

    Raises:
        UsageError: there is nothing, it cannot be listed, or the address chains several file systems.
    """
    if "::" in dataset:
        raise UsageError("an address within another one (with ::) is not taken: name the file itself")
    root = parse_address(dataset)
    path = _path(root)
    try:
        found = _filesystem(root.scheme).find(path, detail=True)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - every file system has its own; their texts may hold credentials
        raise UsageError(f"{root.scheme}://{root.host} could not be listed ({type(error).__name__})") from None
    if not found:
        raise UsageError(f"There is no dataset at {root.scheme}://{asset_name(path.encode())}.")
    for each in sorted(found):
        yield _asset(root, label, each, found[each])


def open_with_fsspec(uri: str, version: str | None = None) -> BinaryIO:
    """Open a file by ranged reads.

    Args:
        uri: its address.
        version: the mark that the listing saw, where the file system has marks of content.

    Raises:
        SourceError: it cannot be read, or is no longer what was listed.
    """
    address = address_of(uri)
    path = _path(address)
    try:
        filesystem = _filesystem(address.scheme)
    except UsageError as error:
        raise SourceError(f"could not be opened: {error}") from None

    from fsspec import AbstractFileSystem

    # Its general way of reading a part fetches a block of 5 MB; those that know ranges have a way of their own.
    is_general = type(filesystem).cat_file is AbstractFileSystem.cat_file
    as_asked = {"cache_type": "none"} if is_general else {}

    def fetch(start: int, stop: int) -> bytes:
        try:
            return cast("bytes", filesystem.cat_file(path, start=start, end=stop, **as_asked))
        except Exception as error:  # noqa: BLE001 - as above
            raise SourceError(f"could not be read ({type(error).__name__})") from None

    try:
        info = filesystem.info(path)
        size, marks = info["size"], _marks(info)
    except Exception as error:  # noqa: BLE001 - as above
        raise SourceError(f"could not be opened ({type(error).__name__})") from None
    if version and not version.isdigit() and marks and version not in marks:  # a time of change is no mark
        raise SourceError("could not be read: it was changed since it was listed")
    if not isinstance(size, int):
        return io.BytesIO(fetch(0, None))  # type: ignore[arg-type]  # fsspec reads to the end
    file = RangedFile(fetch, size)
    file.load_head()  # else a reader that asks for all of it would get it
    return buffered(file)


def _path(address: Address) -> str:
    return f"{address.host}/{address.key}".rstrip("/")


def _asset(root: Address, label: str | None, path: str, info: dict[str, Any]) -> Asset:
    key = path.lstrip("/").removeprefix(f"{root.host}/")
    name = root.below(key) or root.name
    size = info.get("size")
    etag = next(iter(_marks(info)), None)
    is_empty = size == 0  # None where the file system cannot tell
    kind, status, reason = (Kind.EMPTY, Status.SKIPPED, "empty file") if is_empty else (Kind.DATA, None, None)
    modified = next((_nanoseconds(info[time]) for time in _TIMES if info.get(time)), 0)
    shown = f"{asset_name(label.encode())}/{name}" if label else name
    return Asset(shown, str(root.with_key(key)), size or 0, modified, kind, etag, status=status, reason=reason)


def _marks(info: dict[str, Any]) -> list[str]:
    """Return what a file system says of a file's content; each has a word of its own for it."""
    return [str(info[mark]) for mark in _MARKS if info.get(mark)]


def _nanoseconds(time: Any) -> int:
    if isinstance(time, datetime):
        return int(time.timestamp() * 1_000_000) * 1000
    return int(float(time) * 1_000_000) * 1000 if isinstance(time, int | float) else 0
