"""The checks and finders that rule files name, in one table; strings keep the imports for the moment of use."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias, cast

from piiscan.detectors.text.candidates import Candidate

Check: TypeAlias = Callable[[Candidate], bool]
Finder: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]

CHECKS = {
    "email": "piiscan.detectors.text.web:confirm_email",
    "handle": "piiscan.detectors.text.web:confirm_handle",
    "ip_address": "piiscan.detectors.text.web:confirm_ip_address",
    "card": "piiscan.detectors.text.accounts:confirm_card",
    "crypto_address": "piiscan.detectors.text.accounts:confirm_crypto_address",
    "no_repeats": "piiscan.detectors.text.accounts:confirm_no_repeats",
    "imei": "piiscan.detectors.text.devices:confirm_imei",
    "mac_address": "piiscan.detectors.text.devices:confirm_mac_address",
    "vin": "piiscan.detectors.text.devices:confirm_vin",
    "letters_and_digits": "piiscan.detectors.text.national_ids:confirm_letters_and_digits",
    "capitals": "piiscan.detectors.text.national_ids:confirm_capitals",
    "one_case": "piiscan.detectors.text.national_ids:confirm_one_case",
    "us_ssn": "piiscan.detectors.text.national_ids:confirm_us_ssn",
    "fr_nir": "piiscan.detectors.text.national_ids:confirm_fr_nir",
    "nl_bsn": "piiscan.detectors.text.national_ids:confirm_nl_bsn",
    "br_cpf": "piiscan.detectors.text.national_ids:confirm_br_cpf",
    "jp_my_number": "piiscan.detectors.text.national_ids:confirm_jp_my_number",
    "sg_nric": "piiscan.detectors.text.national_ids:confirm_sg_nric",
    "coordinates": "piiscan.detectors.text.places:confirm_coordinates",
    "secret": "piiscan.detectors.text.secrets:confirm_secret",
}
"""Further checks of a candidate."""

FINDERS = {
    "phone_international": "piiscan.detectors.text.phones:find_international",
    "phone_national": "piiscan.detectors.text.phones:find_national",
}
"""Functions that find entities where a pattern alone cannot."""


def load_check(name: str) -> Check:
    """Return the check of that name."""
    return cast("Check", _load(CHECKS[name]))


def load_finder(name: str) -> Finder:
    """Return the finder of that name."""
    return cast("Finder", _load(FINDERS[name]))


@lru_cache(maxsize=128)
def _load(function: str) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)
