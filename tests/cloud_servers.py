"""Servers that speak as Azure's and Google's stores do, on loopback.

Azure's is Azurite, Microsoft's own. For Google's, moto's S3 server: its XML interface is the one that both share, and
the emulators that package indexes have speak Google's other interface only, which the client does not use.
"""

import base64
import hashlib
import hmac
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from piiscan.sources.stored_folder import StoredFolder

ACCOUNT = "devstoreaccount1"
# The one account that every Azurite has, and its published key.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
CONTAINER = "invented"
_PLACE = Path(sys.prefix) / "azurite" / "node_modules" / ".bin" / "azurite-blob"
_VERSION = "2021-12-02"


def azurite_command() -> str:
    """Return where Azurite is; the test is skipped where it is not, and fails in CI."""
    found = str(_PLACE) if _PLACE.exists() else shutil.which("azurite-blob")
    if found is None:
        if "CI" in os.environ:
            pytest.fail("CI needs Azurite: scripts/test installs it")
        pytest.skip("Azurite is not installed: scripts/test installs it")
    return found


@contextmanager
def azure_server(folder: Path) -> Iterator[str]:
    """Run Azurite with one empty container, and give its address."""
    options = ["--inMemoryPersistence", "--blobPort", "0", "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    command = [azurite_command(), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:  # noqa: S603 - our own
        try:
            lines = iter(process.stdout or ())
            found = next(filter(None, (re.search(r"successfully listens on (\S+)", line) for line in lines)))
            _make_container(found[1])
            yield found[1]
        finally:
            process.terminate()
            process.communicate()  # what it says to the last: a closed pipe would be an error of its own


def _make_container(server: str) -> None:
    """Ask for a container, signed with the account's key: the client that we use cannot make one."""
    date = formatdate(usegmt=True)
    headers = f"x-ms-date:{date}\nx-ms-version:{_VERSION}\n"
    signed = "PUT" + "\n" * 12 + headers + f"/{ACCOUNT}/{ACCOUNT}/{CONTAINER}\nrestype:container"
    mark = base64.b64encode(hmac.digest(base64.b64decode(KEY), signed.encode(), hashlib.sha256)).decode()
    request = Request(  # noqa: S310 - loopback
        f"{server}/{ACCOUNT}/{CONTAINER}?restype=container",
        method="PUT",
        headers={
            "x-ms-date": date,
            "x-ms-version": _VERSION,
            "Authorization": f"SharedKey {ACCOUNT}:{mark}",
        },
    )
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
        answer.read()


def put_folder(folder: Path, address: str) -> None:
    """Put all files below a folder under an address."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    StoredFolder(address).put_all(folder, names)
