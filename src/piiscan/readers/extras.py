"""Packages that only some formats need, and the sentence that says how to get one."""

from importlib import import_module
from typing import Any

from piiscan.model.errors import ReadError


def load_extra(module: str, extra: str, what: str) -> Any:
    """Import a package of an extra.

    Raises:
        ReadError: it is not installed; the sentence says what to install.
    """
    try:
        return import_module(module)
    except ImportError:
        raise ReadError(f"{what} need a package more: pip install 'piiscan-dataset[{extra}]'") from None
