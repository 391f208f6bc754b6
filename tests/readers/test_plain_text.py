"""Reading plain text."""

import io

import pytest

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import TableBatch, Unread
from piiscan.readers import plain_text


def lines(data: bytes) -> dict[int, list[str]]:
    """The lines that are read, by their numbers."""
    asset = Asset("notes.txt", "memory:", len(data), 0, Kind.TEXT)
    [piece] = plain_text.inspect(io.BytesIO(data), asset, 1 << 20).pieces
    found: dict[int, list[str]] = {}
    for content in plain_text.read(io.BytesIO(data), piece):
        assert isinstance(content, TableBatch)
        [column] = content.columns
        for record, line in zip(column.records.to_pylist(), column.values.to_pylist(), strict=True):
            found.setdefault(record, []).append(line)
    return found


def test_each_line_is_a_record() -> None:
    """
    Lines are numbered from 0, blank ones too, and stand without their ends.
    """
    assert {0: ["one"], 1: [""], 2: ["three"], 3: ["four"]} == lines(b"one\n\nthree\r\nfour")
    assert {0: ["one"], 1: ["two"]} == lines(b"one\rtwo\r")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    """
    Text is read as it is encoded.
    """
    assert {0: ["Zoë schreibt"], 1: ["aus Köln"]} == lines("Zoë schreibt\naus Köln\n".encode(encoding))


def test_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A line that does not end is read in parts under one number, and no word is lost where it is cut.
    """
    monkeypatch.setattr(plain_text, "LONGEST_LINE", 5000)
    monkeypatch.setattr("piiscan.readers.blocks.raw_blocks.__defaults__", (1000,))
    found = lines(b"harbour " * 5000 + b"end\nnext")

    assert [0, 1] == list(found)
    assert len(found[0]) > 1
    assert {"harbour", "end"} == set(" ".join(found[0]).split())


def test_damage_is_told() -> None:
    """
    Bytes that are no text in the file's encoding are told.
    """
    data = b"x" * 70_000 + b"\xff\xff"
    asset = Asset("notes.txt", "memory:", len(data), 0, Kind.TEXT)
    [piece] = plain_text.inspect(io.BytesIO(data), asset, 1 << 20).pieces

    assert [Unread] == [type(content) for content in plain_text.read(io.BytesIO(data), piece)][-1:]
