"""Rule files as YAML."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from piiscan.model.errors import RuleError
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.yaml_files import _Loader, load_mapping

ODD = """
octal: 010
minutes: 1:30
signed: +1
point: .5
truth: true
norway: no
tilde: ~
empty:
quoted: '5'
tagged: !!int '5'
text: !!str 5
bytes: !!binary aGk=
set: !!set {a, b}
date: 2001-01-01
5: number
<<: {merged: no}
nested: [1, [two, {three: 3}]]
block: |
  12
"""


class Slow(yaml.SafeLoader):
    """YAML's own way, with the words that ours knows."""


Slow.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def typed(value: Any) -> Any:
    """A value that equals another only where the types are the same throughout."""
    match value:
        case dict():
            return [(typed(key), typed(each)) for key, each in value.items()]
        case list():
            return [typed(each) for each in value]
    return type(value), value


def test_rule_files_hold_what_yaml_says(tmp_path: Path) -> None:
    """
    Reading quickly gives what YAML's own loader gives, of every shipped file and of odd values.
    """
    odd = tmp_path / "odd.yaml"
    odd.write_text(ODD)

    for file in (odd, *shipped_rules().rglob("*.yaml")):
        assert typed(yaml.load(file.read_bytes(), Loader=Slow)) == typed(load_mapping(file)), file.name  # noqa: S506


@pytest.mark.parametrize("text", ["[a]: 1", "{a: {[b]: 1}}", "a: !!python/object:x 1", "!!str [a]", "a: !!map [x]", ""])
def test_what_is_no_mapping_of_words_is_refused(tmp_path: Path, text: str) -> None:
    """
    Keys that are lists, tags of objects, and tags that do not fit are errors of the file.
    """
    file = tmp_path / "odd.yaml"
    file.write_text(text)

    with pytest.raises(RuleError, match=r"odd\.yaml"):
        load_mapping(file)
