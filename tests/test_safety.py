"""A scan changes nothing, calls nobody, runs nothing, and lets nothing out of an archive."""

import os
import pickle
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from tests.builders import photo
from tests.containers import CONTAINERS, TABLES, zipped
from tests.report_rows import rows_of

ALONE = """
import socket, sys
def refuse(*arguments, **named):
    raise SystemExit("the network was asked for")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import atexit, os
opened = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "os.system", "subprocess.Popen"):
        opened.append(event)
        sys.stderr.write(f"FORBIDDEN {event} {arguments!r:.200}\\n")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        sys.stderr.write(f"WROTE {arguments[0]}\\n")
sys.addaudithook(hook)
"""
"""What every process of the scan runs first: the network is cut, and what is opened for writing is told."""


PLATFORM = "['uname', '-p']"
"""What Python's own ``platform`` module runs when a library asks it for the processor."""


class Evil:
    """What runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def state(root: Path) -> dict[str, tuple[bytes, int, int, int]]:
    """Content, modification time, mode and owner of everything in a folder."""
    found = {}
    for path in sorted(root.rglob("*")):
        at = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (content, at.st_mtime_ns, at.st_mode, at.st_uid)
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of every format, with files that run commands when loaded, and an archive that writes elsewhere."""
    root = tmp_path / "data"
    for name, make in (CONTAINERS | TABLES).items():
        (root / name.replace(".", "_")).mkdir(parents=True)
        (root / name.replace(".", "_") / name).write_bytes(make())
    evil = Evil(tmp_path / "ran")
    objects = BytesIO()
    np.save(objects, np.array([evil, evil], dtype=object), allow_pickle=True)
    (root / "objects.npy").write_bytes(objects.getvalue())
    (root / "model.pkl").write_bytes(pickle.dumps(evil))
    (root / "model.pt").write_bytes(pickle.dumps({"torch": evil}))
    (root / "slip.zip").write_bytes(zipped({f"../../{tmp_path.name}-slipped.csv": b"email\n", "/etc/slipped": b"x"}))
    (root / "photo.jpg").write_bytes(photo(gps=(12.5, 33.25)))
    (root / "photo.jpg").chmod(0o440)
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_text("email\nzorelia@example.com\n")
    (root / "ignores.yaml").write_text("ignore:\n- {path: '*', reason: r, author: a, expires: 2099-01-01}\n")
    for path in root.rglob("*"):
        if not path.is_symlink():
            os.utime(path, ns=(10**18, 10**18))
    return root


def test_scan_touches_nothing(data: Path, tmp_path: Path) -> None:
    """
    Content, times and modes of a dataset are the same afterwards; nothing was written outside the report and the folder
    for temporary files, no process but our own started, no network asked for, nothing unpickled.
    """
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(ALONE)
    (tmp_path / "tmp").mkdir()
    before = state(data)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "TMPDIR": str(tmp_path / "tmp")}
    environment |= {"PIISCAN_KEY": "0123456789abcdef0123456789abcdef", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", "from piiscan.cli.main import main; main()", "scan", str(data)]
    command += ["-o", str(tmp_path / "report"), "--workers", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    wrote = [line.removeprefix("WROTE ") for line in done.stderr.splitlines() if line.startswith("WROTE ")]
    allowed = (str(tmp_path / "report"), str(tmp_path / "tmp"), "/dev/")
    outside = [path for path in wrote if not path.startswith(allowed)]

    assert done.returncode in (1, 3), done.stderr[-2000:]
    assert before == state(data)
    assert [] == [line for line in done.stderr.splitlines() if line.startswith("FORBIDDEN") and PLATFORM not in line]
    assert "network was asked for" not in done.stderr
    assert [] == outside
    assert not (tmp_path / "ran").exists()
    assert [] == [path.name for path in tmp_path.parent.glob("*slipped*")]
    assert not Path("/etc/slipped").exists()


def test_dataset_cannot_silence_its_scan(data: Path, tmp_path: Path) -> None:
    """
    An ignore list in the dataset is in the ledger like any file, and hides nothing unless the user names it.
    """
    from piiscan.scan import scan
    from piiscan.settings import ScanSettings

    run = scan(ScanSettings((str(data),), tmp_path / "report"))
    asked = scan(ScanSettings((str(data),), tmp_path / "other", ignores=(data / "ignores.yaml",)))

    assert () == run.ignored
    assert run.records > 0
    assert "ignores.yaml" in {asset for (asset,) in rows_of(tmp_path / "report", "assets", "asset")}
    assert asked.ignored[0].findings > 0
