"""The snippets in the documents about policies and pipelines hold."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from piiscan.rulebook.declarations import load_declaration
from piiscan.rulebook.ignores import load_ignores
from piiscan.rulebook.places import shipped_rules
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.help_text import run_piiscan

DOCS = Path(__file__).resolve().parents[1] / "docs"


def snippets(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def commands() -> list[str]:
    """The commands in the snippets about pipelines."""
    code = [snippet for language in ("yaml", "python", "bash") for snippet in snippets("pipelines.md", language)]
    return re.findall(r"piiscan (?:scan|report|plan|run|settle)[^\n|]*", "\n".join(code))


def test_declaration_and_ignore_list_load(tmp_path: Path) -> None:
    """
    The examples of a declaration and of an ignore list are complete ones.
    """
    declaration, ignores = snippets("policies.md", "yaml")
    (tmp_path / "transfer.yaml").write_text(declaration)
    (tmp_path / "ignores.yaml").write_text(ignores)

    assert 11 == len(load_declaration(tmp_path / "transfer.yaml").answers)
    assert 1 == len(load_ignores(tmp_path / "ignores.yaml"))


def test_every_policy_is_listed() -> None:
    """
    Each shipped policy stands in the page about policies.
    """
    page = (DOCS / "policies.md").read_text(encoding="utf-8")

    assert [] == [file.stem for file in (shipped_rules() / "policy").glob("*.yaml") if f"`{file.stem}`" not in page]


@pytest.mark.parametrize("command", commands())
def test_commands_in_snippets_exist(command: str) -> None:
    """
    Each option in a snippet is one that the command has.
    """
    known = run_piiscan(command.split()[1], "--help").stdout

    assert [] == [option for option in re.findall(r"(?<= )--?[a-z0][a-z-]*", command) if option not in known]


def test_snippets_are_well_formed() -> None:
    """
    YAML and Python in the page about pipelines can be parsed.
    """
    assert all(isinstance(yaml.safe_load(text), dict) for text in snippets("pipelines.md", "yaml"))
    assert all(ast.parse(text).body for text in snippets("pipelines.md", "python"))


def run_snippet(bash: str) -> str:
    """What a snippet prints, its every command having gone well."""
    script = f'set -e\npiiscan() {{ {sys.executable} -c "from piiscan.cli.main import main; main()" "$@"; }}\n{bash}'
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607


def test_nightly_scan_and_shards_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A nightly scan against last night's report finds nothing new, and shards come to the same verdict as a scan.
    """
    monkeypatch.chdir(tmp_path)
    nightly, sharded, _ = snippets("pipelines.md", "bash")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "people.csv").write_text("email,race\n" + "zorelia@example.com,black\n" * 20)
    (tmp_path / "d" / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    last_night = scan(ScanSettings((str(tmp_path / "d"),), tmp_path / "lake" / "dataset=export" / "run=2026-11-24"))
    for snippet in (nightly, sharded):
        run_snippet(snippet.replace("/data/export", str(tmp_path / "d")).replace("/shared/", f"{tmp_path}/"))
    tonight = json.loads((tmp_path / "lake" / "dataset=export" / "run=2026-11-25" / "run.json").read_bytes())
    shards = json.loads((tmp_path / "export" / "run.json").read_bytes())

    assert (1, 0, 1) == (last_night.exit_code, tonight["exit_code"], shards["exit_code"])
    assert last_night.verdict == tonight["verdict"] == shards["verdict"]


def test_shell_and_sql_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The work list and the query work on a real report.
    """
    monkeypatch.chdir(tmp_path)
    scan(ScanSettings((str(DOCS.parent / "sample_data"),), tmp_path / "report", pixels="off"))
    (*_, bash), [sql] = snippets("pipelines.md", "bash"), snippets("pipelines.md", "sql")
    listed = run_snippet(bash)

    assert 13 <= len(listed.splitlines())
    [[persons]] = duckdb.execute(sql).fetchall()
    assert persons > 0
