"""A name for Arrow arrays of any type, for annotations."""

from typing import Any, TypeAlias

ArrowArray: TypeAlias = Any
"""A ``pyarrow.Array``; pyarrow ships no types."""
