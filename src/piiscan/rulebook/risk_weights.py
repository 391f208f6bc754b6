"""Loads the weights that order records by risk."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from piiscan.model.categories import Category
from piiscan.model.errors import RuleError
from piiscan.model.risk import CategoryWeight, CombinationRule, RiskWeights
from piiscan.rulebook.column_rules import category_in
from piiscan.rulebook.yaml_files import check_keys, load_mapping, well_formed


def load_risk_weights(directory: Path) -> RiskWeights:
    """Return the weights in ``risk.yaml`` of a folder of rules.

    Raises:
        RuleError: the file is malformed, a category is missing or unknown, or a weight is not between 0 and 1.
    """
    with well_formed(directory):
        return _checked_risk_weights(directory)


def _checked_risk_weights(directory: Path) -> RiskWeights:
    file = directory / "risk.yaml"
    content = load_mapping(file)
    check_keys(file, content, ("about", "each_further_category", "levels", "categories"), ("special", "combinations"))
    categories = _mapping(file, content["categories"], "categories")
    check_keys(file, categories, [category.value for category in Category], ())
    levels = _mapping(file, content["levels"], "levels")
    check_keys(file, levels, ("moderate", "high", "very high"), ())
    return RiskWeights(
        each_further=_number(file, content["each_further_category"], "each_further_category", 1),
        moderate=_number(file, levels["moderate"], "moderate", 100),
        high=_number(file, levels["high"], "high", 100),
        very_high=_number(file, levels["very high"], "very high", 100),
        categories={Category(name): _weight(file, name, weight) for name, weight in categories.items()},
        special=_categories(file, content.get("special", [])),
        combinations=tuple(_combination(file, each) for each in content.get("combinations", [])),
    )


def _combination(file: Path, content: Any) -> CombinationRule:
    rule = _mapping(file, content, "a combination")
    check_keys(file, rule, ("title", "all_of"), ())
    return CombinationRule(str(rule["title"]), tuple(_categories(file, group) for group in rule["all_of"]))


def _categories(file: Path, names: Any) -> frozenset[Category]:
    if not isinstance(names, list):
        raise RuleError(f"{file.name}: expected a list of categories, got {type(names).__name__}")
    return frozenset(category_in(file, name) for name in names)


def _weight(file: Path, name: str, content: Any) -> CategoryWeight:
    weight = _mapping(file, content, name)
    check_keys(file, weight, ("identifies", "harm", "why"), ())
    if not isinstance(weight["why"], str) or not weight["why"].strip():
        raise RuleError(f"{file.name}: {name} does not say why")
    return CategoryWeight(
        identifies=_number(file, weight["identifies"], f"identifies of {name}", 1),
        harm=_number(file, weight["harm"], f"harm of {name}", 1),
        why=weight["why"],
    )


def _mapping(file: Path, content: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise RuleError(f"{file.name}: {name} is not a mapping")
    return content


def _number(file: Path, content: Any, name: str, largest: float) -> float:
    if isinstance(content, bool) or not isinstance(content, (int, float)) or not 0 <= content <= largest:
        raise RuleError(f"{file.name}: {name} is not a number from 0 to {largest}")
    return float(content)
