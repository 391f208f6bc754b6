"""Reading notebooks."""

import base64
import io
import json
from typing import Any

import pytest

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Member, TableBatch
from piiscan.model.errors import ReadError
from piiscan.readers import notebook


def contents(document: Any) -> list[Any]:
    """What is read of a notebook."""
    data = json.dumps(document).encode()
    [piece] = notebook.inspect(io.BytesIO(data), Asset("a.ipynb", "memory:", len(data), 0, Kind.TEXT), 1).pieces
    return list(notebook.read(io.BytesIO(data), piece))


def test_cells_are_records() -> None:
    """
    Each cell has its source and the text of its outputs, whole or as a list of lines.
    """
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "by Zorelia"]},
        {
            "cell_type": "code",
            "source": "df.head()",
            "outputs": [
                {"output_type": "execute_result", "data": {"text/plain": ["  name\n", "0 Zo"]}},
                {"output_type": "stream", "text": "done"},
            ],
        },
    ]
    [batch] = contents({"cells": cells, "nbformat": 4})

    assert isinstance(batch, TableBatch)
    assert {
        "source": ["# Title\nby Zorelia", "df.head()"],
        "output": [None, "  name\n0 Zo\ndone"],
    } == {column.name: column.values.to_pylist() for column in batch.columns}


def test_pictures_are_members() -> None:
    """
    A picture among the outputs is looked at like any other.
    """
    picture = base64.b64encode(b"picture").decode()
    cells = [{"source": "", "outputs": [{"data": {"image/png": picture}}]}]
    [_, member] = contents({"cells": cells})

    assert isinstance(member, Member)
    assert ("cell-0/0.png", b"picture") == (member.name, member.stream.read())


@pytest.mark.parametrize("document", [[], {}, {"cells": 7}, 7])
def test_no_notebook(document: Any) -> None:
    """
    JSON without cells is refused as no notebook.
    """
    with pytest.raises(ReadError, match="no cells"):
        contents(document)


def test_strange_cells() -> None:
    """
    Cells of strange types are read as far as they can be.
    """
    cells: list[Any] = [7, {"source": 7, "outputs": 7}, {"outputs": [7, {"data": {"image/png": "%%%"}}]}]

    assert 3 == contents({"cells": cells})[0].rows
