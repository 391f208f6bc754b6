"""Declarations and ignore lists."""

from datetime import date
from pathlib import Path

import pytest

from piiscan.model.errors import RuleError
from piiscan.model.transfer import TransferField
from piiscan.rulebook.declarations import load_declaration
from piiscan.rulebook.ignores import load_ignores

ENTRY = "ignore:\n  - {path: 't/**', reason: tests, author: Ann, expires: 2027-01-31}\n"


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    file = folder / "file.yaml"
    file.write_text(text)
    return file


def test_empty_answer_is_none(tmp_path: Path) -> None:
    """
    An answer that says nothing counts as not given; several are joined.
    """
    text = "sender: Zorelia Ltd\nrecipient: ''\ncountry:\nderived_models: [age model, sex model]\n"
    declaration = load_declaration(written(tmp_path, text))

    assert {
        TransferField.SENDER: "Zorelia Ltd",
        TransferField.DERIVED_MODELS: "age model; sex model",
    } == dict(declaration.answers)


@pytest.mark.parametrize("text", ["sendr: x\n", "sender: {a: b}\n", "- x\n", "sender: " + "x" * 3000])
def test_malformed_declaration_is_refused(tmp_path: Path, text: str) -> None:
    """
    A misspelt key is no answer in silence.
    """
    with pytest.raises(RuleError, match=r"file\.yaml"):
        load_declaration(written(tmp_path, text))


def test_ignore_list_is_loaded(tmp_path: Path) -> None:
    """
    An entry says what it leaves out, why, who decided and until when.
    """
    [entry] = load_ignores(written(tmp_path, ENTRY))

    assert ("path t/**", "tests", "Ann", date(2027, 1, 31)) == (
        entry.text,
        entry.reason,
        entry.author,
        entry.expires,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reason: tests, ", ""),
        ("author: Ann, ", ""),
        (", expires: 2027-01-31", ""),
        ("2027-01-31", "soon"),
        ("path: 't/**', ", ""),
        ("path", "paht"),
        ("'t/**'", "'t/**', category: demographic.aeg"),
    ],
)
def test_entry_without_reason_author_or_expiry_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """
    Nothing is ignored without a reason, a name and an end, or by a misspelt key.
    """
    with pytest.raises(RuleError):
        load_ignores(written(tmp_path, ENTRY.replace(old, new)))
