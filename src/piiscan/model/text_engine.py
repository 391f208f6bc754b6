"""The engine that runs patterns over columns: polars, told to use one thread, for the workers are processes."""

import os
from types import ModuleType

from piiscan.model.arrow_types import ArrowArray


def engine() -> ModuleType:
    """Return polars, imported on first use; a number of threads that the user has set is kept."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    import polars

    return polars


def contains(texts: ArrowArray, pattern: str) -> ArrowArray:
    """Return which texts hold what a pattern finds; null for null."""
    return engine().Series(texts).str.contains(pattern).to_arrow()
