"""Nested columns become plain ones."""

from typing import Any

import pyarrow as pa
import pytest

from piiscan.readers.flattening import flatten, unique_names
from tests.readers.tables import Cells, cells


def flat(values: Any, first_record: int = 10) -> Cells:
    batch = pa.RecordBatch.from_arrays([values], names=["c"])
    return cells(list(flatten(batch, first_record)))


def test_structs_become_pointers() -> None:
    """
    Members of a struct are named by their JSON pointer; a null struct has null members.
    """
    assert {"/c/a~1b": [(10, 1), (11, None)]} == flat(pa.array([{"a/b": 1}, None]))


@pytest.mark.parametrize(
    "kind",
    [
        pa.list_(pa.int64()),
        pa.large_list(pa.int64()),
        pa.list_view(pa.int64()),
        pa.large_list_view(pa.int64()),
    ],
)
def test_list_elements_keep_their_record(kind: Any) -> None:
    """
    Each element of a list has the number of the record that it stands in.
    """
    assert {"/c/*": [(10, 1), (10, 2), (13, 3)]} == flat(pa.array([[1, 2], None, [], [3]], kind))


def test_fixed_size_lists() -> None:
    """
    Lists of fixed size are lists; a null one has no elements.
    """
    assert {"/c/*": [(10, 1), (10, 2), (12, 3), (12, 4)]} == flat(
        pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int64(), 2))
    )


def test_lists_of_structs_of_lists() -> None:
    """
    Nesting of any kind is followed to the plain values.
    """
    values = pa.array([[{"x": [1, 2]}, {"x": [3]}], [{"x": []}, None], [{"x": [4]}]])

    assert {"/c/*/x/*": [(10, 1), (10, 2), (10, 3), (12, 4)]} == flat(values)


def test_maps() -> None:
    """
    Keys and values of maps are columns; null maps have none.
    """
    values = pa.array([[("a", 1)], None, [("b", 2), ("c", 3)]], pa.map_(pa.string(), pa.int64())).slice(1)

    assert {"/c/*/key": [(11, "b"), (11, "c")], "/c/*/value": [(11, 2), (11, 3)]} == flat(values)


def test_wrappings_are_taken_off() -> None:
    """
    Dictionaries, runs, views and extension types give their plain values.
    """
    plain = {"c": [(10, "a"), (11, "a"), (12, "b")]}
    text = pa.array(["a", "a", "b"])

    assert plain == flat(text.dictionary_encode())
    assert plain == flat(pa.RunEndEncodedArray.from_arrays([2, 3], ["a", "b"]))
    assert plain == flat(text.cast(pa.string_view()))
    assert {"c": [(10, "[1]")]} == flat(pa.ExtensionArray.from_storage(pa.json_(), pa.array(["[1]"])))


def test_unions_are_read_as_text() -> None:
    """
    A column of mixed types is text.
    """
    union = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2], pa.int64()), pa.array(["x", "y"])])

    assert {"c": [(10, "1"), (11, "y")]} == flat(union)


def test_empty_union_does_not_end_the_process() -> None:
    """
    A batch of no rows has no columns to flatten; asking pyarrow for the size of an empty union would crash.
    """
    union = pa.UnionArray.from_sparse(pa.array([], pa.int8()), [pa.array([], pa.int64())])

    assert {} == flat(union)


def test_names_are_unique() -> None:
    """
    Every column has a name of its own, whatever the file says.
    """
    assert ("a", "a (2)", "a (2) (2)", "column_4", "b") == unique_names(["a", "a", "a (2)", " ", " b "])


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(3)])
def test_bytes_that_are_text(kind: Any) -> None:
    """
    A column of bytes that are text throughout is a column of text; one with other bytes stays as it is.
    """
    assert {"c": [(10, "soy"), (11, "zö")]} == flat(pa.array([b"soy", "zö".encode()], kind))
    assert {"c": [(10, b"soy"), (11, b"\xff\xd8\xff")]} == flat(pa.array([b"soy", b"\xff\xd8\xff"], kind))
    assert {"c": [(10, b"soy"), (11, b"s\0y")]} == flat(pa.array([b"soy", b"s\0y"], kind))
