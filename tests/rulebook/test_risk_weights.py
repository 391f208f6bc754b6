"""Loading the weights of risk."""

from pathlib import Path

import pytest
import yaml

from piiscan.model.categories import Category
from piiscan.model.errors import RuleError
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights


def test_shipped_weights_cover_every_category() -> None:
    """Each category has a weight, and a line that says why."""
    weights = load_risk_weights(shipped_rules()).categories

    assert set(Category) == set(weights)
    assert [] == [category for category, weight in weights.items() if not weight.why]


@pytest.mark.parametrize(
    ("category", "change", "complaint"),
    [
        ("demographic.age", {"harm": 1.5, "identifies": 0, "why": "x"}, "harm of demographic.age"),
        ("demographic.age", {"harm": True, "identifies": 0, "why": "x"}, "harm of demographic.age"),
        ("demographic.age", {"harm": 1, "identifies": 0, "why": " "}, "demographic.age does not say why"),
        ("demographic.age", {"harm": 1, "identifies": 0, "why": "x", "note": "y"}, "unknown key note"),
        ("demographic.age", "high", "demographic.age is not a mapping"),
        ("demographic.aeg", {"harm": 1, "identifies": 0, "why": "x"}, "unknown key demographic.aeg"),
    ],
)
def test_malformed_weights_are_refused(tmp_path: Path, category: str, change: object, complaint: str) -> None:
    """A weight that is wrong is refused, naming the file and the key."""
    content = yaml.safe_load((shipped_rules() / "risk.yaml").read_text())
    content["categories"][category] = change
    (tmp_path / "risk.yaml").write_text(yaml.safe_dump(content))

    with pytest.raises(RuleError, match=rf"risk\.yaml: {complaint}"):
        load_risk_weights(tmp_path)
