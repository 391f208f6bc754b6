"""What data dictionaries beside the data say of its columns is gathered, whatever their form."""

import io
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.detectors.table.judge import judge_table
from piiscan.examples import sketch_values
from piiscan.explain import explain
from piiscan.model.meanings import ColumnMeaning, meanings_of
from piiscan.plan import make_plan
from piiscan.planning.meanings import gather_meanings
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.report_rows import rows_of

RULES = load_rulebook((str(shipped_rules()),))

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
    plan = make_plan(ScanSettings((str(folder / "data"),), folder / "report"))
    return gather_meanings(piece for unit in plan.units_to_do() for piece in unit.pieces)


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


def test_described_columns_are_judged(tmp_path: Path) -> None:
    """
    Columns whose names say nothing are judged by their descriptions, and the reasons say so; nothing of the
    descriptions is kept but words that rules know.
    """
    rows = "".join(f"{20 + at},{1 + at % 2}\n" for at in range(40))
    book = b"variable,description\nq7,Age of the respondent (ask Zorelia Quist)\nq9,Sex of the respondent\n"
    gathered(tmp_path, {"codebook.csv": book, "survey.csv": f"q7,q9\n{rows}".encode()})
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    fields = {
        field: (category, reasons)
        for asset, field, category, reasons in rows_of(
            tmp_path / "report", "fields", "asset", "field", "category", "reasons"
        )
        if asset == "survey.csv"
    }
    explained = list(explain(tmp_path / "report", "survey.csv", "q7"))
    kept = b"".join(path.read_bytes() for path in (tmp_path / "report" / "plan").rglob("*.parquet"))

    assert ("demographic.age", "demographic.sex") == (fields["q7"][0], fields["q9"][0])
    assert any("its description beside the data" in reason for reason in fields["q7"][1])
    assert any("its description beside the data" in line for line in explained)
    assert b"Zorelia" not in kept


def test_header_is_believed_first() -> None:
    """
    A header that says something is not overruled by a description.
    """
    said = [ColumnMeaning("book.csv", "age", "sex of the respondent"), ColumnMeaning("book.csv", "x", "weight")]
    columns = [sketch_values("age", 0, map(str, range(20, 60)), RULES), sketch_values("x", 1, ["1.5"] * 40, RULES)]
    verdicts = judge_table("survey.csv", columns, RULES, said)

    assert ("age", "demographic.age") in {(verdict.field, verdict.category) for verdict in verdicts}


def test_second_scan_follows_the_dictionary(tmp_path: Path) -> None:
    """
    Where a dictionary is gone, its columns are judged as if it had never been there.
    """
    rows = "".join(f"{20 + at},{1 + at % 2}\n" for at in range(40))
    gathered(tmp_path, {"dictionary.csv": FORMS["dictionary.csv"], "survey.csv": f"q7,q9\n{rows}".encode()})
    settings = ScanSettings((str(tmp_path / "data"),), tmp_path / "report")
    scan(settings)
    with_book = rows_of(tmp_path / "report", "fields", "field", "category")
    (tmp_path / "data" / "dictionary.csv").unlink()
    scan(settings)

    assert ("q7", "demographic.age") in with_book
    assert [] == rows_of(tmp_path / "report", "fields", "field", "category")


@pytest.mark.parametrize("parts", [1, 2])
def test_what_a_schema_says_of_its_columns(tmp_path: Path, parts: int) -> None:
    """
    Descriptions in a Parquet file's schema are read for its columns, one alone too, also where files are one table in
    parts; who says so is taken from them where the header does not tell.
    """
    described = {"q7": "Age in years", "gender": "self-reported gender"}
    schema = pa.schema(
        [pa.field(name, kind, metadata={"description": described[name]}) for name, kind in TYPES.items()]
    )
    columns = {"q7": [20 + at for at in range(40)], "gender": ["male", "female"] * 20}
    (tmp_path / "data").mkdir()
    for part in range(parts):
        pq.write_table(pa.table(columns, schema=schema), tmp_path / "data" / f"{part}.parquet")
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", workers=1))
    found = set(rows_of(tmp_path / "report", "fields", "field", "category", "origin"))

    assert {("q7", "demographic.age", "unknown"), ("gender", "demographic.sex", "declared")} == found


TYPES = {"q7": pa.int64(), "gender": pa.string()}
