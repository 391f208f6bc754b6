"""Lists what lies in an object store or on a web server, as assets."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.errors import SourceError, UsageError
from piiscan.sources.addresses import WEB, Address, parse_address
from piiscan.sources.names import asset_name
from piiscan.sources.object_store import open_store, saying_why
from piiscan.sources.side_by_side import side_by_side
from piiscan.sources.url_list import listed_addresses

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

_FOLDERS_AT_ONCE = 16
_HEADS_AT_ONCE = 32
_PER_REQUEST = 1000

_UNLISTED = (
    "folder could not be listed: a key in it has an empty part or a character that the object store's client refuses"
)


def discover_objects(dataset: str, label: str | None, skip: Iterable[str] = ()) -> Iterator[Asset]:
    """Yield the objects below a prefix, or the one object of that very name.

    The folders directly below the prefix are listed side by side, and given out in the order of their names.

    Args:
        dataset: such as ``s3://bucket/prefix``.
        label: stands before each name when there are several datasets.
        skip: prefixes that are not even mentioned: the report that this scan writes.

    Raises:
        UsageError: there is nothing of that name, or the store does not let it be listed.
    """
    root = parse_address(dataset)
    before = f"{asset_name(label.encode())}/" if label else ""
    store = open_store(root.store)
    try:
        found = _found(store, root, before)
        first = next(found, None)
    except SourceError as error:
        raise UsageError(f"{root.store}: {error}") from None
    if first is None:
        raise UsageError(f"There is no dataset at {root.store}/{asset_name(root.key.encode())}: nothing begins so.")
    hidden = tuple(f"{parse_address(each)!s}".rstrip("/") + "/" for each in skip)
    yield from (asset for asset in _and_rest(first, found) if not (hidden and asset.uri.startswith(hidden)))


def _and_rest(first: Asset, rest: Iterator[Asset]) -> Iterator[Asset]:
    yield first
    yield from rest


def _found(store: "ObjectStore", root: Address, before: str) -> Iterator[Asset]:
    if root.scheme in WEB:
        yield from _on_the_web(store, root, before)
        return
    if root.key and not root.key.endswith("/") and (meta := _head(store, root.key)):
        yield _asset(root, before, meta, root.name)
    yield from _walk(store, root, before)


def _head(store: "ObjectStore", key: str) -> "ObjectMeta | None":
    with saying_why():
        try:
            return store.head(key)
        except FileNotFoundError:
            return None


def _walk(store: "ObjectStore", root: Address, before: str) -> Iterator[Asset]:
    """Yield what lies below a prefix; its folders are listed in threads.

    Where a whole page of it holds no folder, there may be millions of objects side by side: they are listed page by
    page, since the objects beside folders are told all at once.
    """
    if _is_flat(store, root):
        yield from _below(store, root, before, root.key.rstrip("/"))
        return
    with saying_why():
        top = store.list_with_delimiter(root.key.rstrip("/") or None)
    yield from (_asset(root, before, meta) for meta in top["objects"])
    folders = [partial(_below, store, root, before, folder) for folder in top["common_prefixes"]]
    yield from side_by_side(folders, _FOLDERS_AT_ONCE)


def _is_flat(store: "ObjectStore", root: Address) -> bool:
    folder = f"{root.key.rstrip('/')}/".lstrip("/")
    try:
        page = next(iter(store.list(root.key.rstrip("/") or None, chunk_size=_PER_REQUEST)), [])
    except Exception:  # noqa: BLE001 - what stops it is told by who lists in earnest
        return False
    return len(page) == _PER_REQUEST and not any("/" in meta["path"].removeprefix(folder) for meta in page)


def _below(store: "ObjectStore", root: Address, before: str, folder: str) -> Iterator[Asset]:
    """Yield all objects below a folder; where one stops the listing, what can be listed folder by folder."""
    last = ""
    try:
        for page in store.list(folder, chunk_size=_PER_REQUEST):
            for meta in page:
                last = meta["path"]
                yield _asset(root, before, meta)
    except Exception:  # noqa: BLE001 - whatever it was, the closer look says it
        yield from _folder_by_folder(store, root, before, folder, last)


def _folder_by_folder(store: "ObjectStore", root: Address, before: str, folder: str, last: str) -> Iterator[Asset]:
    try:
        with saying_why():
            here = store.list_with_delimiter(folder)
    except SourceError as error:
        reason = _UNLISTED if "InvalidPathError" in str(error) else f"folder could not be listed: {error}"
        name = before + root.below(folder)
        yield Asset(name, str(root.with_key(folder)), 0, 0, Kind.FOLDER, status=Status.FAILED, reason=reason)
        return
    # Listings come in the order of the keys' bytes: what stands up to the last one seen was given out already.
    yield from (_asset(root, before, meta) for meta in here["objects"] if meta["path"].encode() > last.encode())
    for inner in here["common_prefixes"]:
        if f"{inner}/".encode() > last.encode() or last.startswith(f"{inner}/"):
            yield from _folder_by_folder(store, root, before, inner, last)


def _on_the_web(store: "ObjectStore", root: Address, before: str) -> Iterator[Asset]:
    """Yield the file at an address, and where it is a list of addresses, those that lie on the same server."""
    meta = _head(store, root.key)
    if meta is None:
        return
    yield _asset(root, before, meta, root.name)
    with ThreadPoolExecutor(_HEADS_AT_ONCE) as threads:
        yield from threads.map(partial(_listed, store, before), listed_addresses(root, meta["size"]))


def _listed(store: "ObjectStore", before: str, listed: Address | str) -> Asset:
    if isinstance(listed, str):
        reason = "it stands in the list, and is not on the list's own server: name it yourself to have it read"
        return Asset(before + listed, listed, 0, 0, Kind.DATA, status=Status.FAILED, reason=reason)
    name = before + asset_name(listed.key.encode())
    reason = "could not be read: the server does not have it"
    try:
        if meta := _head(store, listed.key):
            return _asset(listed, before, meta, listed.key)
    except SourceError as error:
        reason = str(error)
    return Asset(name, str(listed), 0, 0, Kind.DATA, status=Status.FAILED, reason=reason)


def _asset(root: Address, before: str, meta: "ObjectMeta | Mapping[str, Any]", name: str | None = None) -> Asset:
    address = root.with_key(meta["path"])
    shown = before + (root.below(meta["path"]) if name is None else asset_name(name.encode("utf-8", "surrogateescape")))
    kind, status, reason = (Kind.DATA, None, None) if meta["size"] else (Kind.EMPTY, Status.SKIPPED, "empty file")
    seen = meta["last_modified"]
    modified = int(seen.timestamp() * 1_000_000) * 1000 if isinstance(seen, datetime) else 0
    etag = _mark(address.scheme, meta["e_tag"])
    return Asset(shown, str(address), meta["size"], modified, kind, etag, status=status, reason=reason)


def _mark(scheme: str, etag: str | None) -> str | None:
    """Return an etag as it stands in headers: Azure's listings leave its quotes away."""
    return f'"{etag}"' if etag and scheme == "az" and not etag.startswith(('"', "W/")) else etag
