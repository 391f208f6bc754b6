"""Where the rules lie that piiscan brings along."""

import atexit
import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

from piiscan.model.errors import RuleError


@lru_cache(maxsize=1)
def shipped_rules() -> Path:
    """Return the folder of shipped rules: in the installed package, else at the top of the checkout.

    An editable install may hold a stale copy of the rules elsewhere, so only these two places count.

    Raises:
        RuleError: neither is there; the installation is broken.
    """
    if __spec__ and (archive := getattr(__spec__.loader, "archive", None)):
        return _unpacked(archive)
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules", package.parents[1] / "rules"):
        if (folder / "taxonomy.csv").is_file():
            return folder
    raise RuleError("the rules that belong to piiscan are missing: install it again")


@lru_cache(maxsize=1)
def _unpacked(archive: str) -> Path:
    """Return the rules of a package that is imported from a zip archive, as Spark ships one; gone with the process."""
    folder = Path(mkdtemp(prefix="piiscan-rules-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ZipFile(archive) as packed:
        packed.extractall(folder, [name for name in packed.namelist() if name.startswith("piiscan/rules/")])
    if not (folder / "piiscan" / "rules" / "taxonomy.csv").is_file():
        raise RuleError("the rules that belong to piiscan are missing in its archive: ship the wheel as it was built")
    return folder / "piiscan" / "rules"
