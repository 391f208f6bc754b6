"""Half a million invented members of a service against the bare decoding of the same file, as Parquet and as CSV."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.commands import one_worker_scan, python, scan_with
from benchmarks.measure import Pair, run

ROWS = 500_000
QUICK_ROWS = 2_000
ROW_GROUP = 100_000

PARQUET_DECODERS = {
    "pyarrow": """
import sys
import pyarrow.parquet as pq
for batch in pq.ParquetFile(sys.argv[1]).iter_batches(batch_size=65536, use_threads=False):
    pass
""",
    "polars": """
import os, sys
os.environ["POLARS_MAX_THREADS"] = "1"
import polars
polars.read_parquet(sys.argv[1])
""",
    "duckdb": """
import duckdb, sys
for batch in duckdb.connect(config={"threads": 1}).read_parquet(sys.argv[1]).to_arrow_reader(65536):
    pass
""",
}
"""Bare decodes in one thread."""

CSV_DECODERS = {
    "pyarrow": """
import sys
import pyarrow.csv
options = pyarrow.csv.ReadOptions(use_threads=False, block_size=4_000_000)
for batch in pyarrow.csv.open_csv(sys.argv[1], read_options=options):
    pass
""",
    "polars": """
import os, sys
os.environ["POLARS_MAX_THREADS"] = "1"
import polars
polars.read_csv(sys.argv[1], infer_schema_length=1000)
""",
    "duckdb": """
import duckdb, sys
for batch in duckdb.connect(config={"threads": 1}).read_csv(sys.argv[1]).to_arrow_reader(65536):
    pass
""",
}

_START = np.datetime64("2021-01-01", "ms")
_WORDS = ["harbour", "soup", "map", "radio", "choir", "bread", "walk", "quiet", "guitar", "orchard", "ferry",
          "river", "kind", "looking", "for", "someone", "who", "laughs", "and", "cooks", "in", "winter"]  # fmt: skip


def prepare(folder: Path, quick: bool) -> Pair:
    """Write the table as Parquet and say what to run, against the fastest bare decode here."""
    dataset, rows = _made(folder, quick)
    return _pair(folder, dataset, dataset / "members.parquet", PARQUET_DECODERS, rows)


def prepare_csv(folder: Path, quick: bool) -> Pair:
    """Write the table as CSV and say what to run, against the fastest bare decode here."""
    rows = QUICK_ROWS if quick else ROWS
    dataset = folder / "members"
    dataset.mkdir()
    path = dataset / "members.csv"
    write_csv(path, rows)
    return _pair(folder, dataset, path, CSV_DECODERS, rows)


def write_csv(path: Path, rows: int) -> None:
    """Write so many invented members as CSV."""
    parquet = path.with_suffix(".parquet")
    _write_table(parquet, rows)
    with pyarrow.csv.CSVWriter(path, pq.read_schema(parquet)) as writer:
        for batch in pq.ParquetFile(parquet).iter_batches():
            writer.write_batch(batch)
    parquet.unlink()


def prepare_workers(folder: Path, quick: bool) -> Pair:
    """Write the table and say what to run: two workers against one."""
    dataset, rows = _made(folder, quick)
    two, one = scan_with(2, dataset), scan_with(1, dataset)
    return Pair(two, one, f"{rows} rows x 20 columns in two workers against one", repeats=1)


def _made(folder: Path, quick: bool) -> tuple[Path, int]:
    rows = QUICK_ROWS if quick else ROWS
    dataset = folder / "members"
    dataset.mkdir()
    _write_table(dataset / "members.parquet", rows)
    return dataset, rows


def _pair(folder: Path, dataset: Path, path: Path, decoders: dict[str, str], rows: int) -> Pair:
    home = folder / "home"
    home.mkdir()
    commands = {name: python(code, str(path)) for name, code in decoders.items()}
    seconds = {name: round(run(command, home).cpu, 3) for name, command in commands.items()}
    fastest = min(seconds, key=lambda name: seconds[name])
    unit = f"{rows} rows x 20 columns, against {fastest}, the fastest of {', '.join(decoders)}"
    return Pair(
        one_worker_scan(dataset), commands[fastest], unit, repeats=1, against_is=f"decode by {fastest}", beside=seconds
    )


def _write_table(path: Path, rows: int) -> None:
    random = np.random.default_rng(1)
    writer = None
    for start in range(0, rows, ROW_GROUP):
        group = make_group(random, start, min(ROW_GROUP, rows - start))
        writer = writer or pq.ParquetWriter(path, group.schema, compression="zstd")
        writer.write_table(group)
    if writer:
        writer.close()


def make_group(random: np.random.Generator, start: int, rows: int) -> pa.Table:
    """Return one row group; strings are joined as columns, for a million Python strings would take minutes."""
    number = _text(np.arange(start, start + rows))
    first, last = _pick(random, _invent_words(random, 3000), rows), _pick(random, _invent_words(random, 9000), rows)
    age = random.integers(18, 80, rows)
    seconds = random.integers(0, 5 * 365 * 86_400, rows)
    sentences = [" ".join(random.choice(_WORDS, 12)) for _ in range(20_000)]
    return pa.table(
        {
            "user_id": _join("u", number),
            "display_name": _join(first, " ", last),
            "email": _join(pc.utf8_lower(first), ".", pc.utf8_lower(last), number, "@example.com"),
            "phone": _join("+1 ", _digits(random, 3, rows), " 555 01", _digits(random, 2, rows)),
            "age": pa.array(age.astype(np.int16)),
            "birth_date": pa.array((np.datetime64("2026-01-01", "D") - age * 365).astype("datetime64[D]")),
            "sex": _pick(random, ["m", "f"], rows),
            "race": _pick(random, ["white", "black", "asian", "hispanic", "other"], rows),
            "latitude": pa.array(random.uniform(40, 46, rows).round(6)),
            "longitude": pa.array(random.uniform(-135, -128, rows).round(6)),
            "city": _pick(random, _invent_words(random, 400), rows),
            "postcode": _digits(random, 5, rows),
            "essay": _join(_pick(random, sentences, rows), ". ", _pick(random, sentences, rows)),
            "photo": _join("photos/", number, ".jpg"),
            "signed_up": pa.array(_START + (seconds * 1000).astype("timedelta64[ms]")),
            "last_seen": pa.array(_START + (seconds * 1000 + 86_400_000).astype("timedelta64[ms]")),
            "height_cm": pa.array(random.normal(171, 9, rows).round(1)),
            "income": pa.array(random.integers(12, 160, rows) * 1000),
            "messages_sent": pa.array(random.poisson(40, rows)),
            "score": pa.array(random.random(rows)),
        },
    )


def _invent_words(random: np.random.Generator, number: int) -> list[str]:
    letters = random.integers(97, 123, (number, 8), dtype=np.uint8)
    return [row.tobytes().decode().capitalize() for row in letters]


def _pick(random: np.random.Generator, words: list[str], rows: int) -> pa.Array:
    return pa.array(words).take(pa.array(random.integers(0, len(words), rows)))


def _text(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _digits(random: np.random.Generator, width: int, rows: int) -> pa.Array:
    return pc.utf8_lpad(_text(random.integers(0, 10**width, rows)), width=width, padding="0")


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
