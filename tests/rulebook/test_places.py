"""Where the shipped rules are found."""

import subprocess
import sys
import zipfile
from pathlib import Path

from piiscan.rulebook.places import shipped_rules

TOP = Path(__file__).resolve().parents[2]
_ASK = (
    "import piiscan; from piiscan.rulebook.places import shipped_rules; "
    "from piiscan.rulebook.loading import load_rulebook; "
    "print(piiscan.__file__); print(load_rulebook((str(shipped_rules()),)).hash)"
)


def test_rules_are_found_in_an_archive(tmp_path: Path) -> None:
    """
    A package that is imported from a zip archive, as a cluster ships it, has the very rules of the checkout.
    """
    with zipfile.ZipFile(tmp_path / "piiscan.zip", "w") as archive:
        for folder, below in ((TOP / "src", ""), (TOP / "rules", "piiscan/rules/")):
            root = folder if below else TOP / "src"
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, below + path.relative_to(root).as_posix())
    command = [sys.executable, "-c", _ASK]
    environment = {"PYTHONPATH": str(tmp_path / "piiscan.zip"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)  # noqa: S603
    place, found = done.stdout.split()
    from piiscan.rulebook.loading import load_rulebook

    assert place.startswith(str(tmp_path / "piiscan.zip"))
    assert load_rulebook((str(shipped_rules()),)).hash == found
