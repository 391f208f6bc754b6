"""A list of addresses on a web server: what is scanned is the list, and the files on that server that it names."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from piiscan.model.errors import SourceError
from piiscan.sources.addresses import WEB, Address
from piiscan.sources.names import asset_name
from piiscan.sources.object_store import open_object

_MOST_BYTES = 64 << 20
_SHOWN = 200


def listed_addresses(address: Address, size: int) -> Iterator[Address | str]:
    """Yield the addresses in a text of which every line is one; of any other file, nothing.

    An address on another server, or with a query or a password, comes as a text that is safe to show: a dataset must
    not be able to send the scan anywhere that the user did not name.
    """
    if not 0 < size <= _MOST_BYTES:
        return
    try:
        file = open_object(address, size)
    except SourceError:
        return  # it is failed when it is read itself
    if not file.read(8).startswith(b"http"):
        return
    file.seek(0)
    lines = [line.strip() for line in file.readall().decode("utf-8", "replace").splitlines() if line.strip()]
    if not all(line.startswith(tuple(f"{scheme}://" for scheme in WEB)) and " " not in line for line in lines):
        return
    for line in dict.fromkeys(lines):
        yield _same_server(address, line)


def _same_server(address: Address, line: str) -> Address | str:
    try:
        parts = urlsplit(line)
    except ValueError:
        return "an address that cannot be read"
    if (parts.scheme, parts.netloc) == (address.scheme, address.host) and not parts.query:
        return address.with_key(unquote(parts.path).lstrip("/"))
    host = parts.netloc.rpartition("@")[2]
    return asset_name(f"{parts.scheme}://{host}{parts.path}"[:_SHOWN].encode("utf-8", "surrogateescape"))
