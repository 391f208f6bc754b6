"""Rooms: what a database may take, tried in turn, since what its joins hold on to is known only by trying."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from piiscan.model.errors import NoRoomError

_Result = TypeVar("_Result")

Room = tuple[str, int | None]
"""Memory for a database, and the threads where not one for each core."""


def in_first_room(rooms: Sequence[Room], work: Callable[[str, int | None], _Result]) -> _Result:
    """Return what the work gives in the first room that is enough for it.

    Raises:
        NoRoomError: the last one is not enough either.
    """
    *smaller, last = rooms
    for room in smaller:
        with suppress(NoRoomError):
            return work(*room)
    return work(*last)
