"""Invents identifiers that are valid: their check digits are computed here, apart from the code that is measured."""

from collections.abc import Callable
from random import Random

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NIF = "TRWAGMYFPDXBNJZSQVHLCKE"
_VERHOEFF_TURN = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
                  "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_VERHOEFF_MOVE = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415",
                  "7046913258")  # fmt: skip
_FISCAL_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def digits(random: Random, count: int) -> str:
    """Return that many random digits, the first not zero."""
    return str(random.randrange(10 ** (count - 1), 10**count))


def card(random: Random) -> str:
    """Return a number with the first digits of a card scheme and the digit of Luhn."""
    head = random.choice(("4539", "4916", "5412", "5283", "6011"))
    body = head + digits(random, 11)
    return body + _check(lambda last: _luhn(body + last))


def iban(random: Random) -> str:
    """Return an account number of Germany, the Netherlands or Spain."""
    country, body = random.choice(
        (("DE", digits(random, 18)), ("NL", "INGB" + digits(random, 10)), ("ES", digits(random, 20)))
    )
    number = "".join(str(int(c, 36)) for c in f"{body}{country}00")
    return f"{country}{98 - int(number) % 97:02}{body}"


def us_ssn(random: Random) -> str:
    """Return a number of an area that is given out."""
    return f"{random.randrange(100, 600)}-{random.randrange(10, 99)}-{random.randrange(1000, 9999)}"


def uk_nino(random: Random) -> str:
    """Return two letters, six digits, one letter."""
    return (
        f"{random.choice(('AB', 'CE', 'JM', 'PX', 'SR'))} {digits(random, 2)} {digits(random, 2)} {digits(random, 2)} C"
    )


def uk_nhs(random: Random) -> str:
    """Return ten digits, the last modulo 11."""
    while True:
        body = digits(random, 9)
        check = 11 - sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
        if check != 10:  # noqa: PLR2004 - such numbers are not given out
            return f"{body[:3]} {body[3:6]} {body[6:]}{check % 11}"


def ca_sin(random: Random) -> str:
    """Return nine digits with the digit of Luhn."""
    body = random.choice("1234567") + digits(random, 7)
    whole = body + _check(lambda last: _luhn(body + last))
    return f"{whole[:3]}-{whole[3:6]}-{whole[6:]}"


def au_tfn(random: Random) -> str:
    """Return nine digits whose weighted sum is a multiple of 11."""
    while True:
        whole = digits(random, 9)
        if sum(int(d) * w for d, w in zip(whole, (1, 4, 3, 7, 5, 8, 6, 9, 10), strict=True)) % 11 == 0:
            return f"{whole[:3]} {whole[3:6]} {whole[6:]}"


def in_aadhaar(random: Random) -> str:
    """Return twelve digits, the last by Verhoeff."""
    body = random.choice("23456789") + digits(random, 10)
    whole = body + _check(lambda last: _verhoeff(body + last))
    return f"{whole[:4]} {whole[4:8]} {whole[8:]}"


def in_pan(random: Random) -> str:
    """Return five letters, the fourth for a person, four digits and a letter."""
    return (
        "".join(random.choices(_LETTERS, k=3))
        + "P"
        + random.choice(_LETTERS)
        + digits(random, 4)
        + random.choice(_LETTERS)
    )


def de_tax_id(random: Random) -> str:
    """Return eleven digits: of the first ten one occurs twice, one never; the last by ISO 7064, mod 11, 10."""
    while True:
        kinds = random.sample("0123456789", 9)
        body = "".join(random.sample([*kinds, random.choice(kinds)], 10))
        if body[0] != "0":
            break
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return body + str((11 - product) % 10)


def fr_nir(random: Random) -> str:
    """Return sex, year, month, place, order number and key, in groups."""
    body = f"{random.choice('12')}{random.randrange(50, 99)}{random.randrange(1, 13):02}{random.randrange(10, 95)}"
    body += f"{random.randrange(100, 600)}{random.randrange(100, 900)}"
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {97 - int(body) % 97:02}"


def es_nif(random: Random) -> str:
    """Return eight digits and their letter."""
    body = digits(random, 8)
    return body + _NIF[int(body) % 23]


def it_fiscal_code(random: Random) -> str:
    """Return an Italian code with its check letter."""
    name = "".join(random.choices("BCDFGLMNPRSTVZ", k=6))
    born = f"{random.randrange(50, 99)}{random.choice('ABCDEHLMPRST')}{random.randrange(1, 29):02}"
    body = name + born + f"{random.choice('ABCDEFGH')}{random.randrange(100, 999)}"
    values = [int(c) if c.isdigit() else _LETTERS.index(c) for c in body]
    total = sum(_FISCAL_ODD[value] for value in values[0::2]) + sum(values[1::2])
    return body + _LETTERS[total % 26]


def nl_bsn(random: Random) -> str:
    """Return nine digits that pass the test of eleven."""
    while True:
        whole = digits(random, 9)
        if sum(int(d) * w for d, w in zip(whole, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0:
            return whole


def pl_pesel(random: Random) -> str:
    """Return a date of birth, four digits and a check digit."""
    body = f"{random.randrange(50, 99)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}{digits(random, 4)}"
    total = sum(int(d) * w for d, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return body + str(-total % 10)


def br_cpf(random: Random) -> str:
    """Return eleven digits, the last two modulo 11."""
    whole = digits(random, 9)
    for start in (10, 11):
        rest = sum(int(d) * w for d, w in zip(whole, range(start, 1, -1), strict=True)) % 11
        whole += "0" if rest < 2 else str(11 - rest)  # noqa: PLR2004 - there is no digit 10
    return f"{whole[:3]}.{whole[3:6]}.{whole[6:9]}-{whole[9:]}"


def jp_my_number(random: Random) -> str:
    """Return twelve digits, the last modulo 11."""
    body = digits(random, 11)
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + ("0" if rest < 2 else str(11 - rest))  # noqa: PLR2004 - there is no digit 10


def kr_rrn(random: Random) -> str:
    """Return a date of birth, a digit for sex and century, a place, and a check digit."""
    born = f"{random.randrange(50, 99)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    body = f"{born}{random.choice('12')}{random.randrange(0, 96):02}{digits(random, 3)}"
    total = sum(int(d) * w for d, w in zip(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return f"{body[:6]}-{body[6:]}{(11 - total % 11) % 10}"


def sg_nric(random: Random) -> str:
    """Return a letter, seven digits and a check letter."""
    body = digits(random, 7)
    return f"S{body}" + "JZIHGFEDCBA"[sum(int(d) * w for d, w in zip(body, (2, 7, 6, 5, 4, 3, 2), strict=True)) % 11]


def _check(holds: Callable[[str], bool]) -> str:
    return next(last for last in "0123456789" if holds(last))


def _luhn(number: str) -> bool:
    total = sum(int(d) if at % 2 == 0 else int("0246813579"[int(d)]) for at, d in enumerate(reversed(number)))
    return total % 10 == 0


def _verhoeff(number: str) -> bool:
    state = 0
    for at, digit in enumerate(reversed(number)):
        state = int(_VERHOEFF_TURN[state][int(_VERHOEFF_MOVE[at % 8][int(digit)])])
    return state == 0
