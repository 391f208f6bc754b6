"""Loads the taxonomy: what each category is called, and in law."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from piiscan.model.categories import Category
from piiscan.model.errors import RuleError


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The categories' names for people, and which edition they are from."""

    titles: Mapping[Category, str]
    terms: Mapping[Category, str]
    """Addresses in the Data Privacy Vocabulary; empty where it has no term."""

    version: str
    """The first 12 hex digits of the file's SHA-256."""


def load_taxonomy(directory: Path) -> Taxonomy:
    """Return the taxonomy of a folder of rules. Raises RuleError where it does not fit this piiscan's categories."""
    file = directory / "taxonomy.csv"
    try:
        content = file.read_bytes()
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        titles = {Category(row["category"]): row["title"] for row in rows}
        terms = {Category(row["category"]): row["dpv_term"] for row in rows}
    except (OSError, KeyError, ValueError) as error:
        raise RuleError(f"{file.name}: cannot be read ({type(error).__name__})") from None
    if missing := set(Category) - titles.keys():
        raise RuleError(f"{file.name}: lacks {', '.join(sorted(missing))}")
    return Taxonomy(titles, terms, hashlib.sha256(content).hexdigest()[:12])
