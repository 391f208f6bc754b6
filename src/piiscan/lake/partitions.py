"""Values that stand in the names of folders and not in the files: ``race=asian/part-0.parquet`` (Hive's layout)."""

import re
from dataclasses import replace
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from piiscan.model.content import ColumnValues, TableBatch

_NAMED = re.compile(r"([A-Za-z_][\w .-]{0,127})=(.*)", re.DOTALL)
_NULL = "__HIVE_DEFAULT_PARTITION__"
_ENCODED_PERCENT = "%25"
"""In an asset's name; the folder's own encoding has one more layer below it."""


def partition_values(asset: str) -> dict[str, str]:
    """Return the columns that the folders of an asset's name give it, with their values."""
    found = {}
    for folder in asset.split("/")[:-1]:
        if (named := _NAMED.fullmatch(folder)) and named[2] not in ("", _NULL):
            found[named[1]] = unquote(named[2].replace(_ENCODED_PERCENT, "%"))
    return found


def partitioned_folder(asset: str) -> str:
    """Return the folder of an asset with stars for such values: files of one table lie in many such folders."""
    folders = asset.split("/")[:-1]
    return "/".join(_NAMED.sub(r"\1=*", folder) if _NAMED.fullmatch(folder) else folder for folder in folders)


def with_partitions(batch: TableBatch, values: dict[str, str], first_record: int) -> TableBatch:
    """Return a batch with a column for each value that its folders give; columns of its own stay as they are.

    Args:
        batch: records of a table.
        values: as ``partition_values`` gives them.
        first_record: the number of its first record.
    """
    own = {column.name for column in batch.columns}
    records = pa.array(np.arange(first_record, first_record + batch.rows, dtype=np.int64))
    more = [
        ColumnValues(name, pa.repeat(pa.scalar(value), batch.rows), records)
        for name, value in values.items()
        if name not in own
    ]
    return replace(batch, columns=(*batch.columns, *more)) if more else batch
