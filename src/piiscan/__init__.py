"""piiscan says what a dataset holds about people before it is handed over."""

from piiscan.version import __version__

__all__ = ["__version__"]
