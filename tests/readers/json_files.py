"""Makers of JSON documents, and of what reading them gives."""

import io
import json
from typing import Any

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Part, TableBatch
from piiscan.readers import json_document
from tests.readers.tables import Cells, cells


def parts(document: Any) -> dict[str, Cells]:
    """Return the tables in a document, by name; its own has none."""
    return parts_of(json.dumps(document).encode())


def parts_of(content: bytes) -> dict[str, Cells]:
    """Return the tables in a document as it is written."""
    asset = Asset("a.json", "file:///a.json", len(content), 7, Kind.DATA)
    (piece,) = json_document.inspect(io.BytesIO(content), asset, 1 << 40).pieces
    found: dict[str, Cells] = {}
    for each in json_document.read(io.BytesIO(content), piece):
        if isinstance(each, Part):
            found[each.name] = cells(list(each.contents))
        elif isinstance(each, TableBatch):
            for name, values in cells([each]).items():
                found.setdefault("", {}).setdefault(name, []).extend(values)
    return found
