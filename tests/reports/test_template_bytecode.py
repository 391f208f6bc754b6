"""The page's template, compiled once for an installation."""

import sys
from pathlib import Path

import jinja2
import pytest

from piiscan.reports import template_bytecode
from piiscan.reports.template_bytecode import TemplateBytecode


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where Python would keep bytecode."""
    monkeypatch.setattr(template_bytecode, "cache_from_source", lambda _file: str(tmp_path / "module.pyc"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def rendered(source: str) -> str:
    """What a new environment makes of a template."""
    loader = jinja2.DictLoader({"page": source})
    return (
        jinja2.Environment(loader=loader, bytecode_cache=TemplateBytecode(), autoescape=True)
        .get_template("page")
        .render()
    )


def test_bytecode_is_kept_once_for_each_template(kept: Path) -> None:
    """
    What is kept is used for the same template only, and a changed template takes its place.
    """
    assert ["one", "one", "two", "one"] == [rendered(source) for source in ("one", "one", "two", "one")]
    assert 1 == len(list(kept.iterdir()))


def test_damaged_bytecode_is_passed_over(kept: Path) -> None:
    """
    A file that was cut off or holds something else is replaced.
    """
    rendered("one")
    [file] = kept.iterdir()
    whole = file.read_bytes()
    for content in (b"", b"something else", whole[:-5]):
        file.write_bytes(content)

        assert "one" == rendered("one")
        assert whole == file.read_bytes()


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where Python may not write bytecode, or is told not to, the template is compiled each time.
    """
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "one" == rendered("one")
    assert [] == list(kept.iterdir())

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(template_bytecode, "cache_from_source", lambda _file: str(kept / "missing" / "module.pyc"))
    assert "one" == rendered("one")
    assert [] == list(kept.iterdir())
