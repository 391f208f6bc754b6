"""A million invented members of a service, as Parquet, against nothing but the decoding of the same file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.commands import one_worker_scan, python
from benchmarks.measure import Pair

ROWS = 1_000_000
QUICK_ROWS = 2_000
ROW_GROUP = 100_000

BARE_DECODE = """
import sys
import pyarrow as pa
import pyarrow.parquet as pq
pa.set_cpu_count(1)
file = pq.ParquetFile(sys.argv[1])
for batch in file.iter_batches(batch_size=65536, use_threads=False):
    pass
"""

_START = np.datetime64("2021-01-01", "ms")
_WORDS = ["harbour", "soup", "map", "radio", "choir", "bread", "walk", "quiet", "guitar", "orchard", "ferry",
          "river", "kind", "looking", "for", "someone", "who", "laughs", "and", "cooks", "in", "winter"]  # fmt: skip


def prepare(folder: Path, quick: bool) -> Pair:
    """Write the table and say what to run."""
    rows = QUICK_ROWS if quick else ROWS
    dataset = folder / "members"
    dataset.mkdir()
    path = dataset / "members.parquet"
    _write_table(path, rows)
    return Pair(
        one_worker_scan(dataset),
        python(BARE_DECODE, str(path)),
        f"{rows} rows x 20 columns",
        repeats=1 if quick else 3,
    )


def _write_table(path: Path, rows: int) -> None:
    random = np.random.default_rng(1)
    writer = None
    for start in range(0, rows, ROW_GROUP):
        group = _make_group(random, start, min(ROW_GROUP, rows - start))
        writer = writer or pq.ParquetWriter(path, group.schema, compression="zstd")
        writer.write_table(group)
    if writer:
        writer.close()


def _make_group(random: np.random.Generator, start: int, rows: int) -> pa.Table:
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
