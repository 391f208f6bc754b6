"""A finished report with some values that no scan writes: bytes choose the table, the column and what stands there."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_ODD: tuple[Any, ...] = (
    None, "", "a", "\0", "\x1b[31m", "\u202e", "x" * 5000, "../../etc", "<script>", "=1+1", -1, 0, 1, 2**31 - 1, 2**62,
    -0.5, 1e308, float("nan"), float("inf"), True, [], ["a"], [None], {}, b"", b"\xff" * 16,
)  # fmt: skip


_REMOVE = 255
_FOR_JSON = 24
"""Of these, those that JSON can say."""


def damage(file: Path, choices: bytes) -> None:
    """Change a Parquet or JSON file of a report where the bytes say."""
    choices = choices or b"\0"
    if file.suffix == ".parquet":
        _damage_table(file, choices)
    elif file.suffix == ".json":
        changed = _damaged(json.loads(file.read_text()), list(choices))
        file.write_text(json.dumps(changed))
    else:
        file.write_bytes(choices)


def _damage_table(file: Path, choices: bytes) -> None:
    """Change one column: another value in some rows, all nulls, another type, another name, gone, or twice."""
    table = pq.read_table(file)
    first, second, third, *_ = *choices, 0, 0, 0
    at, how, odd = first % max(table.num_columns, 1), second % 8, _ODD[third % len(_ODD)]
    name, column = table.column_names[at], table.column(at)
    match how:
        case 0:
            table = table.set_column(at, name, pa.nulls(len(table), column.type))
        case 1:
            table = table.remove_column(at)
        case 2:
            table = table.append_column(name, column)
        case 3:
            table = table.rename_columns([*table.column_names[:at], "other", *table.column_names[at + 1 :]])
        case 4:
            table = pa.concat_tables([table] * 3)
        case 5:
            table = table.replace_schema_metadata({"schema_version": str(odd)})
        case _:
            table = table.set_column(at, name, _with(column, odd))
    pq.write_table(table, file)


def _with(column: pa.ChunkedArray, odd: Any) -> pa.Array:
    """Return a column of the odd value, in its own type where it fits, else in that of the value."""
    values = [odd] * len(column)
    try:
        return pa.array(values, column.type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return pa.array(values) if odd != {} else pa.array([{"a": 1}] * len(column))  # Parquet has no empty struct


def _damaged(value: Any, path: list[int]) -> Any:
    """Return a document with an odd value at the place that the numbers lead to."""
    step = path.pop(0) if path else 0
    if isinstance(value, dict) and value and path:
        key = list(value)[step % len(value)]
        if path[0] == _REMOVE:
            return {each: item for each, item in value.items() if each != key}
        return value | {key: _damaged(value[key], path)}
    if isinstance(value, list) and value and path:
        place = step % len(value)
        return [*value[:place], _damaged(value[place], path), *value[place + 1 :]]
    return _ODD[step % _FOR_JSON]
