"""What is built can be installed and used away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder

pytestmark = pytest.mark.install

TOP = Path(__file__).resolve().parent.parent


def run(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)  # noqa: S603 -- our own


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, by the build backend that is installed here, so that no package index is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "-w", folder], TOP
    )
    assert 0 == done.returncode, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the ``bin`` folder of a new environment with the wheel in it, and all else from this environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    python = folder / "bin" / "python"
    done = run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel], folder)
    assert 0 == done.returncode, done.stderr
    # After installing, so that pip does not take the checkout's piiscan for an installed one. A path in a .pth file
    # comes after the environment's own packages, and the .pth files beside it are not followed.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def clean(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}


def test_version(elsewhere: Path, tmp_path: Path) -> None:
    """
    The installed command runs the wheel's code and tells its version.
    """
    where = run([elsewhere / "python", "-c", "import piiscan; print(piiscan.__file__)"], tmp_path, clean(tmp_path))
    done = run([elsewhere / "piiscan", "--version"], tmp_path, clean(tmp_path))

    assert where.stdout.startswith(str(elsewhere.parent))
    assert (0, "0.1.0") == (done.returncode, done.stdout.split()[-1]), done.stderr


def test_rules_check(elsewhere: Path, tmp_path: Path) -> None:
    """
    The rules travel in the wheel, and their examples hold there.
    """
    done = run([elsewhere / "piiscan", "rules", "--check"], tmp_path, clean(tmp_path))

    assert 0 == done.returncode, done.stderr


def test_scan(elsewhere: Path, tmp_path: Path) -> None:
    """
    A scan from any folder writes its report there.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "people.csv").write_text(
        "name,email\n" + "".join(f"Zorumewen Keso{i},zorumewen{i}@example.org\n" for i in range(20))
    )
    done = run([elsewhere / "piiscan", "scan", "data", "-o", "report"], tmp_path, clean(tmp_path))

    assert done.returncode in {0, 1}, done.stderr
    assert list((tmp_path / "report" / "findings").glob("*.parquet"))


def test_wheel_holds_rules(wheel: Path) -> None:
    """
    Every rule file of the checkout is in the wheel, and no test is.
    """
    names = set(zipfile.ZipFile(wheel).namelist())
    rules = {f"piiscan/{path.relative_to(TOP).as_posix()}" for path in (TOP / "rules").rglob("*.*")}

    assert rules
    assert set() == rules - names
    assert [] == [name for name in names if name.startswith(("tests/", "piiscan/tests"))]


def test_sdist_holds_rules(tmp_path: Path) -> None:
    """
    The source distribution can be built from: it has the rules, the package and the tests.
    """
    archive = next(SdistBuilder(str(TOP)).build(directory=str(tmp_path)))
    with tarfile.open(archive) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert {"rules/taxonomy.csv", "src/piiscan/version.py", "tests/test_install.py", "pyproject.toml"} <= names
