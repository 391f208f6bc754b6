"""Names the columns of headerless lists that lie beside pictures: YOLO's labels, and a picture with a label a line.

What these columns hold stands elsewhere: the names of YOLO's classes in a file of their own, the one label of a list in
the list's own name, as in ``identity_list.txt``.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import yaml

from piiscan.detectors.table.annotations import label_category
from piiscan.model.assets import Asset
from piiscan.model.errors import PiiscanError
from piiscan.model.units import Dialect, Piece
from piiscan.planning.sampling import Columns
from piiscan.sources.opening import open_uri

Part = tuple[tuple[Piece, ...], Columns]

_CLASS_FILES = re.compile(
    r"(?:.*/)?(?:data(?:set)?\.ya?ml|classes\.(?:txt|names)|[^/]*\.names|predefined_classes\.txt|_darknet\.labels"
    r"|labels\.txt|[^/]{1,40}\.ya?ml)",
    re.IGNORECASE,
)
CLASS_FILE_ENDINGS = (".yaml", ".yml", ".names", "classes.txt", "labels.txt", ".labels")
"""How files end that may name classes."""

_MOST_CLASS_FILES = 200
_LARGEST_CLASS_FILE = 1 << 20

BOX = ("class", "x_center", "y_center", "box_width", "box_height")
"""The columns of a YOLO label file; more numbers are key points or an outline."""

_UNNAMED = re.compile(r"column_\d+")
_COUNTED = re.compile(r"\d{2,}")
_PAIR = 2


def name_columns(parts: Iterable[Part], assets: Iterable[Asset]) -> list[Part]:
    """Return the tables of a plan, the columns of such lists named."""
    listed = list(parts)
    wanted = [at for at, part in enumerate(listed) if is_headerless(part)]
    if not wanted:
        return listed
    classes = _class_names(assets) if any(len(listed[at][1]) >= len(BOX) for at in wanted) else {}
    for at in wanted:
        listed[at] = _named(listed[at], classes)
    return listed


def first_class_files(assets: Iterable[Asset]) -> list[Asset]:
    """Return the files that may name classes, the topmost first, as many of them as are read."""
    files = [asset for asset in assets if _CLASS_FILES.fullmatch(asset.name) and asset.size <= _LARGEST_CLASS_FILE]
    return sorted(files, key=lambda asset: (asset.name.count("/"), asset.name))[:_MOST_CLASS_FILES]


def is_headerless(part: Part) -> bool:
    """Whether a table is a list without a header, such as may lie beside pictures."""
    pieces, columns = part
    dialect = pieces[0].dialect
    is_text = pieces[0].reader == "delimited" and dialect is not None and pieces[0].asset.endswith((".txt", ".lst"))
    return is_text and len(columns) >= _PAIR and all(_UNNAMED.fullmatch(name) for name, _ in columns)


def _named(part: Part, classes: dict[str, tuple[str, ...]]) -> Part:
    pieces, columns = part
    asset = pieces[0].asset
    if len(columns) >= len(BOX):
        labels = next((classes[folder] for folder in _folders(asset) if folder in classes), None)
        if labels is None:
            return part
        further = (f"point_{at}" for at in range(1, len(columns) - len(BOX) + 1))
        return _with_names(part, (*BOX, *further), labels)
    stem = posixpath.splitext(posixpath.basename(asset))[0]
    if len(columns) == _PAIR and not _COUNTED.search(stem):
        return _with_names(part, (columns[0][0], stem), ())
    return part


def _with_names(part: Part, names: tuple[str, ...], labels: tuple[str, ...]) -> Part:
    pieces, columns = part
    renamed = tuple(replace(piece, dialect=_renamed(piece.dialect, names, labels)) for piece in pieces)
    return renamed, tuple(zip(names, (kind for _, kind in columns), strict=True))


def _renamed(dialect: Dialect | None, names: tuple[str, ...], labels: tuple[str, ...]) -> Dialect | None:
    return None if dialect is None else replace(dialect, columns=names, labels=labels)


def _folders(asset: str) -> Iterator[str]:
    """Yield the folder of an asset and those above it, the nearest first."""
    folder = asset
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _class_names(assets: Iterable[Asset]) -> dict[str, tuple[str, ...]]:
    """Return the names of classes by the folder of the file that lists them.

    Names that say nothing of people are left blank: what a class is called otherwise is nobody's concern.
    """
    found: dict[str, tuple[str, ...]] = {}
    for asset in first_class_files(assets):
        names = _read_names(asset)
        if names:
            told = tuple(name if label_category(name) else "" for name in names)
            found.setdefault(asset.name.rpartition("/")[0], told)
    return found


def _read_names(asset: Asset) -> list[str]:
    try:
        with open_uri(asset.uri) as stream:
            text = stream.read(_LARGEST_CLASS_FILE).decode("utf-8", "replace")
    except (PiiscanError, OSError):
        return []
    if asset.name.lower().endswith((".yaml", ".yml")):
        return _from_yaml(text)
    return [line.strip() for line in text.splitlines()]


def _from_yaml(text: str) -> list[str]:
    """Return the names in a description as Ultralytics has it: a list, or a mapping from numbers."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            return []  # aliases can multiply beyond any memory, and no such file needs them
        said = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    names = said.get("names") if isinstance(said, dict) else None
    if isinstance(names, dict):
        numbers = [number for number in names if isinstance(number, int) and 0 <= number < _MOST_CLASSES]
        return [str(names.get(number, "")) for number in range(max(numbers, default=-1) + 1)]
    return [str(name) for name in names][:_MOST_CLASSES] if isinstance(names, list) else []


_MOST_CLASSES = 100_000
