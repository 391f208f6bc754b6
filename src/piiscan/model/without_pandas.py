"""Keeps pyarrow from loading pandas, which it does to look whether the objects it is given are of pandas."""

import sys
from types import ModuleType


def leave_pandas_out() -> None:
    """Let pyarrow take it that there is no pandas, until a conversion to pandas is asked for.

    The first array that pyarrow makes of Python objects imports pandas, to tell whether they are its objects: half a
    second, and 60 MB. For the command and its workers, which never have such objects; not for a user's own process.
    """
    if "pandas" in sys.modules:
        return
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(absent)


class _Absent:
    """Finds that there is no pandas."""

    def find_spec(self, name: str, _path: object = None, _target: ModuleType | None = None) -> None:
        """Raise ImportError for pandas; leave all else to those that come after."""
        if name == "pandas":
            raise ImportError("it is not needed yet", name=name)
