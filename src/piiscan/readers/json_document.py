"""Reads JSON documents as they stream by: each list of objects is a table, each object in it a record."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Part, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.annotation_roles import with_coco_roles
from piiscan.readers.coco_categories import categories_in
from piiscan.readers.decoding import whole_piece
from piiscan.readers.json_rows import JsonRows, escaped
from piiscan.readers.strict_json import StrictJson

Event = tuple[str, Any]

_DEEPEST = 16
"""Objects within objects in which lists of records are looked for."""

_FIRST_ROWS = 256
_MOST_NAMES = 2_000_000
"""Pictures whose file names are remembered for the annotations that give their number only."""

KEY = "(key)"
"""The column of the name under which a record stands, where a document lists records by name."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the document as one piece, with the columns of its first records. Raises ReadError."""
    first = next((each for each in _read(stream) if not isinstance(each, Unread)), None)
    piece = whole_piece(asset, "json")
    if isinstance(first, Part):
        return Layout((piece,), ((f"{first.name}/", "part"), *first.columns))
    return Layout((piece,), _columns(first) if first else ())


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part | TableBatch | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the records. A document that is a list gives its own; lists within objects are parts by their pointer.

    What else stands in an object is one record, or one record for each member whose name holds a digit: such names
    are identifiers or file names. Raises ReadError where it is not JSON from some point on.
    """
    stream.seek(0)
    return _read(stream)


def _read(stream: BinaryIO) -> Iterator[Part | TableBatch | Unread]:
    return _Document(_events(stream), stream).contents()


def _events(stream: BinaryIO) -> Iterator[Event]:
    """Yield a document's events. Raises ReadError where it is not JSON from some point on."""
    import ijson

    try:
        # Python writes NaN and Infinity into JSON, which has none.
        yield from ijson.basic_parse(StrictJson(stream), use_float=True, multiple_values=True, buf_size=1 << 20)
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        raise ReadError(f"the JSON is malformed or cut off ({type(error).__name__})") from None


def _columns(batch: TableBatch) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, "string") for column in batch.columns)


class _Document:
    """Walks through a document's events, and gives out what is complete."""

    def __init__(self, events: Iterator[Event], stream: BinaryIO) -> None:
        self._events, self._stream = events, stream
        self._own = JsonRows()
        self._rest = JsonRows()
        self._pictures: dict[str, str] = {}
        self._categories: dict[str, str] | None = None
        self._failure: ReadError | None = None
        """Why there are no more events; told once all that came before has been given out."""

    def contents(self) -> Iterator[Part | TableBatch]:
        """Yield what is there. Raises ReadError at the end, where not all could be read."""
        try:
            yield from self._values()
        except ReadError as error:
            self._failure = error
            self._own.end_begun()
        if self._rest.has_leaves:
            self._own.take(self._rest)
        yield from self._own.batches()
        if self._failure is not None:
            raise self._failure

    def _values(self) -> Iterator[Part | TableBatch]:
        for event, value in self._events:
            if event == "start_map":
                yield from self._object(())
            elif event == "start_array":
                yield from self._list(self._own)
            else:
                self._own.add("value", value)
                self._own.end_record()

    def _object(self, path: tuple[str, ...]) -> Iterator[Part | TableBatch]:
        for event, key in self._events:
            if event == "end_map":
                return
            yield from self._member(path, key)

    def _member(self, path: tuple[str, ...], key: str) -> Iterator[Part | TableBatch]:
        event, value = next(self._events)
        within = (*path, key)
        if event == "start_array":
            yield from self._list_in_object(within)
        elif event == "start_map" and any(map(str.isdigit, key)):
            self._own.add(KEY, key)
            self._own.fill(self._events, "")
            self._own.end_record()
            yield from self._own.full()
        elif event == "start_map" and len(within) < _DEEPEST:
            yield from self._object(within)
        elif event == "start_map":
            self._rest.fill(self._events, _pointer(within))
        else:
            self._rest.add(_pointer(within), value)

    def _list_in_object(self, path: tuple[str, ...]) -> Iterator[Part | TableBatch]:
        event, value = next(self._events)
        if event != "start_map":
            self._rest.fill(chain([(event, value)], self._events), f"{_deep(path)}/*", in_list=True)
            return
        rows = JsonRows(_FIRST_ROWS)
        contents = self._list(rows, chain([(event, value)], self._events), path)
        first = next(contents, None)
        if first is None:
            return
        together = chain([first], contents)
        yield Part("/".join(path), _columns(first), together, skippable=False)
        for _ in contents:
            pass  # what nobody wanted has to be passed, since what follows comes behind it

    def _list(
        self, rows: JsonRows, events: Iterator[Event] | None = None, path: tuple[str, ...] = ()
    ) -> Iterator[TableBatch]:
        """Yield the records of a list that has begun; where it is cut off, those before, and then the failure."""
        events, failure = events or self._events, None
        try:
            for event, value in events:
                if event == "end_array":
                    break
                self._element(rows, event, value, events, path)
                yield from (with_coco_roles(batch, path) for batch in rows.full())
        except ReadError as error:
            failure = self._failure = error
            rows.end_begun()
        yield from (with_coco_roles(batch, path) for batch in rows.batches()) if rows is not self._own else ()
        if failure is not None:
            raise failure

    def _element(self, rows: JsonRows, event: str, value: Any, events: Iterator[Event], path: tuple[str, ...]) -> None:
        """Take in one element of a list as a record."""
        if event == "start_map":
            rows.fill(events, "")
            self._tie(rows, path)
        elif event == "start_array":
            rows.fill(events, "/*", in_list=True)
        else:
            rows.add("value", value)
        rows.end_record()

    def _tie(self, rows: JsonRows, path: tuple[str, ...]) -> None:
        """Note the pictures' file names, and give them to the records that only have the pictures' numbers (COCO).

        The names of categories stand behind the annotations in most documents, and are looked up there.
        """
        if path == ("images",) and len(self._pictures) < _MOST_NAMES:
            number, name = rows.current("id"), rows.current("file_name")
            if number is not None and name is not None:
                self._pictures[number] = name
        elif self._pictures and rows.current("file_name") is None:
            name = self._pictures.get(rows.current("image_id") or "")
            if name is not None:
                rows.add("file_name", name)
        if path[-1:] == ("annotations",) and (category := rows.current("category_id")) is not None:
            if self._categories is None:
                self._categories = categories_in(self._stream)
            if category in self._categories:
                rows.add("category_name", self._categories[category])


def _pointer(path: tuple[str, ...]) -> str:
    return path[0] if len(path) == 1 else _deep(path)


def _deep(path: tuple[str, ...]) -> str:
    return "".join(f"/{escaped(key)}" for key in path)
