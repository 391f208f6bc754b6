"""Which files an Iceberg table consists of now, by its metadata (Iceberg table spec, versions 1 and 2)."""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

from piiscan.model.errors import UsageError

METADATA = "metadata"
MISSING = "which files of Iceberg tables are live takes another package: install piiscan-dataset[avro]"
_VERSION = re.compile(r"v?(\d+)")
_DELETED = 2
"""The status of an entry in a manifest (spec, "Manifests")."""

Opened = Callable[[str], BinaryIO]
"""Opens a file of the table by its name below the table's folder."""


def live_files(metadata: Iterable[str], opened: Opened) -> frozenset[str]:
    """Return the names, below the table's folder, of the files of the current snapshot.

    Args:
        metadata: names of the metadata files below the table's folder.
        opened: opens one.

    Raises UsageError where the package that reads Avro is missing, and whatever opening and decoding them raises.
    """
    newest = max((name for name in metadata if ".metadata.json" in name), key=_order)
    table = _json(newest, opened)
    root = table["location"].rstrip("/") + "/"
    current = table.get("current-snapshot-id")
    snapshot = next((each for each in table.get("snapshots", ()) if each["snapshot-id"] == current), None)
    if snapshot is None:
        return frozenset()
    if "manifest-list" in snapshot:
        listed = _avro(_below(root, snapshot["manifest-list"]), opened)
        manifests = [entry["manifest_path"] for entry in listed]
    else:
        manifests = snapshot["manifests"]
    return frozenset(path for manifest in manifests for path in _files(_below(root, manifest), root, opened))


def _order(name: str) -> tuple[int, str]:
    found = _VERSION.match(name.rpartition("/")[2])
    return (int(found[1]) if found else -1, name)


def _json(name: str, opened: Opened) -> dict[str, Any]:
    with opened(name) as stream:
        content = stream.read()
    found: dict[str, Any] = json.loads(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content)
    return found


def _files(manifest: str, root: str, opened: Opened) -> Iterator[str]:
    for entry in _avro(manifest, opened):
        if entry["status"] != _DELETED:
            yield _below(root, entry["data_file"]["file_path"])


def _avro(name: str, opened: Opened) -> Iterator[dict[str, Any]]:
    try:
        import fastavro
    except ImportError:
        raise UsageError(MISSING) from None
    with opened(name) as stream:
        yield from cast("Iterator[dict[str, Any]]", fastavro.reader(stream))


def _below(root: str, path: str) -> str:
    """Return a file's name below the table's folder, also where the table was moved since it was written."""
    for prefix in (root, root.replace("file://", "", 1), root.replace("file:", "", 1)):
        if path.startswith(prefix):
            return path.removeprefix(prefix)
    return (
        path.removeprefix("file://")
        .removeprefix("file:")
        .removeprefix(root.removeprefix("file://").removeprefix("file:"))
    )
