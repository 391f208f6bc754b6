"""Reading Arrow IPC files."""

import io

import pyarrow as pa
import pytest

from piiscan.model.errors import ReadError
from tests.readers.tables import cells, contents, layout, values


def arrow(table: pa.Table, rows_per_batch: int = 1000) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows_per_batch)
    return out.getvalue()


def test_values_keep_their_types() -> None:
    """
    Arrow files say what their values are, and they stay so; dictionaries are looked up.
    """
    content = arrow(pa.table({"a": [1, 2], "b": pa.array(["x", "y"]).dictionary_encode()}))

    assert {"a": [1, 2], "b": ["x", "y"]} == values(contents("arrow_ipc", content))


def test_batches_are_pieces_with_their_first_record() -> None:
    """
    A file is cut at record batches; together the pieces are the file.
    """
    content = arrow(pa.table({"a": range(10), "b": [[at] for at in range(10)]}), rows_per_batch=4)

    found = layout("arrow_ipc", content, target=1)

    assert 10 == found.records
    assert [(0, 1, 0), (1, 2, 4), (2, 3, 8)] == [(p.start, p.stop, p.first_record) for p in found.pieces]
    assert cells(contents("arrow_ipc", content)) == cells(contents("arrow_ipc", content, target=1))


def test_broken_file_is_refused() -> None:
    """
    A file cut short is a failure that names the kind of error only.
    """
    with pytest.raises(ReadError, match=r"could not be decoded \(Arrow\w+\)"):
        layout("arrow_ipc", arrow(pa.table({"a": ["secret"]}))[:-9])


def test_offsets_beyond_the_file_are_refused() -> None:
    """
    Offsets that point beyond a column's bytes are found before anything is read by them.
    """
    content = arrow(pa.table({"a": ["first", "second"]}))
    offsets = b"".join(at.to_bytes(4, "little") for at in (0, 5, 11))
    broken = content.replace(offsets, offsets[:8] + (2**30).to_bytes(4, "little"), 1)
    assert broken != content

    with pytest.raises(ReadError, match="could not be decoded"):
        contents("arrow_ipc", broken)
