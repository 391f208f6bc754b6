"""Writes the labelled cells that text detectors are measured on, as JSON Lines."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.heldout_text import heldout_cells
from benchmarks.labelled_text import labelled_cells


def main() -> int:
    """Write the set to the file that is named."""
    heldout = "--heldout" in sys.argv
    names = [name for name in sys.argv[1:] if name != "--heldout"]
    if len(names) != 1:
        print("usage: scripts/make_text_set.py [--heldout] FILE", file=sys.stderr)
        return 2
    cells = heldout_cells() if heldout else labelled_cells(seed=1, positives=4000, negatives=4000)
    with Path(names[0]).open("w", encoding="utf-8") as file:
        for cell in cells:
            file.write(json.dumps(asdict(cell), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
