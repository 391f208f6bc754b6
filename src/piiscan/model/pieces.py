"""Pieces as columns: a plan holds millions of them, and those of a unit become objects where the unit is run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, overload

import pyarrow as pa

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.units import Dialect, Piece

DIALECT = pa.struct(
    [
        ("encoding", pa.string()),
        ("delimiter", pa.string()),
        ("columns", pa.list_(pa.string())),
        ("skip_rows", pa.int32()),
        ("data_start", pa.int64()),
        ("labels", pa.list_(pa.string())),
    ]
)
PIECE = pa.struct(
    [
        ("asset", pa.string()),
        ("uri", pa.string()),
        ("reader", pa.string()),
        ("size", pa.int64()),
        ("version", pa.string()),
        ("start", pa.int64()),
        ("stop", pa.int64()),
        ("first_record", pa.int64()),
        ("table", pa.string()),
        ("dialect", DIALECT),
        ("pixels", pa.bool_()),
        ("hashes", pa.bool_()),
        ("codec", pa.string()),
        ("note", pa.string()),
        ("looked", pa.bool_()),
    ]
)
"""The fields of ``Piece``, in its order."""


class PieceRows(Sequence[Piece]):
    """Pieces in a struct array of type ``PIECE``; travels between processes as columns."""

    def __init__(self, rows: ArrowArray) -> None:
        self.rows = rows
        self._decoded: list[Piece] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Piece]:
        return iter(self._pieces())

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Piece]: ...
    def __getitem__(self, index: int | slice) -> Piece | Sequence[Piece]:
        return self._pieces()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as any sequence that may be equal to another type's

    def __reduce__(self) -> tuple[Callable[[bytes], "PieceRows"], tuple[bytes]]:
        # An array that is a slice would take the whole of what it was cut from along.
        batch = pa.RecordBatch.from_arrays(self.rows.flatten(), names=list(PIECE.names))
        return _unpacked, (batch.serialize().to_pybytes(),)

    def _pieces(self) -> list[Piece]:
        if self._decoded is None:
            columns = [column.to_pylist() for column in self.rows.flatten()]
            at = PIECE.names.index("dialect")
            columns[at] = [None if dialect is None else _dialect(dialect) for dialect in columns[at]]
            self._decoded = list(map(Piece, *columns))
        return self._decoded


def piece_rows(pieces: Iterable[Piece]) -> ArrowArray:
    """Return pieces as a struct array of type ``PIECE``."""
    each = list(pieces)
    return pa.StructArray.from_arrays([_column(item, each) for item in PIECE], fields=list(PIECE))


def _column(item: "pa.Field[Any]", pieces: list[Piece]) -> ArrowArray:
    values = [getattr(piece, item.name) for piece in pieces]
    if item.name == "dialect":
        values = [None if value is None else asdict(value) for value in values]
    return pa.array(values, item.type)


def _dialect(row: dict[str, Any]) -> Dialect:
    return Dialect(**{**row, "columns": tuple(row["columns"]), "labels": tuple(row["labels"])})


def _unpacked(packed: bytes) -> PieceRows:
    schema = pa.schema(list(PIECE))
    return PieceRows(pa.ipc.read_record_batch(pa.py_buffer(packed), schema).to_struct_array())
