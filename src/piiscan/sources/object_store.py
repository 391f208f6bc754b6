"""Object stores and web servers, by obstore's synchronous calls, which leave Python's lock alone while they wait.

Its asynchronous ones aborted at exit in 3 of 12 runs. Credentials, region and endpoint come from the usual variables
(``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``, ``GOOGLE_APPLICATION_CREDENTIALS``, ``AZURE_STORAGE_ACCOUNT_NAME``, …),
which the library reads itself.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from piiscan.model.errors import SourceError, UsageError
from piiscan.sources.addresses import WEB, Address
from piiscan.sources.ranged import Fetch, RangedFile

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import ObjectStore

MISSING = "object stores need another package: install piiscan-dataset[cloud]"

TRIES_VARIABLE = "PIISCAN_STORE_TRIES"
"""How often a request is tried, with longer and longer pauses: 8 times unless said otherwise."""

TIMEOUT_VARIABLE = "PIISCAN_STORE_TIMEOUT"
"""Seconds that one request may take: 60 unless said otherwise."""

_ENDPOINTS = (
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT",
    "AZURE_ENDPOINT",
    "AZURE_STORAGE_ENDPOINT",
    "GOOGLE_BASE_URL",
)
_MOST_WITHOUT_RANGES = 256 << 20
"""Bytes of a file that is held in memory, where a web server gives it as a whole or not at all."""

_CHANGED = "it was changed since it was listed"
_STATUS = re.compile(r"status code: (\d{3})")


@lru_cache(maxsize=64)
def open_store(store: str) -> "ObjectStore":
    """Return the client for a store such as ``s3://bucket``; one per process, shared by its threads.

    Raises:
        UsageError: the package is missing, or the environment names a setting that cannot be.
    """
    try:
        from obstore import store as stores
    except ImportError:
        raise UsageError(MISSING) from None
    scheme, _, host = store.partition("://")
    try:
        options = _options(store)
        if scheme in WEB:
            return stores.HTTPStore(store, **options)
        kind = {"s3": stores.S3Store, "gs": stores.GCSStore, "az": stores.AzureStore}[scheme]
        if scheme == "s3" and (endpoint := os.environ.get(_ENDPOINTS[0])):
            options["endpoint"] = endpoint
        return cast("ObjectStore", kind(host, **options))
    except Exception as error:  # noqa: BLE001 - its text may quote the environment
        raise UsageError(f"{store} cannot be reached with these settings ({type(error).__name__})") from None


def _options(store: str) -> dict[str, Any]:
    tries, seconds = int(os.environ.get(TRIES_VARIABLE, "8")), float(os.environ.get(TIMEOUT_VARIABLE, "60"))
    return {
        "client_options": {
            "timeout": timedelta(seconds=seconds),
            # Without encryption only where the user's own words say so.
            "allow_http": any(os.environ.get(name, store).startswith("http://") for name in _ENDPOINTS),
        },
        "retry_config": {
            "max_retries": tries - 1,
            "retry_timeout": timedelta(seconds=seconds * tries),
            "backoff": {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=10), "base": 2},
        },
    }


def open_object(address: Address, size: int | None = None, etag: str | None = None) -> RangedFile:
    """Return an object as a file, its head already read.

    Args:
        address: where it lies.
        size: bytes, where the listing told; else the store is asked.
        etag: the content that the listing saw; other content is refused, so that the mark in the ledger is that of
            what was read.

    Raises:
        SourceError: the store does not give it, or it is no longer what was listed.
    """
    store = open_store(address.store)
    if size is None:
        with saying_why():
            size = store.head(address.key)["size"]

    file = RangedFile(_ranges(store, address.key, size, etag), size)
    file.load_head()
    return file


def _ranges(store: "ObjectStore", key: str, size: int, etag: str | None) -> Fetch:
    # Weak marks (RFC 9110, 8.8.1) do not speak of bytes.
    condition: GetOptions = {"if_match": etag} if etag and etag.startswith('"') else {}
    whole: list[bytes] = []

    def fetch(start: int, stop: int) -> bytes:
        if whole:
            return whole[0][start:stop]
        with saying_why():
            try:
                return bytes(store.get(key, options={"range": (start, stop), **condition}).bytes())
            except Exception as error:
                if type(error).__name__ != "NotSupportedError" or size > _MOST_WITHOUT_RANGES:
                    raise
                whole.append(_whole(store, key, condition))
        return whole[0][start:stop]

    return fetch


def _whole(store: "ObjectStore", key: str, condition: "GetOptions") -> bytes:
    """Return all of an object. Raises SourceError where it is no longer what the condition asks for."""
    found = store.get(key, options=condition)
    wanted, got = condition.get("if_match"), found.meta["e_tag"]
    if wanted and got and got != wanted:  # a server that knows no ranges may know no conditions either
        raise SourceError(f"could not be read: {_CHANGED}")
    return bytes(found.bytes())


@contextmanager
def saying_why() -> Iterator[None]:
    """Turn the library's errors into SourceError: their texts hold addresses and answers of the server."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - its errors have no common class
        raise SourceError(f"could not be read: {_why(error)}") from None


def _why(error: Exception) -> str:
    name, text = type(error).__name__, str(error)
    known = {
        "FileNotFoundError": "the store does not have it, or no longer",
        "PreconditionError": _CHANGED,
        "PermissionDeniedError": "the store refuses access to it",
        "NotSupportedError": "the server gives no ranges of it, and it is too large to be held in memory",
        "UnauthenticatedError": "the store does not take these credentials",
    }
    if name in known:
        return known[name]
    if found := _STATUS.search(text):
        return f"the store answered {found[1]}, after all tries"
    if "timed out" in text or "timeout" in text.lower().partition("debug source")[0]:
        return "the store did not answer in time, after all tries"
    return f"the store did not give it, after all tries ({name})"
