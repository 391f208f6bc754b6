"""The limits that readers keep to, and sizes that bound what they hold in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from piiscan.model.limits import Limits

_IN_FORCE: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039 - it is frozen
"""Not an argument: the signature of readers is a promise to other packages, and most of them need no limit."""


def limits() -> Limits:
    """Return the limits of the scan that is under way."""
    return _IN_FORCE.get()


@contextmanager
def in_force(of_scan: Limits) -> Iterator[None]:
    """Let readers keep to these limits."""
    token = _IN_FORCE.set(of_scan)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


EXPANSION_FROM = 64 << 20
"""Unpacked bytes from which on the expansion is looked at: small files of zeros are no attack."""

HELD_BYTES = 64 << 20
"""Largest member that is held in memory when it can only be read forwards."""

KEPT_HEAD = 4 << 20
"""Bytes of the beginning that are kept of a larger one, so that it can be looked at before it is read."""
