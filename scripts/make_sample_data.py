"""Makes ``sample_data/``, the export of a dating service that never was: ``make_sample_data.py [FOLDER]``.

Everything is drawn from a fixed seed, so that a second run gives the same files. E-mail addresses stand under
example.com, .org and .net (RFC 2606), telephone numbers in the ranges kept for fiction (555-0100 to 555-0199
in North America, 07700 900000 to 900999 in the United Kingdom), positions in the open Pacific, and pictures
show nobody.
"""

import shutil
import sys
from pathlib import Path
from random import Random

import sample_people
import sample_pictures
import sample_tables

SEED = 20260401
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "sample_data"
FOLDERS = ("profiles", "messages", "photos", "labels", "aligned", "nature", "library", "branding", "models")


def make_sample_data(folder: Path) -> None:
    """Write all files below ``folder``; folders of earlier runs are replaced."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    people = sample_people.invent_people(_random("people"))
    sample_tables.write_profiles(folder / "profiles", people)
    sample_tables.write_messages(folder / "messages" / "messages.jsonl", people, _random("messages"))
    sample_tables.write_nature(folder / "nature", _random("nature"))
    sample_tables.write_library(folder / "library" / "pages.tsv", _random("library"))
    sample_pictures.write_photos(folder / "photos", people, _random("photos"))
    sample_pictures.write_labels(folder / "labels", _random("labels"))
    sample_pictures.write_aligned(folder / "aligned", _random("aligned"))
    sample_pictures.write_logo(folder / "branding" / "logo.png")
    sample_tables.write_model(folder / "models" / "ranker.safetensors", _random("models"))


def _random(part: str) -> Random:
    """Return a generator of its own for each part, so that a change in one leaves the others as they are."""
    return Random(f"{SEED} {part}")  # noqa: S311 -- inventing people needs no cryptography


if __name__ == "__main__":
    make_sample_data(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
