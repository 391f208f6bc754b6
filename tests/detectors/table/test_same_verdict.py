"""The same table says the same thing, however it is written, ordered, cut or sampled."""

import io
import json
import random
from collections.abc import Callable
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder
from piiscan.detectors.table.value_tests import ColumnTests
from piiscan.model.assets import Asset, Kind
from piiscan.model.columns import ColumnSketch, Verdict, merge_sketches
from piiscan.model.content import TableBatch
from piiscan.readers.catalog import load_reader
from tests.detectors.table.tables import rulebook

ROWS = 600
KEY = bytes(16)


def people(seed: int = 7) -> pa.Table:
    """Invented people, more of them than a sketch keeps values."""
    draw = random.Random(seed)  # noqa: S311 - invented data, no secret
    return pa.table(
        {
            "user_id": list(range(1000, 1000 + ROWS)),
            "age": [draw.randint(18, 90) for _ in range(ROWS)],
            "sex": [draw.choice("mf") for _ in range(ROWS)],
            "born": [f"{draw.randint(1930, 2005)}-{draw.randint(1, 12):02}-15" for _ in range(ROWS)],
            "income": [draw.choice([None, 1250.5, 30000.0, 41500.25]) for _ in range(ROWS)],
            "smokes": [draw.choice(["no", "sometimes", None]) for _ in range(ROWS)],
            "lat": [round(draw.uniform(40, 60), 5) for _ in range(ROWS)],
            "lng": [round(draw.uniform(0, 20), 5) for _ in range(ROWS)],
            "member": [draw.choice([True, False]) for _ in range(ROWS)],
        }
    )


def written(table: pa.Table, reader: str) -> bytes:
    """The table in a format."""
    out = io.BytesIO()
    match reader:
        case "delimited":
            pa.csv.write_csv(table, out)
        case "json_lines":
            out.write("".join(json.dumps(row, default=str) + "\n" for row in table.to_pylist()).encode())
        case "parquet":
            pa.parquet.write_table(table, out)
        case _:
            pa.feather.write_feather(table, out, compression="uncompressed")
    return out.getvalue()


def sketched(table: pa.Table, reader: str) -> dict[str, ColumnSketch]:
    """The sketches of the table as a reader hands it over."""
    content = written(table, reader)
    asset = Asset("people", "memory:people", len(content), 1, Kind.TABLE)
    tests, builders = ColumnTests(rulebook()), dict[str, SketchBuilder]()
    for piece in load_reader(reader).inspect(io.BytesIO(content), asset, 1 << 20).pieces:
        for batch in load_reader(reader).read(io.BytesIO(content), piece):
            assert isinstance(batch, TableBatch)
            for position, column in enumerate(batch.columns):
                made = SketchBuilder(column.name, position, tests.under(column.name), KEY)
                builders.setdefault(column.name, made).add(present_text(column))
    return {name: builder.sketch() for name, builder in builders.items()}


def verdicts(sketches: dict[str, ColumnSketch]) -> list[Verdict]:
    """What the columns were judged to be."""
    return judge_table("people", sketches.values(), rulebook())


@pytest.mark.parametrize("reader", ["json_lines", "parquet", "arrow_ipc"])
def test_formats(reader: str) -> None:
    """
    CSV, JSON Lines, Parquet and Arrow give the same verdicts, with the same confidence.
    """
    expected = verdicts(sketched(people(), "delimited"))

    assert len(expected) >= 7
    assert expected == verdicts(sketched(people(), reader))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), cut=st.integers(1, ROWS - 1))
def test_order_and_parts(seed: int, cut: int) -> None:
    """
    Rows in any order, in one part or in two, give the same verdicts.
    """
    whole = sketched(people(), "parquet")
    order = list(range(ROWS))
    random.Random(seed).shuffle(order)  # noqa: S311 - any order will do
    shuffled = people().take(pa.array(order))
    first, second = (sketched(part, "parquet") for part in (shuffled.slice(0, cut), shuffled.slice(cut)))

    assert verdicts(whole) == verdicts({name: merge_sketches(first[name], second[name]) for name in whole})


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_samples(seed: int) -> None:
    """
    Any third of the rows gives the same categories as all of them.
    """
    whole = verdicts(sketched(people(), "parquet"))
    rows = random.Random(seed).sample(range(ROWS), ROWS // 3)  # noqa: S311 - any sample will do
    sample = verdicts(sketched(people().take(pa.array(rows)), "parquet"))

    assert [(verdict.field, verdict.category) for verdict in whole] == [
        (verdict.field, verdict.category) for verdict in sample
    ]


_MISSING = 0.1


def _columns(draw: random.Random, rows: int) -> dict[str, list[object]]:
    """Columns of every type under headers of persons and of things; each lacks some of its values."""

    def some(make: Callable[[], object]) -> list[object]:
        return [make() if draw.random() > _MISSING else None for _ in range(rows)]

    day = date(1950, 1, 1)
    return {
        "patient_id": [draw.randint(1, 10**6) for _ in range(rows)],
        "age": some(lambda: draw.randint(0, 99)),
        "Geschlecht": some(lambda: draw.choice(["männlich", "weiblich"])),
        "female": some(lambda: draw.choice([True, False])),
        "race": some(lambda: draw.choice(["White", "Black or African American", "Asian"])),
        "dob": some(lambda: day + timedelta(draw.randint(0, 20_000))),
        "wage": some(lambda: round(draw.uniform(5, 90), 2)),
        "religion": some(lambda: draw.choice(["Hindu", "none", "Catholic, lapsed", 'so-called "deist"'])),
        "diagnosis": some(lambda: draw.choice(["asthma", "migraine\nwith aura", ""])),
        "marital": some(lambda: draw.randint(1, 5)),
        "lat": some(lambda: round(draw.uniform(40, 60), 5)),
        "lon": some(lambda: round(draw.uniform(0, 20), 5)),
        "sku": some(lambda: f"{draw.randint(1, 99):05}"),
        "price": some(lambda: draw.choice([1.0, 2.0, 2.5])),
        "notes": [None] * rows,
    }


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), rows=st.integers(1, 80), width=st.integers(1, 15))
def test_any_table_in_any_format_in_any_order(seed: int, rows: int, width: int) -> None:
    """
    Whatever its columns, a table says the same as CSV, JSON Lines, Parquet and Arrow, shuffled and in two parts.
    """
    draw = random.Random(seed)  # noqa: S311 - invented data, no secret
    columns = _columns(draw, rows)
    table = pa.table({name: columns[name] for name in draw.sample(list(columns), width)})
    expected = verdicts(sketched(table, "parquet"))

    for reader in ("delimited", "json_lines", "arrow_ipc"):
        assert expected == verdicts(sketched(table, reader)), reader
    order = list(range(rows))
    draw.shuffle(order)
    shuffled, cut = table.take(pa.array(order)), draw.randint(0, rows)
    first, second = (sketched(part, "arrow_ipc") for part in (shuffled.slice(0, cut), shuffled.slice(cut)))
    both = {
        name: merge_sketches(first[name], second[name]) if name in first and name in second else (first | second)[name]
        for name in first | second
    }
    assert expected == verdicts(both)
