"""Addresses of datasets that lie elsewhere: which there are, what may stand in them, and their assets' names."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from piiscan.model.errors import UsageError
from piiscan.sources.memory import MEMORY_SCHEME
from piiscan.sources.names import asset_name

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
STORES = ("s3", "gs", "az")
"""Schemes of object stores."""

WEB = ("https", "http")


def scheme_of(address: str) -> str | None:
    """Return the scheme of an address such as ``s3://bucket/key``, or None for a path on this machine."""
    found = _SCHEME.match(address)
    return found[1].lower() if found else None


def is_path(dataset: str) -> bool:
    """Return whether a dataset is named by a path on this machine."""
    return not dataset.startswith(MEMORY_SCHEME) and scheme_of(dataset) is None


def is_remote(address: str) -> bool:
    """Return whether an address, of a dataset or an asset, leads to another machine."""
    return scheme_of(address) not in (None, "file")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address that may be kept; ``str`` gives it back, percent-encoded."""

    scheme: str
    host: str
    """Bucket, container, or server with its port."""

    key: str
    """What stands behind the first slash, as the store knows it."""

    @property
    def store(self) -> str:
        """What its store is called, such as ``s3://bucket``."""
        return f"{self.scheme}://{self.host}"

    @property
    def name(self) -> str:
        """The last part of the key, or the bucket's name."""
        return self.key.rstrip("/").rpartition("/")[2] or self.host

    def with_key(self, key: str) -> "Address":
        """Return the address of another key in the same store."""
        return Address(self.scheme, self.host, key)

    def below(self, key: str) -> str:
        """Return the name of an asset whose key lies below this one's."""
        prefix = self.key.rstrip("/") + "/" if self.key.rstrip("/") else ""
        return asset_name(key.removeprefix(prefix).encode("utf-8", "surrogateescape"))

    def __str__(self) -> str:
        return f"{self.store}/{quote(self.key)}"


def parse_address(text: str) -> Address:
    """Return the parts of an address as the user wrote it: in a store's key, every character is meant as it stands.

    Raises:
        UsageError: it names a user, a password or a query, which would end up in reports, or no host.
    """
    scheme = scheme_of(text)
    if scheme in WEB:
        parts = urlsplit(text)
        secret, host, key = "@" in parts.netloc or bool(parts.query), parts.netloc, unquote(parts.path)
    else:
        host, _, key = text.partition("://")[2].partition("/")
        secret = "@" in host and scheme in STORES
    if secret:
        raise UsageError(
            "an address with a user, a password or a query is not taken, since it would stand in the report: "
            "credentials come from the environment, such as AWS_ACCESS_KEY_ID"
        )
    if not scheme or not (host or (key and scheme not in (*STORES, *WEB))):
        raise UsageError(f"this address names no store: {asset_name(text.encode())}")
    return Address(scheme, host, key.lstrip("/"))


def address_of(uri: str) -> Address:
    """Return the parts of an asset's address, in which the key is percent-encoded."""
    scheme, _, rest = uri.partition("://")
    host, _, key = rest.partition("/")
    return Address(scheme, host, unquote(key))
