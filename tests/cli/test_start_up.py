"""What a scan of a few small files loads and starts."""

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

SCAN = """
import atexit, json, sys
import piiscan.cli.main as command
from piiscan.runtimes import pool

command.can_watch = lambda: False
started = []
pool.run_pool = lambda *_args, **_more: started.append(1)
atexit.register(lambda: print(json.dumps({"loaded": sorted(sys.modules), "pools": len(started)})))
sys.argv = ["piiscan", "scan", sys.argv[1], "-o", sys.argv[2], "--fail-on", "never"]
command.main()
"""


def test_a_few_small_files_load_little_and_start_no_pool(tmp_path: Path) -> None:
    """
    Presidio, spaCy and pandas are loaded only when a cell needs them, polars only for many texts or such as are not
    plain; no process is started for a few kilobytes.
    """
    files = tmp_path / "files"
    files.mkdir()
    (files / "members.csv").write_text("email,age\nann@example.com,31\nbo@example.org,40\n")
    (files / "notes.md").write_text("Nothing here but words.\n")
    Image.new("RGB", (40, 30), "white").save(files / "white.png")

    done = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", SCAN, str(files), str(tmp_path / "report")], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])

    assert set() == {"pandas", "polars", "presidio_analyzer", "spacy"} & set(told["loaded"])
    assert 0 == told["pools"]
    assert (tmp_path / "report" / "run.json").exists()
