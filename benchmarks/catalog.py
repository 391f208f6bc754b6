"""Every benchmark, in one table. A new one is a module with ``prepare(folder, quick) -> Pair`` and one line here.

Where two processes cannot be compared by their times, the module measures itself and returns the figures.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

from benchmarks.measure import Pair


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One thing that is measured."""

    name: str
    describes: str
    module: str = ""
    """The module's name, where it is not the benchmark's."""

    function: str = "prepare"

    def prepare(self, folder: Path, *, quick: bool) -> Pair | dict[str, Any]:
        """Make the inputs in an empty folder, small ones where quick, and return what to run, or the figures.

        In a process of its own: Linux counts the memory of the process that starts a command as the command's.
        """
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(_prepare, self.module or self.name, self.function, folder, quick).result()


def _prepare(module: str, function: str, folder: Path, quick: bool) -> Pair | dict[str, Any]:
    return cast("Pair | dict[str, Any]", getattr(import_module(f"benchmarks.{module}"), function)(folder, quick))


BENCHMARKS = (
    Benchmark("startup", "piiscan --help against a Python that does nothing"),
    Benchmark("small", "a scan of ten small files against a Python that does nothing", "startup", "prepare_small"),
    Benchmark("images", "headers of 20,000 photos against a bare Pillow getexif loop"),
    Benchmark("images-exiftool", "the same against exiftool -fast2", "images", "prepare_exiftool"),
    Benchmark("images-hashed", "headers and SHA-256 of 20,000 photos against bare hashing", "images", "prepare_hashed"),
    Benchmark("images-workers", "the same in two processes against one", "images", "prepare_workers"),
    Benchmark(
        "images-pixels", "pixels and faces of 300 photos against decoder and detector alone", "images", "prepare_pixels"
    ),
    Benchmark("text", "1 million cells of text against Presidio's batch engine", function="measure"),
    Benchmark("lake", "heads of 10,000 pictures in a store 30 ms away against a bare obstore loop", function="measure"),
    Benchmark(
        "lake-planning",
        "planning 100,000 objects in a store 30 ms away against bare listing",
        "lake",
        "measure_planning",
    ),
    Benchmark("scale", "CPU of each stage for photos in tar files and rows of a table", function="measure"),
    Benchmark("spark", "a scan of 5 minutes by Spark local[2] against the pool with two processes", function="measure"),
    Benchmark("table", "500,000 rows x 20 columns of Parquet against the fastest bare decode"),
    Benchmark("table-csv", "the same as CSV", "table", "prepare_csv"),
    Benchmark("table-workers", "the same in two processes against one", "table", "prepare_workers"),
    Benchmark("peers", "1,000 rows of CSV against four tools of the package index", function="measure"),
    Benchmark("growth", "scans of 1, 10 and 100 times the rows, files, columns and categories", function="measure"),
    Benchmark("findings", "10 million findings of whole columns made and written", function="measure"),
)
