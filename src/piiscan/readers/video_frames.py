"""Takes a few frames out of a movie, as pictures that are looked at like any other; the package for it is an extra."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from piiscan.model.assets import Kind
from piiscan.model.content import Member, Unread
from piiscan.model.errors import ReadError
from piiscan.readers.extras import load_extra
from piiscan.readers.forward import can_go_back
from piiscan.readers.limits import limits

MOST_FRAMES = 6
"""Frames taken of one movie, evenly over its length: those that stand whole in the file, and need none before them."""

_QUALITY = 90


def frames(stream: BinaryIO) -> Iterator[Member | Unread]:
    """Yield frames as JPEG pictures named by their seconds, then what nobody looked at."""
    taken = 0
    try:
        for member in _frames(stream):
            taken += 1
            yield member
    except ReadError as error:
        yield Unread(f"nothing looked at its frames and its sound: {error}")
        return
    except Exception as error:  # noqa: BLE001 - a damaged movie makes the library raise whatever it likes
        yield Unread(f"a frame could not be decoded ({type(error).__name__})")
    yield Unread(f"{taken} of its frames were looked at, and nobody listened to its sound")


def _frames(stream: BinaryIO) -> Iterator[Member]:
    av = load_extra("av", "video", "frames of movies")
    if not can_go_back(stream):
        raise ReadError("it lies in a compressed archive and is too large to be held")
    av.logging.set_level(av.logging.PANIC)  # it tells of damage on the process's own output
    stream.seek(0)
    with av.open(stream, metadata_errors="ignore") as movie:
        shown = next(iter(movie.streams.video), None)
        if shown is None or shown.width * shown.height > limits().pixels:
            raise ReadError("it has no frames, or larger ones than are decoded")
        shown.codec_context.skip_frame = "NONKEY"
        seen: set[int] = set()
        for place in range(MOST_FRAMES):
            if movie.duration and place:
                movie.seek(movie.duration * place // MOST_FRAMES)
            for frame in islice(movie.decode(shown), 1):
                if frame.pts not in seen:
                    seen.add(frame.pts)
                    yield _picture(frame)


def _picture(frame: Any) -> Member:
    sink = io.BytesIO()
    frame.to_image().save(sink, "JPEG", quality=_QUALITY)
    sink.seek(0)
    return Member(f"frame-{frame.time or 0:.1f}s.jpg", sink.getbuffer().nbytes, 0, sink, kind=Kind.PICTURE)
