"""Inputs far larger than memory: a table, a CSV with one endless line, a million files; invented, and soon deleted."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.table import make_group

ROW_GROUP = 50_000
TABLE_ROWS = 5_000_000
"""With essays of 4 KB they are 20 GB once decoded, and far less on disk, since the essays are made of few words."""

LINE_BYTES = 500_000_000
CSV_BYTES = 4_000_000_000
FILES, FILES_IN_FOLDER = 1_000_000, 1_000


def _groups(rows: int, essay_bytes: int) -> Iterator[pa.Table]:
    """Yield the invented members of the table benchmark, each with an essay of its own of about so many bytes."""
    random = np.random.default_rng(1)
    for start in range(0, rows, ROW_GROUP):
        group = make_group(random, start, min(ROW_GROUP, rows - start))
        place, essay = group.schema.get_field_index("essay"), group["essay"].combine_chunks()
        copies = max(1, essay_bytes // (pc.sum(pc.binary_length(essay)).as_py() // len(essay)))
        yield group.set_column(place, "essay", pc.binary_join_element_wise(*[essay] * copies, ". "))


def make_table(folder: Path, part: float) -> None:
    """Make one Parquet file of 20 GB decoded."""
    writer = None
    for group in _groups(int(TABLE_ROWS * part), essay_bytes=4_000):
        writer = writer or pq.ParquetWriter(folder / "members.parquet", group.schema, compression="zstd")
        writer.write_table(group)
    if writer:
        writer.close()


def make_csv(folder: Path, part: float) -> None:
    """Make a CSV of 4 GB; the line in its middle alone has 500 MB."""
    wanted, line = int(CSV_BYTES * part), int(LINE_BYTES * part)
    written, long_line_written = 0, False
    with (folder / "members.csv").open("wb") as out:
        for group in _groups(1 << 40, essay_bytes=2_000):
            options = pyarrow.csv.WriteOptions(include_header=not written)
            pyarrow.csv.write_csv(group, out, options)
            written = out.tell()
            if not long_line_written and written > (wanted - line) // 2:
                out.write(b"u0," + b"word " * (line // 5) + b"\n")
                long_line_written = True
            if written > wanted:
                return


def make_files(folder: Path, part: float) -> None:
    """Make a million files of some bytes, a thousand in a folder."""
    for number in range(int(FILES * part)):
        if number % FILES_IN_FOLDER == 0:
            inside = folder / f"{number // FILES_IN_FOLDER:04}"
            inside.mkdir()
        (inside / f"{number:07}.txt").write_text(f"entry {number}\n")
