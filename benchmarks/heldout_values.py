"""Makers of the values in the second labelled set: of Faker, of libphonenumber, and of numbers with check digits."""

import string
from collections.abc import Callable
from functools import lru_cache
from random import Random

import phonenumbers
from faker import Faker

from benchmarks import valid_numbers as valid

Maker = Callable[[Random], str]


def _fake(locale: str, what: str) -> Maker:
    """Return a maker of values of one locale, such as its street addresses."""
    return lambda random: str(getattr(seeded(locale, random), what)()).replace("\n", ", ")


@lru_cache(maxsize=32)
def _faker(locale: str) -> Faker:
    return Faker(locale)


def seeded(locale: str, random: Random) -> Faker:
    """Return the faker of a locale, set to go on as ``random`` says."""
    faker = _faker(locale)
    faker.seed_instance(random.getrandbits(32))
    return faker


def _phone(locale: str, region: str, international: bool) -> Maker:
    """Return a maker of numbers that could be dialled, written as the locale writes them."""

    def make(random: Random) -> str:
        while True:
            text = str(seeded(locale, random).phone_number())
            try:
                number = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number) and text.startswith("+") is international and "x" not in text:
                return text

    return make


def _written(region: str, style: int) -> Maker:
    """Return a maker of mobile numbers of a region in one of libphonenumber's styles."""

    def make(random: Random) -> str:
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        assert example is not None  # noqa: S101 -- the regions here have one
        assert example.national_number is not None  # noqa: S101 -- as above
        while True:
            number = phonenumbers.PhoneNumber(example.country_code, example.national_number + random.randrange(9999))
            if phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, style)

    return make


_NATIONAL, _ABROAD, _E164 = (
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.E164,
)


def _chosen(*words: str) -> Maker:
    return lambda random: random.choice(words)


def _number(low: int, high: int) -> Maker:
    return lambda random: str(random.randrange(low, high))


def mixed(random: Random, count: int, letters: str = string.ascii_letters + string.digits) -> str:
    """Return that many letters and digits, or characters of the set that is given."""
    return "".join(random.choices(letters, k=count))


