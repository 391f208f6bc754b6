"""The real command: what it prints, where, and with which exit code."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from piiscan.cli.main import main
from piiscan.model.transfer import TransferField
from tests.help_text import run_piiscan
from tests.report_rows import rows_of

EMAILS = "contact\nzorelia@example.com\nostle@example.org\n"
NUMBERS = "torque,voltage\n1,2\n3,4\n"


def folder(path: Path, **files: str | bytes) -> Path:
    """A folder with these files, a double underscore standing for the dot."""
    path.mkdir()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (path / name.replace("__", ".")).write_bytes(data)
    return path


def test_nothing_found_exits_0(tmp_path: Path) -> None:
    """
    A dataset that breaks no rule exits with 0, and is never called safe.
    """
    declared = tmp_path / "transfer.yaml"
    declared.write_text("\n".join(f"{question}: said" for question in TransferField))
    root = folder(tmp_path / "d", a__csv=NUMBERS)
    done = run_piiscan("scan", root, "-o", tmp_path / "r", "--declare", declared)

    assert 0 == done.returncode
    assert "NO RULE BROKEN" in done.stderr
    assert not re.search("safe|compliant|anonymous|cleared", done.stderr, re.IGNORECASE)


@pytest.mark.parametrize(("fail_on", "code"), [("review", 1), ("block", 0), ("never", 0)])
def test_fail_on_decides_the_exit_code(tmp_path: Path, fail_on: str, code: int) -> None:
    """
    The verdict review exits with 1 only where the user asked for it.
    """
    ages = "user_id,age\n" + "".join(f"u{i},{20 + i}\n" for i in range(30))
    done = run_piiscan("scan", folder(tmp_path / "d", a__csv=ages), "-o", tmp_path / "r", "--fail-on", fail_on)

    assert code == done.returncode, done.stderr
    assert "REVIEW" in done.stderr


def test_usage_errors_exit_2(tmp_path: Path) -> None:
    """
    A missing dataset, an unknown option and a bad value are usage errors, told in one sentence without a traceback.
    """
    for arguments in (["scan"], ["scan", tmp_path / "nowhere"], ["scan", tmp_path, "--pixels", "most"], ["blame"]):
        done = run_piiscan(*arguments)

        assert 2 == done.returncode
        assert "Traceback" not in done.stderr
        assert "" != done.stderr


def test_unread_exits_3(tmp_path: Path) -> None:
    """
    An asset that could hold data and cannot be read makes the exit code 3, unless that many are allowed.
    """
    root = folder(tmp_path / "d", a__csv=NUMBERS, b__zip=b"PK\x03\x04" + bytes(60))
    strict = run_piiscan("scan", root, "-o", tmp_path / "r", "--fail-on", "never")
    lenient = run_piiscan("scan", root, "-o", tmp_path / "r", "--fail-on", "never", "--allow-unread", "1")

    assert (3, 0) == (strict.returncode, lenient.returncode)
    assert "incomplete" in strict.stderr.lower()
    assert "b.zip" in strict.stderr


def test_block_outranks_unread(tmp_path: Path) -> None:
    """
    Where both hold, the exit code is the verdict's.
    """
    people = "email,race\nzorelia@example.com,black\nostle@example.org,white\n"
    root = folder(tmp_path / "d", a__csv=people, b__zip=b"PK\x03\x04" + bytes(60))

    assert 1 == run_piiscan("scan", root, "-o", tmp_path / "r").returncode


def test_crash_exits_2_and_prints_no_locals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    An unforeseen error exits with 2 and prints its type and place, never its text or a local variable.
    """

    def crash(*_: object) -> None:
        secret = "zorelia@example.com"  # noqa: S105 - an invented address
        raise RuntimeError(secret)

    monkeypatch.setattr(import_module("piiscan.scan"), "make_plan", crash)
    root = folder(tmp_path / "d", a__csv=NUMBERS)
    monkeypatch.setattr(sys, "argv", ["piiscan", "scan", str(root), "-o", str(tmp_path / "r")])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()

    assert 2 == ended.value.code
    assert "RuntimeError at piiscan.scan" in printed.err
    assert "zorelia" not in printed.err + printed.out
    assert "Traceback" not in printed.err


