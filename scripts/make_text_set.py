"""Writes the labelled cells that text detectors are measured on, as JSON Lines."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.labelled_text import labelled_cells


def main() -> int:
    """Write the set to the file that is named."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and a file
        print("usage: scripts/make_text_set.py FILE", file=sys.stderr)
        return 2
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        for cell in labelled_cells(seed=1, positives=4000, negatives=4000):
            file.write(json.dumps(asdict(cell), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