def _grouped_iban(random: Random) -> str:
    whole = str(seeded("nl_NL", random).iban())
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _imei(random: Random) -> str:
    """Return fifteen digits with the digit of Luhn."""
    while True:
        whole = "35" + valid.digits(random, 13)
        doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(whole)))
        if sum(value // 10 + value % 10 for value in doubled) % 10 == 0:
            return whole


MAKERS: dict[str, tuple[str, Maker]] = {
    "mail": ("email", lambda r: seeded(r.choice(("en_US", "de_DE", "fr_FR", "pl_PL")), r).ascii_free_email()),
    "work_mail": ("email", lambda r: seeded(r.choice(("en_GB", "it_IT", "nl_NL")), r).ascii_company_email()),
    "us_phone": ("phone", lambda r: f"({r.choice(('202', '503', '617'))}) 555-01{r.randrange(10, 99)}"),
    "dotted_phone": ("phone", lambda r: f"{r.choice(('202', '503', '617'))}.555.01{r.randrange(10, 99)}"),
    "gb_phone": ("phone", _written("GB", _NATIONAL)),
    "de_phone": ("phone", _written("DE", _NATIONAL)),
    "fr_phone": ("phone", _written("FR", _NATIONAL)),
    "es_phone": ("phone", _written("ES", _NATIONAL)),
    "it_phone": ("phone", _written("IT", _NATIONAL)),
    "nl_phone": ("phone", _written("NL", _NATIONAL)),
    "br_phone": ("phone", _written("BR", _NATIONAL)),
    "jp_phone": ("phone", _written("JP", _NATIONAL)),
    "in_phone": ("phone", _written("IN", _NATIONAL)),
    "fr_abroad": ("phone", _phone("fr_FR", "FR", international=True)),
    "es_abroad": ("phone", _phone("es_ES", "ES", international=True)),
    "pl_abroad": ("phone", _written("PL", _ABROAD)),
    "se_abroad": ("phone", _written("SE", _ABROAD)),
    "ke_abroad": ("phone", _written("KE", _E164)),
    "card": ("card", valid.card),
    "card_dashes": ("card", lambda r: "-".join(map("".join, zip(*[iter(valid.card(r))] * 4, strict=True)))),
    "iban": ("iban", lambda r: seeded(r.choice(("de_DE", "fr_FR", "it_IT", "pl_PL", "es_ES")), r).iban()),
    "iban_groups": ("iban", _grouped_iban),
    "ip": ("ip", lambda r: seeded("en_US", r).ipv4_public()),
    "ip6": ("ip", lambda r: seeded("en_US", r).ipv6()),
    "mac": ("mac", lambda r: seeded("en_US", r).mac_address()),
    "ether": ("crypto", lambda r: "0x" + mixed(r, 40, "0123456789abcdef")),
    "ssn": ("us_ssn", lambda r: seeded("en_US", r).ssn()),
    "itin": ("us_itin", lambda r: f"9{r.randrange(10, 99)}-{r.randrange(70, 88)}-{r.randrange(1000, 9999)}"),
    "nino": ("uk_nino", valid.uk_nino),
    "nhs": ("uk_nhs", valid.uk_nhs),
    "sin": ("ca_sin", valid.ca_sin),
    "tfn": ("au_tfn", valid.au_tfn),
    "aadhaar": ("in_aadhaar", valid.in_aadhaar),
    "pan": ("in_pan", valid.in_pan),
    "steuer": ("de_tax_id", valid.de_tax_id),
    "nir": ("fr_nir", valid.fr_nir),
    "nif": ("es_nif", valid.es_nif),
    "cf": ("it_fiscal_code", valid.it_fiscal_code),
    "bsn": ("nl_bsn", valid.nl_bsn),
    "pesel": ("pl_pesel", valid.pl_pesel),
    "cpf": ("br_cpf", valid.br_cpf),
    "mynumber": ("jp_my_number", valid.jp_my_number),
    "rrn": ("kr_rrn", valid.kr_rrn),
    "nric": ("sg_nric", valid.sg_nric),
    "imei": ("imei", _imei),
    "mrn": ("medical_record", lambda r: f"{r.choice('HPM')}{valid.digits(r, 7)}"),
    "passport": ("passport", lambda r: f"{r.choice('CEK')}{valid.digits(r, 8)}"),
    "age": ("age", _number(18, 80)),
    "small": ("age", _number(2, 13)),
    "handle": (
        "handle",
        lambda r: (
            f"{seeded('en_US', r).first_name().lower()}{r.choice(('_', '.', ''))}"
            f"{r.choice(('art', 'runs', 'x'))}{r.randrange(10, 99)}"
        ),
    ),
    "profile": (
        "profile",
        lambda r: r.choice(
            (
                "https://instagram.com/{}",
                "https://www.linkedin.com/in/{}",
                "github.com/{}",
                "https://t.me/{}",
                "https://vk.com/{}",
            )
        ).format(seeded("en_US", r).first_name().lower() + str(r.randrange(100, 999))),
    ),
    "born": (
        "date",
        lambda r: (
            seeded("en_US", r)
            .date_of_birth(minimum_age=18, maximum_age=80)
            .strftime(r.choice(("%d.%m.%Y", "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y")))
        ),
    ),
    "born_words": (
        "date",
        lambda r: seeded("en_US", r).date_of_birth(minimum_age=18, maximum_age=80).strftime("%d %B %Y"),
    ),
    "spot": ("position", lambda r: f"{r.uniform(-60, 60):.6f},{r.uniform(-170, 170):.6f}"),
    "us_street": ("address", _fake("en_US", "street_address")),
    "gb_street": (
        "address",
        lambda r: f"{r.randrange(1, 200)} {seeded('en_GB', r).last_name()} {r.choice(('Road', 'Lane', 'Close'))}",
    ),
    "de_street": (
        "address",
        lambda r: f"{seeded('de_DE', r).last_name()}{r.choice(('straße', 'weg', 'allee'))} {r.randrange(1, 120)}",
    ),
    "fr_street": (
        "address",
        lambda r: f"{r.randrange(1, 99)} {r.choice(('rue', 'avenue', 'boulevard'))} {seeded('fr_FR', r).last_name()}",
    ),
    "es_street": ("address", lambda r: f"Calle {seeded('es_ES', r).last_name()}, {r.randrange(1, 99)}"),
    "it_street": ("address", lambda r: f"Via {seeded('it_IT', r).last_name()} {r.randrange(1, 99)}"),
    "nl_street": (
        "address",
        lambda r: f"{seeded('nl_NL', r).last_name().split()[-1].title()}straat {r.randrange(1, 99)}",
    ),
    "token": (
        "secret",
        lambda r: r.choice(
            (
                "ghp_" + mixed(r, 36),
                "AKIA" + mixed(r, 16, string.ascii_uppercase + "234567"),
                "xoxb-" + valid.digits(r, 11) + "-" + mixed(r, 24),
                "glpat-" + mixed(r, 20),
            )
        ),
    ),
    "password": ("secret", lambda r: mixed(r, 6) + r.choice("!#%") + mixed(r, 3, string.digits)),
    "sex_en": ("sex", _chosen("woman", "man", "guy", "girl")),
    "sex_es": ("sex", _chosen("mujer", "hombre", "chica", "chico")),
    "sex_fr": ("sex", _chosen("femme", "homme", "fille", "mec")),
    "sex_de": ("sex", _chosen("Frau", "Mann")),
    "sex_pt": ("sex", _chosen("mulher", "homem", "rapaz")),
    "sex_it": ("sex", _chosen("donna", "ragazza")),
    "sex_nl": ("sex", _chosen("vrouw", "man")),
    "letter": ("sex", _chosen("M", "F")),
    "race_en": ("race", _chosen("Black", "white", "Asian", "Latino", "mixed race")),
    "race_es": ("race", _chosen("negra", "blanca", "mestiza", "indígena")),
    "race_fr": ("race", _chosen("noire", "métisse", "asiatique")),
    "race_pt": ("race", _chosen("negra", "parda", "branca")),
    "gay_en": ("orientation", _chosen("gay", "straight", "bisexual", "lesbian")),
    "gay_es": ("orientation", _chosen("lesbiana", "bisexual", "heterosexual")),
    "gay_fr": ("orientation", _chosen("lesbienne", "bisexuelle", "hétéro")),
    "gay_de": ("orientation", _chosen("lesbisch", "schwul", "bisexuell")),
    "gay_it": ("orientation", _chosen("lesbica", "gay", "bisessuale")),
    "gay_nl": ("orientation", _chosen("lesbisch", "biseksueel")),
    "faith_en": ("religion", _chosen("Hindu", "Catholic", "Sikh", "Mormon", "Jewish", "atheist")),
    "faith_es": ("religion", _chosen("católica", "evangélica", "judía", "atea")),
    "faith_fr": ("religion", _chosen("catholique", "musulmane", "juive", "athée")),
    "faith_de": ("religion", _chosen("katholisch", "evangelisch", "muslimisch", "jüdisch")),
    "faith_pt": ("religion", _chosen("católica", "evangélica", "espírita")),
    "faith_it": ("religion", _chosen("cattolica", "musulmana", "ebrea")),
    "faith_nl": ("religion", _chosen("katholiek", "joods", "gereformeerd")),
}
"""By name: the kind of the label, and what makes a value."""
