"""Arrays of numbers and texts as columns: what NumPy, HDF5 and MATLAB files hold."""

from typing import Any, Final

import numpy as np

LOOKED_AT = 8
"""Numbers looked at of each vector: no two of an embedding say more."""

_WIDEST_TABLE = 64
"""Columns from which on a matrix holds vectors and no table."""

_MATRIX: Final = 2
_PICTURE: Final = 3


def columns_of(name: str, array: "np.typing.NDArray[Any]") -> dict[str, list[Any]]:
    """Return an array's rows as columns of plain values."""
    if array.dtype.names:
        return {f"{name}/{field}" if name else field: _values(array[field]) for field in array.dtype.names}
    if array.ndim <= 1:
        return {name: _values(array)}
    flat = array.reshape(array.shape[0], -1)
    if flat.shape[1] <= _WIDEST_TABLE and array.ndim == _MATRIX:
        return {f"{name} {at}": _values(flat[:, at]) for at in range(flat.shape[1])}
    return {f"{name} {at}": _values(flat[:, at]) for at in range(min(LOOKED_AT, flat.shape[1]))}


def what_is_left(array_shape: tuple[int, ...], kind: str) -> str | None:
    """Return what is not looked at of an array, as the ledger tells it."""
    if kind == "u" and len(array_shape) > _PICTURE:
        return "it holds arrays that may be pictures: their pixels are not looked at"
    if len(array_shape) >= _MATRIX and int(np.prod(array_shape[1:])) > _WIDEST_TABLE:
        return f"it holds vectors, of which the first {LOOKED_AT} numbers were looked at"
    return None


def _values(array: "np.typing.NDArray[Any]") -> list[Any]:
    values = array.ravel() if array.ndim == 1 or not array.ndim else array.reshape(array.shape[0], -1)[:, 0]
    return [_plain(value) for value in values.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            return value.rstrip(b"\0").decode("utf-8")
        except UnicodeDecodeError:
            return value
    if isinstance(value, np.ndarray):
        return value.tobytes() if value.dtype == np.uint8 else _plain(value.ravel()[0]) if value.size else None
    return None if value != value else value  # noqa: PLR0124 - NaN alone differs from itself
