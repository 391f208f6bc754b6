"""How cost grows with the work: scans of 1, 10 and 100 times as many rows, files, columns and categories.

A scan has a fixed cost, so what is told is how many times dearer the step from 10 to 100 is than the one from 1 to 10:
10 where cost grows as the work does, less where it grows more slowly.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import ExifTags, Image

from benchmarks.commands import one_worker_scan
from benchmarks.measure import Cost, machine, run
from benchmarks.table import make_group
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules

STEPS = 1, 10, 100
ROWS, FILES, COLUMNS, CATEGORIES = 2_000, 100, 100, 1
"""At 1 time; quick runs start at a tenth of these."""

COLUMN_ROWS = 50
CATEGORY_ROWS = 5_000


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Return the cost of every scan, and how it grows; the worst of these stands for all."""
    home = folder / "home"
    home.mkdir()
    run(one_worker_scan(_made(make_rows, folder / "warm", 10)), home)
    kinds = {name: KINDS[name] for name in ("rows", "categories")} if quick else KINDS
    costs = {
        name: [
            _cost(make, folder / f"{name}-{times}", max(1, size * times // (10 if quick else 1)), home)
            for times in STEPS
        ]
        for name, (make, size) in kinds.items()
    }
    growth = {name: _growth([cost.cpu for cost in each]) for name, each in costs.items()}
    return {
        "name": "growth",
        "unit": "the step from 10 to 100 times the work, as a multiple of that from 1 to 10, the worst; 10 is linear",
        "ours": max(growth.values()),
        "against": 10,
        "against_is": "cost that grows as the work does",
        "ratio": round(max(growth.values()) / 10, 3),
        "growth": growth,
        "cpu_seconds": {name: [round(cost.cpu, 2) for cost in each] for name, each in costs.items()},
        "memory_mb": {name: [round(cost.memory / 1e6) for cost in each] for name, each in costs.items()},
        "sizes": {name: [size * times for times in STEPS] for name, (_, size) in kinds.items()},
        "machine": machine(),
    }


def _growth(seconds: list[float]) -> float:
    first, second, third = seconds
    return round((third - second) / max(second - first, 0.05), 1)


def _cost(make: Callable[[Path, int], None], dataset: Path, size: int, home: Path) -> Cost:
    return run(one_worker_scan(_made(make, dataset, size)), home)


def _made(make: Callable[[Path, int], None], dataset: Path, size: int) -> Path:
    """Make a dataset in a process of its own, whose memory would count as that of the scan."""
    dataset.mkdir()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(make, dataset, size).result()
    return dataset


def make_rows(folder: Path, rows: int) -> None:
    """Make a table of so many rows, in row groups of 100,000."""
    random, group = np.random.default_rng(1), 100_000
    first = make_group(random, 0, min(rows, group))
    with pq.ParquetWriter(folder / "members.parquet", first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for start in range(group, rows, group):
            writer.write_table(make_group(random, start, min(group, rows - start)))


def make_files(folder: Path, files: int) -> None:
    """Make so many files, in folders of a thousand: photos with a position, tables, texts."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (64.0, 8.0, 0.0)
    for number in range(files):
        inside = folder / f"set{number // 1000}"
        inside.mkdir(exist_ok=True)
        if number % 4 == 0:
            (inside / f"table{number}.csv").write_text(f"email,age\nann{number}@example.com,31\n")
        elif number % 4 == 1:
            (inside / f"note{number}.txt").write_text(f"entry {number}: nothing but words\n")
        else:
            Image.new("RGB", (32, 24), (number % 256, 7, 7)).save(inside / f"photo{number}.jpg", exif=exif)


def make_columns(folder: Path, columns: int) -> None:
    """Make a table of so many columns and few rows: answers to a survey."""
    random = np.random.default_rng(2)
    table = {f"q{number}": pa.array(random.integers(0, 7, COLUMN_ROWS)) for number in range(columns - columns // 4)}
    words = np.array(["never", "seldom", "often", "always"])
    table |= {f"said{n}": pa.array(words[random.integers(0, 4, COLUMN_ROWS)]) for n in range(columns // 4)}
    pq.write_table(pa.table(table), folder / "survey.parquet")


def make_categories(folder: Path, categories: int) -> None:
    """Make a table with a column for each of so many rules, filled with the rule's own examples."""
    examples = islice(_examples(), categories)
    table = {
        f"{header}{'_' * place}": list(islice(cycle(values), CATEGORY_ROWS))
        for place, (header, values) in enumerate(examples)
    }
    pq.write_table(pa.table(table), folder / "people.parquet")


def _examples() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield header and values of rules for columns and for texts by turns, so that few are like many."""
    rulebook = load_rulebook((str(shipped_rules()),))
    columns = [(each.header, each.values) for rule in rulebook.columns for each in rule.match[:1] if each.values]
    texts = [(text.id.removeprefix("text."), tuple(example.text for example in text.match)) for text in rulebook.texts]
    for pair in zip_longest(columns, texts):
        yield from (each for each in pair if each)


KINDS: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "rows": (make_rows, ROWS),
    "files": (make_files, FILES),
    "columns": (make_columns, COLUMNS),
    "categories": (make_categories, CATEGORIES),
}
