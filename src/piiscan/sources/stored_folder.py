"""A folder of files kept in an object store: fetched as a whole, and put back file by file."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from piiscan.model.errors import SourceError
from piiscan.sources.addresses import parse_address
from piiscan.sources.object_store import open_store, saying_why

_AT_ONCE = 16
_PER_REQUEST = 1000


class StoredFolder:
    """Files below a prefix; each is written by one put, so that nobody ever sees half of one."""

    def __init__(self, address: str) -> None:
        self._root = parse_address(address)
        self._store = open_store(self._root.store)

    def _key(self, name: str) -> str:
        return f"{self._root.key.rstrip('/')}/{name}".lstrip("/")

    def names(self, below: str = "") -> Iterator[str]:
        """Yield the names of the files there are, relative to the folder. Raises SourceError."""
        prefix = self._key("")
        with saying_why():
            for page in self._store.list(self._key(below).rstrip("/") or None, chunk_size=_PER_REQUEST):
                yield from (meta["path"].removeprefix(prefix) for meta in page)

    def holds(self, name: str) -> bool:
        """Whether there is a file of that name. Raises SourceError where the store does not say."""
        with saying_why():
            try:
                self._store.head(self._key(name))
            except FileNotFoundError:
                return False
        return True

    def put(self, name: str, content: bytes | Path) -> None:
        """Write a file. Raises SourceError where the store does not take it."""
        try:
            with saying_why():
                self._store.put(self._key(name), content, use_multipart=False)
        except SourceError as error:
            raise SourceError(str(error).replace("could not be read", "could not be written")) from None

    def get(self, name: str) -> bytes:
        """Return what a file holds. Raises SourceError."""
        with saying_why():
            return bytes(self._store.get(self._key(name)).bytes())

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; those that are not there are no error. Raises SourceError."""
        if keys := [self._key(name) for name in names]:
            with saying_why():
                self._store.delete(keys)

    def fetch(self, folder: Path, names: Iterable[str]) -> None:
        """Copy files into a folder on this machine. Raises SourceError."""

        def copy(name: str) -> None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(self.get(name))

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(copy, names))

    def put_all(self, folder: Path, names: Iterable[str]) -> None:
        """Copy files from a folder on this machine. Raises SourceError."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(lambda name: self.put(name, folder / name), names))


def files_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the files below a folder, with time of change and size; what begins with a dot is unfinished."""
    found = {}
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                found[(Path(path) / name).relative_to(folder).as_posix()] = seen_of(Path(path) / name)
    return found


def seen_of(path: Path) -> tuple[int, int]:
    """Return a file's time of change and size."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size
