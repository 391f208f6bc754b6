"""Readers that other packages bring: found by the entry point ``piiscan.readers``, and asked before any of ours."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points

from piiscan.model.assets import Kind
from piiscan.model.errors import UsageError
from piiscan.readers.signatures import Signature

GROUP = "piiscan.readers"


@dataclass(frozen=True, slots=True)
class PluginReader:
    """A reader of another package: an entry point names an object of this class."""

    id: str
    """Its name in plans and reasons; must not be that of another reader."""

    kind: Kind
    module: str
    """Has the functions ``inspect`` and ``read``, as ``piiscan.readers.catalog`` describes them."""

    signatures: tuple[Signature, ...] = ()
    """The first bytes by which its files are known."""

    endings: tuple[str, ...] = ()
    """Endings without dot, in lower case, of files that have no such bytes."""

    media_type: str = "application/octet-stream"


@lru_cache(maxsize=1)
def plugin_readers() -> tuple[PluginReader, ...]:
    """Return the readers that installed packages bring.

    Raises:
        UsageError: one cannot be loaded; leaving it out would leave files unread without a word.
    """
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            reader = point.load()
        except Exception as error:  # noqa: BLE001 - whatever a package does on import, its name is what helps
            raise UsageError(f"the reader {point.name} could not be loaded ({type(error).__name__})") from None
        if not isinstance(reader, PluginReader):
            raise UsageError(f"the reader {point.name} is no PluginReader")
        found.append(reader)
    return tuple(found)


def match_plugin(head: bytes, ending: str) -> PluginReader | None:
    """Return the reader that knows a file by its first bytes, else by its ending."""
    readers = plugin_readers()
    by_bytes = (each for each in readers if any(signature.fits(head) for signature in each.signatures))
    return next(by_bytes, None) or next((each for each in readers if ending in each.endings), None)
