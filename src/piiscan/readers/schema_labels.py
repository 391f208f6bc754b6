"""What Parquet and Arrow files say of their columns beside the values: descriptions, and names of classes.

Descriptions stand in the metadata of a field, and where Spark wrote the file in its own schema as JSON
(``org.apache.spark.sql.parquet.row.metadata``). The ``datasets`` library writes its features as JSON under
``huggingface``; a ``ClassLabel`` there has the names that its numbers stand for.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.meanings import ColumnMeaning
from piiscan.readers.data_dictionary import LONGEST_NAME, LONGEST_WORDS

_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
_FEATURES = b"huggingface"
_WORDS = frozenset({"description", "comment", "label", "title", "doc", "long_name", "meaning", "definition"})
_MOST_CLASSES = 10_000


def labels_in(schema: pa.Schema, source: str) -> Iterator[ColumnMeaning]:
    """Yield what a schema says of its columns, in order of fields."""
    for item in schema:
        said = {key.decode(errors="replace").casefold(): value for key, value in (item.metadata or {}).items()}
        texts = [value.decode(errors="replace") for key, value in said.items() if key in _WORDS]
        yield from _meaning(source, item.name, texts)
    for item in _listed(_json_in(schema, _SPARK).get("fields")):
        metadata = item.get("metadata")
        texts = [text for key, text in metadata.items() if key in _WORDS] if isinstance(metadata, dict) else []
        yield from _meaning(source, item.get("name"), texts)


def class_names(schema: pa.Schema) -> Mapping[str, tuple[str, ...]]:
    """Return the names that the numbers of columns stand for, by column; what is not written so is left out."""
    info = _json_in(schema, _FEATURES).get("info")
    features = info.get("features") if isinstance(info, dict) else None
    named = features.items() if isinstance(features, dict) else ()
    return {
        column: tuple(names)
        for column, feature in named
        if isinstance(feature, dict)
        and feature.get("_type") == "ClassLabel"
        and isinstance(names := feature.get("names"), list)
        and 0 < len(names) <= _MOST_CLASSES
        and all(isinstance(name, str) for name in names)
    }


def with_class_names(batch: pa.RecordBatch, names: Mapping[str, tuple[str, ...]]) -> pa.RecordBatch:
    """Return a batch with names in place of the numbers that stand for them; a number without a name is missing."""
    for at, item in enumerate(batch.schema):
        if item.name in names and pa.types.is_integer(item.type):
            named = _named(batch.column(at), names[item.name])
            batch = batch.set_column(at, pa.field(item.name, named.type), named)
    return batch


def _named(numbers: ArrowArray, names: tuple[str, ...]) -> ArrowArray:
    there = pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names)))
    places = pc.if_else(there, numbers, pa.scalar(None, numbers.type)).cast(pa.int32())
    return pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()))


def _meaning(source: str, column: Any, texts: list[Any]) -> Iterator[ColumnMeaning]:
    words = "; ".join(text.strip() for text in texts if isinstance(text, str) and text.strip())
    if isinstance(column, str) and 0 < len(column) <= LONGEST_NAME and words:
        yield ColumnMeaning(source, column, words[:LONGEST_WORDS])


def _json_in(schema: pa.Schema, key: bytes) -> dict[str, Any]:
    """Return the JSON object under a key of a schema's metadata; an empty one where there is none."""
    try:
        found = json.loads((schema.metadata or {}).get(key, b"{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _listed(items: Any) -> Iterator[dict[str, Any]]:
    yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
