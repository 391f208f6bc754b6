"""Rule files whose values are of the wrong kind: refused with the file's name, never with a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from piiscan.model.errors import RuleError
from piiscan.rulebook.column_rules import load_column_rule
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.policies import load_policy
from piiscan.rulebook.text_rules import load_text_rule


def refused(tmp_path: Path, text: str, load: Callable[[Path], object]) -> None:
    """Write the file, load it, and see that it is refused by its name."""
    file = tmp_path / "odd.yaml"
    file.write_text(text)
    with pytest.raises(RuleError, match="odd"):
        load(file)


COLUMN = "id: a\ncategory: demographic.age\ntitle: t\nheader: {{words: [age]}}\nexamples: {{match: [], ignore: []}}\n{}"


@pytest.mark.parametrize(
    "line",
    [
        "values: {a: {weight: 1*0, pattern: x}}",
        "values: [a]",
        "others: many",
        "subject: nobody",
        "precision: [1]",
        "link: 3",
    ],
)
def test_column_rule(tmp_path: Path, line: str) -> None:
    """
    A weight that is no number, a list where a mapping belongs, and their like.
    """
    refused(tmp_path, COLUMN.format(line), load_column_rule)


@pytest.mark.parametrize(
    "line",
    ["gate: 'a{99999999999}'", "gate: [a]", "gate: x\nconfidence: high", "gate: x\nexamples: 3"],
)
def test_text_rule(tmp_path: Path, line: str) -> None:
    """
    A pattern that repeats more often than can be counted, and values of the wrong kind.
    """
    lines = {"id": "a", "category": "identifier.email", "title": "t", "pattern": "x", "confidence": "1"}
    lines |= {"examples": "{match: [], ignore: []}"}
    kept = [f"{key}: {value}" for key, value in lines.items() if f"{key}:" not in line]
    refused(tmp_path, "\n".join([*kept, line]), load_text_rule)


@pytest.mark.parametrize(
    ("key", "value"),
    [("examples", "[a]"), ("examples", "{match: [[a]]}"), ("groups", "{raphic.sex: demographic.sex}"), ("share", "x")],
)
def test_path_rule(tmp_path: Path, key: str, value: str) -> None:
    """
    Examples without what is to be ignored, groups that are not numbered, and a share that is no number.
    """
    lines = {"id": "a", "title": "t", "part": "stem", "pattern": "x", "groups": "{1: demographic.sex}", "share": "0.5"}
    lines |= {"at_least": "3", "confidence": "0.5", "examples": "{match: [[a]], ignore: [[b]]}"} | {key: value}
    (tmp_path / "path").mkdir()
    text = "\n".join(f"{name}: {content}" for name, content in lines.items())
    (tmp_path / "path" / "odd.yaml").write_text(text)
    with pytest.raises(RuleError, match="odd"):
        load_rulebook((str(tmp_path),))


def test_policy_with_a_mapping_among_names(tmp_path: Path) -> None:
    """
    A group that lists a mapping where names of categories belong.
    """
    refused(tmp_path, "id: a\ntitle: t\ncannot_judge: [b]\ngroups: {g: [{x: y}]}\nrules: []\n", load_policy)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "id: !!python/object/apply:os.mkdir [ran]\n",
        "id: !!python/name:os.system\n",
        "a: " + "[" * 50_000,
        "a: " + "x" * (1 << 20) + "\n",
        "a: \x00",
    ],
)
def test_yaml_runs_nothing_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """
    Aliases that multiply, tags that name Python's objects, endless nesting and a megabyte are refused.
    """
    monkeypatch.chdir(tmp_path)
    refused(tmp_path, text, load_policy)
    refused(tmp_path, text, load_column_rule)

    assert not (tmp_path / "ran").exists()
