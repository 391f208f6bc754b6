"""Lists the assets of a dataset, wherever it is."""

from collections.abc import Iterable, Iterator

from piiscan.model.assets import Asset
from piiscan.sources.local import PathLike, discover
from piiscan.sources.memory import MEMORY_SCHEME, held_asset


def is_path(dataset: str) -> bool:
    """Return whether a dataset is named by a path on this machine."""
    return not dataset.startswith(MEMORY_SCHEME)


def list_assets(dataset: str, label: str | None, skip: Iterable[PathLike]) -> Iterator[Asset]:
    """Yield the assets of a dataset: those below a path, or the table held in memory under that address.

    Args:
        dataset: a path, or a ``memory:`` address.
        label: stands before each name when there are several datasets.
        skip: paths to pass over, such as the report.

    Raises:
        UsageError: there is no such path.
        SourceError: no such table is held.
    """
    if is_path(dataset):
        yield from discover(dataset, label, skip)
    else:
        yield held_asset(dataset)
