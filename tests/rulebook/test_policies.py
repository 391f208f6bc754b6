"""Loading policies."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from piiscan.model.errors import RuleError
from piiscan.model.policies import Found, Level, Within
from piiscan.rulebook.policies import find_policy, load_policy

POLICY: dict[str, Any] = {
    "id": "mine",
    "title": "Mine",
    "cannot_judge": ["whether it is allowed"],
    "groups": {"faces": ["biometric.face"], "pictures": ["faces", "image.photo"]},
    "rules": [
        {
            "id": "r1",
            "level": "block",
            "when": {"any_of": ["pictures", "demographic.age"], "within": "one person"},
            "because": "so",
            "source": "house rule",
            "advice": "drop it",
        }
    ],
}


def written(folder: Path, **rule: Any) -> Path:
    """A policy file whose first rule was changed."""
    content = copy.deepcopy(POLICY)
    content["rules"][0] |= rule
    file = folder / "mine.yaml"
    file.write_text(yaml.safe_dump(content))
    return file


def test_groups_stand_for_their_categories(tmp_path: Path) -> None:
    """A rule may name a group, and a group may name one above it."""
    [rule] = load_policy(written(tmp_path)).rules

    assert isinstance(rule.when, Found)
    assert [{"biometric.face", "image.photo", "demographic.age"}] == [set(group) for group in rule.when.groups]
    assert (Level.BLOCK, Within.PERSON) == (rule.level, rule.when.within)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"leval": "block"}, "unknown key leval"),
        ({"level": "no rule broken"}, "block or review"),
        ({"level": "warn"}, "'warn' is no level"),
        ({"because": ""}, "because is not a text"),
        ({"when": {"any_of": ["demographic.aeg"]}}, "'demographic.aeg' is no category"),
        ({"when": {"any_of": []}}, "expected a list"),
        ({"when": {"any_off": ["demographic.age"]}}, "lacks any_of"),
        ({"when": {"any_of": ["demographic.age"], "within": "one house"}}, "'one house' is no within"),
        ({"when": {"any_of": ["demographic.age"], "at_least": 0}}, "at_least is not a whole number"),
        ({"when": {"unread_at_least": True}}, "unread_at_least is not a whole number"),
        ({"when": {"unread_at_least": 1, "any_of": ["demographic.age"]}}, "unknown key any_of"),
        ({"when": {"assets_of_kind": ["modle"]}}, "'modle' is no kind"),
    ],
)
def test_malformed_policies_are_refused(tmp_path: Path, change: dict[str, Any], complaint: str) -> None:
    """A policy that is wrong is refused by file and key: a misspelt rule must not become one that never fires."""
    with pytest.raises(RuleError, match=rf"mine\.yaml: .*{complaint}"):
        load_policy(written(tmp_path, **change))


def test_shipped_policy_is_found_by_name() -> None:
    """The shipped policy loads, and says what it cannot judge."""
    policy = find_policy("pre-transfer")

    assert "pre-transfer" == policy.id
    assert [] != list(policy.cannot_judge)


def test_own_policy_of_the_same_name_goes_first(tmp_path: Path) -> None:
    """A policy in the user's own rules takes the place of the shipped one of that name."""
    (tmp_path / "policy").mkdir()
    written(tmp_path / "policy").rename(tmp_path / "policy" / "pre-transfer.yaml")

    assert "mine" == find_policy("pre-transfer", [tmp_path]).id
    assert "mine" == find_policy(str(tmp_path / "policy" / "pre-transfer.yaml")).id


def test_unknown_policy_names_the_known_ones() -> None:
    """A policy that does not exist is answered with those that do."""
    with pytest.raises(RuleError, match=r"use one of .*pre-transfer"):
        find_policy("pre-transfre")
