"""Lines too long to be held in memory."""

from piiscan.readers.blocks import BoundedLines


def test_what_is_beyond_the_longest_line_is_left_out() -> None:
    """
    A line is read up to the block that goes beyond its limit; the lines before and after it stay whole.
    """
    lines = BoundedLines([b"a,b\n1,", b"xxxx", b"yyyy", b"zzzz", b"z\n3,4\n5", b",6\n"], longest=10)

    assert b"a,b\n1,xxxxyyyy\n3,4\n5,6\n" == b"".join(lines)
    assert lines.endless


def test_lines_within_the_limit_stay_as_they_are() -> None:
    """
    Nothing is left out where no line is too long, whatever ends the lines.
    """
    blocks = [b"aaaa\nbb", b"bbbb\rcc", b"cccccc"]
    lines = BoundedLines(blocks, longest=10)

    assert b"".join(blocks) == b"".join(lines)
    assert not lines.endless


def test_reading_can_end_at_an_endless_line() -> None:
    """
    Whoever only looks where records begin stops there.
    """
    lines = BoundedLines([b"a\n", b"xxxx", b"yyyyyyyy", b"\nb\n"], longest=10, stop=True)

    assert [b"a\n", b"xxxx"] == list(lines)
    assert lines.endless
