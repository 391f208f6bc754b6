"""JSON documents as tables."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Part, TableBatch
from piiscan.model.errors import ReadError
from piiscan.readers import json_document
from piiscan.readers.json_rows import MOST_NUMBERS
from tests.readers.json_files import parts, parts_of


def test_list_of_objects() -> None:
    """
    Each object of a list is a record; what lies deeper is named by its pointer.
    """
    found = parts([{"age": 3, "home": {"city": "Orl"}}, {"age": 4, "tags": ["a", "b"]}])

    assert {
        "": {"age": [(0, "3"), (1, "4")], "/home/city": [(0, "Orl")], "/tags/*": [(1, "a"), (1, "b")]},
    } == found


def test_lists_in_objects() -> None:
    """
    Each list of objects is a table of its own, and the rest is one record.
    """
    found = parts({"v": 1, "data": {"users": [{"a": True}, {"a": None}]}, "empty": [], "more": {"x": "y"}})

    assert {"data/users": {"a": [(0, "true"), (1, None)]}, "": {"v": [(0, "1")], "/more/x": [(0, "y")]}} == found


def test_objects_by_name() -> None:
    """
    Objects that stand under names with digits, such as file names, are records.
    """
    found = parts({"001.jpg": {"age": 3}, "002.jpg": {"age": 4}, "note": "x"})

    assert [(0, "001.jpg"), (1, "002.jpg")] == found[""]["(key)"]
    assert [(0, "3"), (1, "4")] == found[""]["age"]
    assert [(2, "x")] == found[""]["note"]


def test_annotations_name_their_picture() -> None:
    """
    A COCO annotation, which has its picture's number, is given the file name that the document has for it.
    """
    found = parts(
        {
            "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
            "annotations": [{"image_id": 8, "attributes": {"age": 30}}, {"image_id": 7}],
        }
    )

    assert [(0, "b.jpg"), (1, "a.jpg")] == found["annotations"]["file_name"]
    assert [(0, "30")] == found["annotations"]["/attributes/age"]


def test_long_lists_of_numbers() -> None:
    """
    Of an outline or a vector, the first numbers are kept.
    """
    found = parts([{"outline": [list(range(1000))], "after": "x"}])

    assert MOST_NUMBERS == len(found[""]["/outline/*/*"])
    assert [(0, "x")] == found[""]["after"]


def test_python_json() -> None:
    """
    What Python writes and JSON does not know is read as null, and a byte order mark is passed.
    """
    written = b"\xef\xbb\xbf" + json.dumps([{"a": float("nan"), "b": "NaN,", "c": -float("inf")}]).encode()

    assert {"": {"a": [(0, None)], "b": [(0, "NaN,")], "c": [(0, None)]}} == parts_of(written)


def test_cut_off() -> None:
    """
    A document that is cut off is unreadable, by name of the failure only.
    """
    with pytest.raises(ReadError, match="malformed or cut off") as raised:
        parts_of(b'[{"name": "Zorelia"}, {"na')
    assert "Zorelia" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "records", "told"),
    [
        (b'[{"name": "Ada", "age": 3}, {"name": "Bo", "ag', [("name", ["Ada", "Bo"]), ("age", ["3"])], ["document"]),
        (b'[{"name": "Ada"}, {"name": nothing', [("name", ["Ada"])], ["document"]),
        (b'{"v": "1", "people": [{"name": "Ada"}, {"na', [("name", ["Ada"]), ("v", ["1"])], ["list", "document"]),
        (b'{"v": "1", "people": [{"name": "Ada"}], "x": ', [("name", ["Ada"]), ("v", ["1"])], ["document"]),
        (
            b'{"a1": {"name": "Ada"}, "a2": {"name": "Bo"',
            [("(key)", ["a1", "a2"]), ("name", ["Ada", "Bo"])],
            ["document"],
        ),
        (b'{"a": {"name": "Ada", "b": [1, 2', [("/a/name", ["Ada"]), ("/a/b/*", ["1", "2"])], ["document"]),
    ],
)
def test_what_stands_before_the_cut_is_read(
    content: bytes, records: list[tuple[str, list[str]]], told: list[str]
) -> None:
    """
    Records before the place where a document is cut off or damaged are read, of the last what there is, and then it is
    told; a list within it tells too, so that it is not taken for whole.
    """
    found: list[tuple[str, list[str | None]]] = []
    failures: list[str] = []
    asset = Asset("a.json", "file:///a.json", len(content), 7, Kind.DATA)
    (piece,) = json_document.inspect(io.BytesIO(content), asset, 1 << 40).pieces
    contents = json_document.read(io.BytesIO(content), piece)
    try:
        for each in contents:
            batches = each.contents if isinstance(each, Part) else iter([each])
            try:
                for batch in batches:
                    assert isinstance(batch, TableBatch)
                    found += [(column.name, column.values.to_pylist()) for column in batch.columns]
            except ReadError:
                failures.append("list")
    except ReadError:
        failures.append("document")

    assert records == found
    assert told == failures


_PLAIN = st.none() | st.booleans() | st.integers(-99, 99) | st.text("ab", max_size=3)
_VALUES = st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy"), inner))


@given(st.lists(st.dictionaries(st.text("xyz", min_size=1), _VALUES, max_size=4), max_size=5))
def test_nothing_is_lost(records: list[dict[str, object]]) -> None:
    """
    Every plain value of a list of objects comes out once, at its record.
    """
    found = [(record, value) for column in parts(records).get("", {}).values() for record, value in column]
    expected = [(at, text) for at, record in enumerate(records) for text in _texts(record)]

    assert sorted(expected, key=str) == sorted(found, key=str)


def _texts(value: object) -> list[str | None]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [None if value is None else str(value)]


def test_nested_without_end() -> None:
    """
    Lists within lists, far more than any document has, are refused before their pointers fill the memory.
    """
    with pytest.raises(ReadError, match="nested more than 256 deep"):
        parts_of(b"[" * 200_000)
