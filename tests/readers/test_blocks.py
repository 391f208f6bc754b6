"""Text in blocks that end where records end."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.readers.blocks import Block, Utf8Blocks, aligned, raw_blocks
from piiscan.readers.record_ends import Offsets, record_ends


def ends(data: bytes, quoted: bool, final: bool) -> Offsets:
    return record_ends(data, b",", quoted, final)


def data(blocks: list[Block]) -> bytes:
    return b"".join(block.data for block in blocks)


@given(
    text=st.text(alphabet='a,"\n\r', max_size=40),
    size=st.integers(1, 9),
)
def test_blocks_are_the_text_cut_at_records(text: str, size: int) -> None:
    """
    Nothing is lost or doubled, whatever the size of the reads, and every block ends where a record does.
    """
    content = text.encode()

    found = list(aligned(raw_blocks(io.BytesIO(content), 0, None, size), ends))

    assert content == data(found)
    assert [] == [block for block in found if block.ends[-1] != len(block.data)]


def test_record_that_is_too_long_ends_the_meaning_of_quotes() -> None:
    """
    A quoted cell that grows beyond the limit is taken for one that is never closed.
    """
    content = b'a,b\n"c,d\n' + b"e,f\n" * 100

    found = list(aligned(raw_blocks(io.BytesIO(content), 0, None, 10), ends, longest=50))

    assert content == data(found)
    assert found[0].quoted
    assert not found[-1].quoted
    assert 102 == sum(len(block.ends) for block in found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_text_of_any_encoding_becomes_utf8(encoding: str, size: int) -> None:
    """
    Characters that are cut by the end of a read stay whole.
    """
    text = "näme,€\n"
    blocks = Utf8Blocks(raw_blocks(io.BytesIO(text.encode(encoding)), 0, None, size), encoding)

    assert text.encode() == b"".join(blocks)
    assert not blocks.damaged


def test_only_the_range_is_read() -> None:
    """
    A range of bytes is read from its first to its last byte.
    """
    assert [b"23", b"4"] == list(raw_blocks(io.BytesIO(b"0123456789"), 2, 5, 2))
