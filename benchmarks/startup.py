"""How long ``piiscan --help`` and a scan of ten small files take, against a Python that does nothing."""

from pathlib import Path

from PIL import ExifTags, Image

from benchmarks.commands import FINISHED, PIISCAN, python
from benchmarks.measure import Command, Pair


def prepare(folder: Path, quick: bool) -> Pair:  # noqa: ARG001 -- needs no inputs
    """Say what to run; there is nothing to make."""
    return Pair(Command([PIISCAN, "--help"]), python("pass"), "one start", repeats=1 if quick else 15)


def prepare_small(folder: Path, quick: bool) -> Pair:
    """Write ten small files, pictures, tables and texts, and say what to run: a scan as anybody would start it."""
    dataset = folder / "ten"
    dataset.mkdir()
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Canon", "EOS 5D"
    for number in range(4):
        Image.effect_noise((64, 48), 50 + number).convert("RGB").save(dataset / f"p{number}.jpg", exif=exif)
    members = "".join(f"{n},m{n}@example.com,{20 + n},{'fm'[n % 2]}\n" for n in range(50))
    for number in range(2):
        (dataset / f"members{number}.csv").write_text(f"id,email,age,sex\n{members}")
    (dataset / "people.json").write_text('[{"name": "Ann Lee", "age": 33}, {"name": "Bo Ray", "age": 41}]')
    (dataset / "numbers.jsonl").write_text('{"x": 1}\n{"x": 2}\n')
    (dataset / "README.md").write_text("# Things\nA list of things. Write to x@example.com\n")
    (dataset / "notes.txt").write_text("hello world\n")
    report = folder / "ten-report"
    scan = Command([PIISCAN, "scan", str(dataset), "-o", str(report)], FINISHED, makes=report, proof="run.json")
    return Pair(scan, python("pass"), "a scan of ten small files", repeats=1 if quick else 7)
