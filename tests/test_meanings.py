"""What data dictionaries beside the data say of its columns is gathered, whatever their form."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from piiscan.meanings import gather_meanings
from piiscan.model.meanings import ColumnMeaning, meanings_of
from piiscan.plan import draft_plan
from piiscan.settings import ScanSettings

WORDS = {"q7": "age of the respondent in years", "q9": "sex of the respondent"}


def book() -> bytes:
    """A codebook as a workbook, with a title above its header."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["Codebook of the survey"])
    workbook.active.append(["Variable", "Label", "Type"])
    for name, words in WORDS.items():
        workbook.active.append([name, words, "int"])
    sink = io.BytesIO()
    workbook.save(sink)
    return sink.getvalue()


FORMS = {
    "dictionary.csv": b"variable,description\nq7,age of the respondent in years\nq9,sex of the respondent\n",
    "anything.csv": b"Column name;Description\nq7;age of the respondent in years\nq9;sex of the respondent\n",
    "codebook.xlsx": book(),
    "README.md": b"# Columns\n\n- `q7` (int): age of the respondent in years\n- **q9**: sex of the respondent\n",
    "data_card.md": b"| Field | Description |\n|---|---|\n| q7 | age of the respondent in years |\n"
    b"| `q9` | sex of the respondent |\n",
    "survey.json": json.dumps({name: {"Description": words} for name, words in WORDS.items()}).encode(),
    "columns.json": json.dumps(WORDS).encode(),
    "datapackage.json": json.dumps(
        {"resources": [{"schema": {"fields": [{"name": n, "description": w} for n, w in WORDS.items()]}}]}
    ).encode(),
    "croissant.json": json.dumps(
        {"recordSet": [{"name": "rows", "field": [{"name": n, "description": w} for n, w in WORDS.items()]}]}
    ).encode(),
}


def gathered(folder: Path, files: dict[str, bytes]) -> tuple[ColumnMeaning, ...]:
    """The meanings that a plan of these files gathers."""
    for name, content in files.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return gather_meanings(draft_plan(ScanSettings((str(folder / "data"),), folder / "report")).pieces)


@pytest.mark.parametrize("name", FORMS)
def test_forms(tmp_path: Path, name: str) -> None:
    """
    Tables, workbooks, Markdown lists and tables, and JSON descriptions say the same of the same columns.
    """
    meanings = gathered(tmp_path, {name: FORMS[name], "survey.csv": b"q7,q9\n31,1\n44,2\n"})

    assert WORDS == meanings_of("survey.csv", ["q7", "q9"], meanings)


def test_values_stand_behind_the_meaning(tmp_path: Path) -> None:
    """
    What codes stand for is part of what is said.
    """
    content = b"variable,label,values\nq9,sex of the respondent,1 = male; 2 = female\n"
    [meaning] = gathered(tmp_path, {"codebook.csv": content})

    assert "sex of the respondent; 1 = male; 2 = female" == meaning.words


def test_where_a_source_speaks() -> None:
    """
    A source speaks of tables beside it, below it and beside its folder, and only where it names two of the columns.
    """
    said = [ColumnMeaning("a/docs/book.csv", name, words) for name, words in WORDS.items()]

    assert WORDS == meanings_of("a/survey.csv", ["q7", "q9"], said)
    assert {"Q7 ": WORDS["q7"], "q9": WORDS["q9"]} == meanings_of("a/rows/1.csv", ["Q7 ", "q9"], said)
    assert {} == meanings_of("b/survey.csv", ["q7", "q9"], said)
    assert {} == meanings_of("a/survey.csv", ["q7", "width", "height"], said)


def test_no_dictionary(tmp_path: Path) -> None:
    """
    A table of people is no dictionary, and an ordinary list in a document is none either.
    """
    files = {"people.csv": b"name,age\nZorelia,31\n", "README.md": b"- photos: many\n- text, that is all\n"}

    assert () == gathered(tmp_path, files)
