"""Tables that the caller holds."""

import pyarrow as pa
import pytest

from piiscan.model.errors import SourceError
from piiscan.sources.memory import forget, put
from piiscan.sources.opening import open_uri


def test_table_comes_back_by_its_address() -> None:
    """
    A table in memory is read like a file.
    """
    table = pa.table({"a": [1, 2], "b": ["x", None]})

    asset = put(table, "mine")

    with open_uri(asset.uri) as stream:
        assert table.equals(pa.ipc.open_file(stream).read_all())
        assert stream.seekable()
    assert "mine" == asset.name
    forget(asset.uri)


def test_forgotten_table_is_gone() -> None:
    """
    What was let go is no longer held.
    """
    asset = put(pa.table({"a": [1]}))
    forget(asset.uri)

    with pytest.raises(SourceError, match="let go"):
        open_uri(asset.uri)


def test_same_table_twice_has_two_marks() -> None:
    """
    The mark of a table says nothing of its values, so equal tables do not share it.
    """
    table = pa.table({"a": [1]})
    first, second = put(table), put(table)

    assert first.etag != second.etag
    forget(first.uri)
    forget(second.uri)
