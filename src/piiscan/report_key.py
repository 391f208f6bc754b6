"""Finds the key that a report was made with, where it is at hand."""

import os
from pathlib import Path

from piiscan.keys import KEY_VARIABLE, Key, load_key, own_key_file
from piiscan.model.errors import PiiscanError
from piiscan.planning.plan_files import read_context


def key_of_report(report: Path, key_id: str) -> Key | None:
    """Return the key of that name, or None where it is not at hand; none is made."""
    try:
        kept = read_context(report)
        key_file = kept[0].key_file if kept else None
        if key_file is None and not os.environ.get(KEY_VARIABLE) and not own_key_file().exists():
            return None
        key = load_key(key_file)
    except PiiscanError:
        return None
    return key if key.id == key_id else None
