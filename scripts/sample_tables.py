"""Writes the tables of the sample data, about people or only seemingly so, and a stub of a model."""

import csv
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from sample_people import Person

MESSAGES = 300

_SENTENCES = (
    "Hello, I liked what you wrote about walking.",
    "Are you free on Saturday?",
    "That place by the harbour has closed, sadly.",
    "I will bring the maps, you bring the soup.",
    "Sorry for the late answer, the week was long.",
    "Is that your guitar in the picture?",
)
_PROFILE_TYPES: dict[str, pa.DataType] = {
    "user_id": pa.string(),
    "display_name": pa.string(),
    "email": pa.string(),
    "phone": pa.string(),
    "age": pa.int16(),
    "birth_date": pa.date32(),
    "sex": pa.dictionary(pa.int32(), pa.string()),
    "ethnicity": pa.string(),
    "looking_for": pa.string(),
    "city": pa.string(),
    "state": pa.string(),
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "essay": pa.string(),
    "photo": pa.string(),
    "signed_up": pa.timestamp("ms"),
}


def write_profiles(folder: Path, people: Sequence[Person]) -> None:
    """Write ``profiles.csv`` and ``profiles.parquet``: the same records, once as text and once with types."""
    rows = [asdict(person) for person in people]
    _write_csv(folder / "profiles.csv", list(_PROFILE_TYPES), (row.values() for row in rows))
    table = pa.Table.from_pylist(rows, schema=pa.schema(_PROFILE_TYPES))
    pq.write_table(table, folder / "profiles.parquet", compression="zstd", row_group_size=100)


def write_messages(path: Path, people: Sequence[Person], random: Random) -> None:
    """Write JSON Lines; every tenth body holds an e-mail address and every tenth a telephone number."""
    sent_at = datetime(2026, 1, 1)  # noqa: DTZ001 -- stored without a zone
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(MESSAGES):
            sender, recipient = random.sample(people, 2)
            sent_at += timedelta(seconds=random.randrange(60, 40_000))
            message = {
                "message_id": 500_001 + number,
                "sender_id": sender.user_id,
                "recipient_id": recipient.user_id,
                "sent_at": sent_at.isoformat(),
                "body": _body(number, sender, random),
            }
            file.write(json.dumps(message) + "\n")


def _body(number: int, sender: Person, random: Random) -> str:
    body = " ".join(random.sample(_SENTENCES, 2))
    match number % 10:
        case 3:
            return f"{body} Write to me at {sender.email}, I rarely look here."
        case 7:
            return f"{body} Or call {sender.phone} after six."
        case _:
            return body


def write_nature(folder: Path, random: Random) -> None:
    """Write two tables with columns named sex, age and species that are about nobody."""
    penguins = ("species", "island", "bill_length_mm", "flipper_length_mm", "body_mass_g", "sex", "year")
    _write_csv(folder / "penguins.csv", penguins, (_penguin(random) for _ in range(120)))
    trees = ("tree_id", "species", "age", "height_m", "dbh_cm", "plot")
    _write_csv(folder / "trees.csv", trees, (_tree(random, number) for number in range(150)))


def _penguin(random: Random) -> list[object]:
    return [
        random.choice(("Adelie", "Chinstrap", "Gentoo")),
        random.choice(("Biscoe", "Dream", "Torgersen")),
        round(random.gauss(44, 5), 1),
        round(random.gauss(201, 13)),
        round(random.gauss(4200, 700)),
        random.choice(("male", "female", "")),
        random.choice((2007, 2008, 2009)),
    ]


def _tree(random: Random, number: int) -> list[object]:
    age = random.randrange(5, 180)
    height = round(min(38, 2 + age * 0.22) * random.uniform(0.8, 1.1), 1)
    species = random.choice(("Picea abies", "Fagus sylvatica", "Quercus robur", "Betula pendula"))
    return [
        number + 1,
        species,
        age,
        height,
        round(age * random.uniform(0.3, 0.6), 1),
        f"P{random.randrange(1, 13):02}",
    ]


def write_library(path: Path, random: Random) -> None:
    """Write a table whose headers merely end in "age", or hold it: pages, storage, average_rating."""
    things = ("Tide", "Lantern", "Orchard", "Winter", "Compass", "Ferry")
    rows = (
        [
            f"B{number:05}",
            f"The {random.choice(things)} and the {random.choice(things)}",
            random.randrange(48, 900),
            random.randrange(1931, 2025),
            random.choice(("open shelf", "stacks", "cold store")),
            round(random.uniform(1, 5), 2),
        ]
        for number in range(1, 121)
    )
    header = ("book_id", "title", "pages", "year", "storage", "average_rating")
    _write_csv(path, header, rows, delimiter="\t")


def write_model(path: Path, random: Random) -> None:
    """Write a safetensors file of one small tensor: 8 bytes of header length, a JSON header, the numbers."""
    numbers = struct.pack("<64f", *(random.uniform(-1, 1) for _ in range(64)))
    header = json.dumps({"ranker.weight": {"dtype": "F32", "shape": [8, 8], "data_offsets": [0, len(numbers)]}})
    path.write_bytes(struct.pack("<Q", len(header)) + header.encode() + numbers)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