def test_stdout_is_empty(tmp_path: Path) -> None:
    """
    A scan prints to standard error alone, and no bar where there is no terminal.
    """
    done = run_piiscan("scan", folder(tmp_path / "d", a__csv=EMAILS), "-o", tmp_path / "r")

    assert "" == done.stdout
    assert "━" not in done.stderr


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """
    A dry run tells what would be scanned, and leaves no report.
    """
    done = run_piiscan("scan", folder(tmp_path / "d", a__csv=EMAILS), "-o", tmp_path / "r", "--dry-run")

    assert 0 == done.returncode
    assert "table" in done.stderr
    assert not (tmp_path / "r").exists()


def test_assess_gives_the_verdict_again(tmp_path: Path) -> None:
    """
    Assessing a report exits as its scan did.
    """
    people = "email,race\nzorelia@example.com,black\nostle@example.org,white\n"
    scanned = run_piiscan("scan", folder(tmp_path / "d", a__csv=people), "-o", tmp_path / "r")
    again = run_piiscan("assess", tmp_path / "r")

    assert (1, 1) == (scanned.returncode, again.returncode)
    assert 0 == run_piiscan("assess", tmp_path / "r", "--fail-on", "never").returncode
    assert 2 == run_piiscan("assess", tmp_path / "d").returncode


def test_no_hash_takes_none(tmp_path: Path) -> None:
    """
    With --no-hash no file's content is hashed, and the digest says how many it does not cover.
    """
    root = folder(tmp_path / "d", a__csv=EMAILS, b__gguf=b"GGUF" + bytes(60))
    run_piiscan("scan", root, "-o", tmp_path / "hashed")
    run_piiscan("scan", root, "-o", tmp_path / "not", "--no-hash")
    counts = [json.loads((tmp_path / name / "run.json").read_text()) for name in ("hashed", "not")]

    assert [(None,), (None,)] == rows_of(tmp_path / "not", "assets", "sha256")
    assert all(digest for (digest,) in rows_of(tmp_path / "hashed", "assets", "sha256"))
    assert ["yes", "no"] == [dict(run["settings"])["hash"] for run in counts]


def test_include_and_exclude(tmp_path: Path) -> None:
    """
    What the user leaves out is listed as such, and does not count as unread.
    """
    root = folder(tmp_path / "d", a__csv=NUMBERS, b__csv=EMAILS)
    done = run_piiscan("scan", root, "-o", tmp_path / "r", "--exclude", "b.csv")

    assert 0 == done.returncode
    assert "identifier.email" not in done.stderr


def test_rules_of_your_own(tmp_path: Path) -> None:
    """
    A folder of rules is checked with its examples, and one that fails them is named.
    """
    rule = (
        "id: column.membership\ncategory: identifier.person_id\ntitle: Membership\nheader: {words: [membership]}\n"
        "examples:\n  match: [{header: membership, values: [M-1]}]\n  ignore: [{header: ship, values: [M-1]}]\n"
    )
    (tmp_path / "good" / "column").mkdir(parents=True)
    (tmp_path / "good" / "column" / "m.yaml").write_text(rule)
    (tmp_path / "bad" / "column").mkdir(parents=True)
    (tmp_path / "bad" / "column" / "m.yaml").write_text(rule.replace("header: ship", "header: membership"))
    good, bad = (run_piiscan("rules", "--check", "--rules", tmp_path / name) for name in ("good", "bad"))

    assert (0, 1) == (good.returncode, bad.returncode)
    assert "column.membership: ignore example 1 is matched" in bad.stderr


def test_rules_lists_every_rule() -> None:
    """
    Each rule is listed by its identifier and category.
    """
    listed = run_piiscan("rules").stdout

    assert re.search(r"^column\.age +demographic\.age", listed, re.MULTILINE)
    assert re.search(r"^path\.age_sex_race_date ", listed, re.MULTILINE)


def test_version() -> None:
    """
    The version is printed to standard output.
    """
    assert re.fullmatch(r"piiscan \d+\.\d+\.\d+\n", run_piiscan("--version").stdout)
