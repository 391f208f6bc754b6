"""Reading JSON Lines."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.model.errors import ReadError
from tests.readers.tables import cells, contents, layout, notes, values


def test_columns_are_typed_and_times_stay_as_written() -> None:
    """
    Numbers are numbers; a date reads as it is written, also deep inside.
    """
    content = (
        b'{"name": "Ada", "age": 36, "born": "1990-05-17", "stay": {"from": "2020-01-01T10:00:00Z", "n": 1}}\n'
        b'{"name": "Bob", "age": 41, "born": "1991-01-02", "stay": {"from": "2021-01-01T10:00:00Z", "n": 2}}\n'
    )

    assert {
        "name": ["Ada", "Bob"],
        "age": [36, 41],
        "born": ["1990-05-17", "1991-01-02"],
        "/stay/from": ["2020-01-01T10:00:00Z", "2021-01-01T10:00:00Z"],
        "/stay/n": [1, 2],
    } == values(contents("json_lines", content))


def test_mixed_types_are_read_as_text() -> None:
    """
    A column of numbers and words is text, and no value is lost.
    """
    found = contents("json_lines", b'{"id": 1, "tags": ["x", 2]}\n{"id": "a7", "ok": true}\n')

    assert {"id": [(0, "1"), (1, "a7")], "/tags/*": [(0, "x"), (0, "2")], "ok": [(1, "true")]} == cells(found)


@pytest.mark.parametrize("number", ["12345678901234567890", "1e400", "9007199254740993.0"])
def test_large_numbers_keep_their_digits(number: str) -> None:
    """
    A number too large for a machine's numbers keeps all its digits: it may be an identifier.
    """
    assert {"id": [number]} == values(contents("json_lines", f'{{"id": {number}}}\n'.encode()))


def test_broken_lines_are_counted_and_keep_their_number() -> None:
    """
    A line that is no object is counted, and the lines after it keep their numbers.
    """
    found = contents("json_lines", b'{"a": 1}\n{"a": \n[2]\n\n  \n{"a": 3}\n')

    assert {"a": [(0, "1"), (4, "3")]} == cells(found)
    assert ["2 lines are not JSON objects"] == notes(found)


def test_messages_hold_no_value() -> None:
    """
    What is said of a broken line does not quote it.
    """
    assert "Ada" not in "".join(notes(contents("json_lines", b'{"name": "Eve"}\n{"name": Ada}\n')))


def test_two_objects_on_one_line_are_told() -> None:
    """
    A line with two objects is one record number, and said not to be an object.
    """
    found = contents("json_lines", b'{"a": 1}{"a": 2}\n{"a": 3}\n')

    assert {"a": [(1, "3")]} == cells(found)
    assert 1 == len(notes(found))


def test_byte_order_mark_and_invalid_bytes() -> None:
    """
    A byte order mark is no part of the first line; bytes that are not UTF-8 cost only themselves, and are told.
    """
    found = contents("json_lines", b'\xef\xbb\xbf{"a": "x"}\n{"a": "\xff"}\n')

    assert {"a": ["x", "\ufffd"]} == values(found)
    assert 1 == len(notes(found))


def test_deep_nesting_does_not_end_the_process() -> None:
    """
    A line nested absurdly deep is a bad line.
    """
    found = contents("json_lines", b'{"a": "x"}\n{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")

    assert {"a": [(0, "x")]} == cells(found)
    assert ["1 lines are not JSON objects"] == notes(found)


def test_half_surrogates_are_replaced() -> None:
    """
    Half a surrogate pair, which JSON can spell, becomes text that can be stored.
    """
    assert {"a": ["?"]} == values(contents("json_lines", b'{"a": "\\ud83d"}\n'))


def test_long_line_is_read_whole() -> None:
    """
    A line of a megabyte is a line.
    """
    assert {"a": ["x" * 1_000_000, "y"]} == values(
        contents("json_lines", b'{"a": "' + b"x" * 1_000_000 + b'"}\n{"a": "y"}')
    )


def test_empty_objects_are_records() -> None:
    """
    An object without members is a record without values.
    """
    found = contents("json_lines", b"{}\n{}\n")

    assert [2] == [batch.rows for batch in found if hasattr(batch, "rows")]


def test_text_that_is_no_json_is_refused() -> None:
    """
    A file whose first lines are no objects is a failure to read.
    """
    with pytest.raises(ReadError, match="none of its first lines"):
        layout("json_lines", b"hello\nworld\n")


def test_layout_names_columns() -> None:
    """
    The layout has the names of the members, also where lines must be read one by one.
    """
    assert (("a", "int64"), ("b", "string")) == layout("json_lines", b'{"a": 1, "b": "x"}\n').columns
    assert (("a", "string"), ("b", "string")) == layout("json_lines", b'{"a": 1}\n{"a": "x", "b": 1}\n').columns


MEMBERS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.text(max_size=5) | st.integers(-9, 9).map(str) | st.lists(st.text(max_size=3), max_size=2),
    max_size=3,
)


@given(lines=st.lists(MEMBERS, min_size=1, max_size=12), blank=st.booleans(), target=st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_pieces_read_as_the_whole(lines: list[dict[str, object]], blank: bool, target: int) -> None:
    """
    A file in pieces gives the same values under the same record numbers.
    """
    content = ("\n\n" if blank else "\n").join(json.dumps(line) for line in lines).encode()

    whole, parts = cells(contents("json_lines", content)), cells(contents("json_lines", content, target))

    for name in whole.keys() | parts.keys():
        filled = [pair for pair in whole.get(name, []) if pair[1] is not None]
        assert filled == [pair for pair in parts.get(name, []) if pair[1] is not None]


def test_null_before_any_object() -> None:
    """
    A line that is null and comes first, at which Arrow's own reader ends the process, is a line that is no object.
    """
    found = contents("json_lines", b'null\n{"age": 30}\n')

    assert ["1 lines are not JSON objects"] == notes(found)
