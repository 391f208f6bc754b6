"""Reads HDF5 files: the datasets of one group that are equally long are a table; nothing outside the file is opened."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Part, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.model.units import Layout, Piece
from piiscan.readers.arrays import columns_of, what_is_left
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.limits import limits
from piiscan.readers.text_rows import batches

_BYTES = 8_000_000
_FAULTS = (OSError, ValueError, KeyError, RuntimeError, TypeError)


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError, also where the extra is missing."""
    _open(stream).close()
    return Layout((whole_piece(asset, "hdf5"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield a table for each group and length. Raises ReadError where the file cannot be opened."""
    with _open(stream) as file:
        pending = [("", file)]
        while pending:
            path, group = pending.pop()
            tables: dict[int, dict[str, Any]] = {}
            for name in group:
                yield from _outside(group, name)
                inner = _inner(group, name)
                if inner is None:
                    continue
                if hasattr(inner, "keys"):
                    pending.append((f"{path}/{name}" if path else name, inner))
                else:
                    tables.setdefault(inner.shape[0] if inner.shape else 1, {})[name] = inner
            for rows, datasets in tables.items():
                yield _part(path or "(root)", rows, datasets)


def _open(stream: BinaryIO) -> Any:
    library = load_extra("h5py", "hdf5", "HDF5 files")
    stream.seek(0)
    try:
        return library.File(stream, "r")
    except _FAULTS as error:
        raise ReadError(f"the HDF5 file could not be opened ({type(error).__name__})") from None


def _inner(group: Any, name: str) -> Any:
    """Return what a name stands for in this very file: a link may lead to any file of this machine."""
    import h5py

    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        return None
    inner = group[name]
    return None if isinstance(inner, h5py.Dataset) and (inner.external or inner.is_virtual) else inner


def _outside(group: Any, name: str) -> Iterator[Unread]:
    import h5py

    link = group.get(name, getlink=True)
    if isinstance(link, h5py.ExternalLink):
        yield Unread("it links to another file, which was not opened")
    elif isinstance(link, h5py.HardLink) and isinstance(group[name], h5py.Dataset):
        dataset = group[name]
        if dataset.external or dataset.is_virtual:
            yield Unread("part of its data lies in other files, which were not opened")


def _part(path: str, rows: int, datasets: dict[str, Any]) -> Part:
    columns = tuple((name, str(dataset.dtype)) for name, dataset in datasets.items())
    left = dict.fromkeys(filter(None, (what_is_left(d.shape, d.dtype.kind) for d in datasets.values())))
    return Part(path, columns, _rows(rows, datasets), "; ".join(left) or None)


def _rows(rows: int, datasets: dict[str, Any]) -> Iterator[TableBatch]:
    width = sum(dataset.nbytes // max(rows, 1) for dataset in datasets.values())
    if width > limits().decoded:
        raise ReadError(f"one of its records takes more than {size_words(limits().decoded)}")
    step = max(1, min(4096, _BYTES // max(width, 1)))
    try:
        for start in range(0, rows, step):
            columns: dict[str, list[Any]] = {}
            for name, dataset in datasets.items():
                columns |= columns_of(name, dataset[start : start + step] if dataset.shape else dataset[()].reshape(1))
            yield from batches(tuple(columns), zip(*columns.values(), strict=True), start)
    except (*_FAULTS, AttributeError) as error:
        raise ReadError(f"a dataset could not be decoded ({type(error).__name__})") from None
