"""Reads XML documents as they stream by: what repeats is a record, also Pascal VOC's objects and CVAT's shapes."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.annotation_roles import PICTURE, with_shape_roles
from piiscan.readers.decoding import whole_piece
from piiscan.readers.json_rows import JsonRows, escaped

_NESTED: Final = {"image": ("box", "polygon", "points", "polyline", "mask", "ellipse", "cuboid", "skeleton", "tag")}
"""CVAT for images: shapes stand in their picture's element, and their attributes in elements of their own."""

_DEEPEST = 32
_FIRST_ROWS = 256


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the document as one piece, with the columns of its first records. Raises ReadError."""
    first = next(_read(stream), None)
    columns = tuple((column.name, "string") for column in first.columns) if first else ()
    return Layout((whole_piece(asset, "xml"),), columns)


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield one record for each element below the root that has elements or attributes, and one for the rest.

    What the root says of all, such as the file name in Pascal VOC, is in each record. Raises ReadError where it is
    malformed, or refers to entities or to other files.
    """
    return _read(stream)


def _read(stream: BinaryIO) -> Iterator[TableBatch]:
    from defusedxml import DefusedXmlException, ElementTree

    stream.seek(0)
    try:
        yield from map(
            with_shape_roles, _records(ElementTree.iterparse(stream, events=("start", "end"), forbid_dtd=False))
        )
    except DefusedXmlException:
        raise ReadError("it defines entities or refers to other files, which is not followed") from None
    except (ParseError, ValueError, LookupError) as error:
        raise ReadError(f"the XML is malformed or cut off ({type(error).__name__})") from None


def _records(events: Iterator[tuple[str, Any]]) -> Iterator[TableBatch]:
    rows = JsonRows(_FIRST_ROWS)
    common: dict[str, str] = {}
    depth = 0
    root: Element | None = None
    for event, element in events:
        if event == "start":
            depth += 1
            root = element if root is None else root
            continue
        depth -= 1
        if depth == 1 and root is not None:
            _child(element, common, rows)
            root.remove(element)
            yield from rows.full()
    if root is not None:
        leaves = [*_leaves(root, ""), *common.items()]
        if leaves and not rows.seen:
            _add(rows, leaves)
    yield from rows.batches()


def _child(element: Element, common: dict[str, str], rows: JsonRows) -> None:
    """Take in an element right below the root: a plain text holds for all records, anything else is a record."""
    name = _name(element)
    if name in _NESTED:
        shapes = [each for each in element if _name(each) in _NESTED[name]]
        for shape in shapes:
            _add(rows, [*_leaves(shape, ""), (name, element.get("name") or ""), ("shape", _name(shape))])
        if shapes:
            return
    if len(element) == 0 and not element.attrib:
        common[name] = (element.text or "").strip()
        return
    if name == "meta" and (source := element.findtext(".//source")):
        common[PICTURE] = source.strip()  # the movie whose frames CVAT's tracks speak of
    _add(rows, [*_leaves(element, ""), *((key, value) for key, value in common.items() if key != "name")])


def _add(rows: JsonRows, leaves: list[tuple[str, str]]) -> None:
    for pointer, text in leaves:
        rows.add(pointer, text)
    rows.end_record()


def _leaves(element: Element, pointer: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield pointer and text of each attribute and each text within an element."""
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        yield (f"{pointer}/{escaped(name)}" if pointer else name), value
    text = (element.text or "").strip()
    if text:
        yield pointer or _name(element), text
    if depth >= _DEEPEST:
        return
    for child in element:
        yield from _leaves(child, _pointer(child, pointer), depth + 1)


def _pointer(child: Element, above: str) -> str:
    # CVAT writes <attribute name="age">34</attribute>: the attribute is what it is called.
    called = child.get("name") if _name(child) == "attribute" else None
    name = called or _name(child)
    if called:
        child.attrib.pop("name")
    return f"{above}/{escaped(name)}" if above else name


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
