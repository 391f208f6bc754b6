"""Checks that a candidate must pass before it is a finding; named by the rule files."""

from collections.abc import Callable, Mapping


def confirm_phone(candidate: str) -> bool:
    """Return whether libphonenumber takes it for a possible and valid number; only international form is asked for."""
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(candidate, None))
    except phonenumbers.NumberParseException:
        return False


CHECKS: Mapping[str, Callable[[str], bool]] = {"phone": confirm_phone}
"""Checks by the name that rules use."""
