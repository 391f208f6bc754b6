"""Which files a Delta table consists of now, by its log (Delta protocol, "Action reconciliation").

Own reader, since it needs two of the log's twelve actions, and any version of a table: the columns that it asks of
checkpoints are the same in all, and nothing is refused for a feature that concerns its rows.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

LOG = "_delta_log"

Opened = Callable[[str], BinaryIO]
"""Opens a file of the table by its name below the table's folder."""


@dataclass
class LiveFiles:
    """The files of a table's newest version."""

    deleted_rows: dict[str, int] = field(default_factory=dict)
    """By the file's name below the table's folder: how many of its rows a deletion vector leaves out."""

    def add(self, entry: dict[str, Any]) -> None:
        """Take in a file."""
        vector = entry.get("deletionVector") or {}
        self.deleted_rows[unquote(entry["path"])] = int(vector.get("cardinality") or 0)

    def remove(self, entry: dict[str, Any]) -> None:
        """Leave a file out."""
        self.deleted_rows.pop(unquote(entry["path"]), None)


def live_files(log: Iterable[str], opened: Opened) -> LiveFiles:
    """Return the files of the newest version.

    Args:
        log: names of the log's files below the table's folder.
        opened: opens one.

    Raises whatever opening and decoding them raises.
    """
    names = sorted(name for name in log if name.startswith(f"{LOG}/"))
    live = LiveFiles()
    version, checkpoint = _newest_checkpoint(names)
    for name in checkpoint:
        for entry in _added_in_checkpoint(name, opened):
            live.add(entry)
    for name in names:
        if name.endswith(".json") and ".checkpoint." not in name and _version(name) > version:
            _replay(opened(name), live)
    return live


def _newest_checkpoint(names: list[str]) -> tuple[int, list[str]]:
    """Return the newest complete checkpoint's version and its parts; -1 where there is none."""
    found: dict[int, list[str]] = {}
    for name in names:
        if ".checkpoint." in name and _version(name) >= 0:
            found.setdefault(_version(name), []).append(name)
    for version in sorted(found, reverse=True):
        parts = found[version]
        fields = parts[0].split(".")
        if len(parts) == (int(fields[3]) if len(fields) == 5 and fields[3].isdigit() else 1):  # noqa: PLR2004 - v.checkpoint.i.n.parquet
            return version, parts
    return -1, []


def _version(name: str) -> int:
    stem = name.rpartition("/")[2].partition(".")[0]
    return int(stem) if stem.isdigit() else -1


def _added_in_checkpoint(name: str, opened: Opened) -> Iterator[dict[str, Any]]:
    for row in _rows(name, opened):
        if row.get("add"):
            yield row["add"]
        if row.get("sidecar"):
            yield from _added_in_checkpoint(f"{LOG}/_sidecars/{row['sidecar']['path'].rpartition('/')[2]}", opened)


def _rows(name: str, opened: Opened) -> Iterator[dict[str, Any]]:
    with opened(name) as stream:
        if name.endswith(".json"):
            yield from map(json.loads, stream)
            return
        file = pq.ParquetFile(stream)
        wanted = [
            column for column in ("add.path", "add.deletionVector.cardinality", "sidecar.path") if _has(file, column)
        ]
        for batch in file.iter_batches(columns=wanted):
            yield from pa.Table.from_batches([batch]).to_pylist()


def _has(file: pq.ParquetFile, column: str) -> bool:
    return any(file.schema.column(at).path == column for at in range(len(file.schema)))


def _replay(stream: BinaryIO, live: LiveFiles) -> None:
    with stream:
        for line in stream:
            action = json.loads(line)
            if removed := action.get("remove"):
                live.remove(removed)
            if added := action.get("add"):
                live.add(added)
