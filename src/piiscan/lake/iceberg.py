"""Which files an Iceberg table consists of now, by its metadata (Iceberg table spec, versions 1 to 3)."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

from piiscan.model.errors import UsageError

METADATA = "metadata"
MISSING = "which files of Iceberg tables are live takes another package: install piiscan-dataset[avro]"
_VERSION = re.compile(r"v?(\d+)")
_DELETED = 2
"""The status of an entry in a manifest (spec, "Manifests")."""

_POSITIONS, _EQUALITY = 1, 2
"""The content of a delete file (spec, "Data File Fields"); 0 is data."""

_FILE_PATH = 2147483546
"""Field id of the column of a position delete file that names the file whose row is deleted."""

Opened = Callable[[str], BinaryIO]
"""Opens a file of the table by its name below the table's folder."""


def live_files(metadata: Iterable[str], opened: Opened) -> dict[str, str]:
    """Return the files of the current snapshot, by their names below the table's folder, each with a note or "".

    The note says how many rows delete files take from the table: rows that are still there, and are read.

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
        return {}
    if "manifest-list" in snapshot:
        listed = _avro(_below(root, snapshot["manifest-list"]), opened)
        manifests = [entry["manifest_path"] for entry in listed]
    else:
        manifests = snapshot["manifests"]
    entries = [entry for manifest in manifests for entry in _live(_below(root, manifest), opened)]
    return _noted(entries, root)


def _noted(entries: Iterable[dict[str, Any]], root: str) -> dict[str, str]:
    """Return the files with what delete files say of them; a file of vectors stands in several entries."""
    found, deleted = {}, Counter[str]()
    for entry in entries:
        name, rows = _below(root, entry["file_path"]), int(entry["record_count"])
        found[name] = _DELETES.get(entry.get("content") or 0, "").format(rows)
        if of_file := _referenced(entry):
            deleted[_below(root, of_file)] += rows
    for name, rows in deleted.items():
        if name in found:
            found[name] = f"{rows:,} of its rows are deleted from its table by delete files, and were read all the same"
    return found


_DELETES = {
    _POSITIONS: "a delete file of its table: says of {:,} rows that they are deleted, which are still in other files",
    _EQUALITY: "a delete file of its table: holds {:,} values whose rows are deleted, and may still be in other files",
}


def _referenced(entry: dict[str, Any]) -> str | None:
    """Return the one data file that a delete file speaks of, as far as the manifest tells."""
    if entry.get("content") != _POSITIONS:
        return None
    if named := entry.get("referenced_data_file"):
        return str(named)
    lower, upper = (_bound(entry.get(which)) for which in ("lower_bounds", "upper_bounds"))
    return lower.decode() if lower is not None and lower == upper else None


def _bound(bounds: list[dict[str, Any]] | None) -> bytes | None:
    return next((each["value"] for each in bounds or () if each["key"] == _FILE_PATH), None)


def _order(name: str) -> tuple[int, str]:
    found = _VERSION.match(name.rpartition("/")[2])
    return (int(found[1]) if found else -1, name)


def _json(name: str, opened: Opened) -> dict[str, Any]:
    with opened(name) as stream:
        content = stream.read()
    found: dict[str, Any] = json.loads(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content)
    return found


def _live(manifest: str, opened: Opened) -> Iterator[dict[str, Any]]:
    for entry in _avro(manifest, opened):
        if entry["status"] != _DELETED:
            yield entry["data_file"]


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
