"""Check digits of national identifiers that Presidio has no recognizer for, or a looser one."""

import re

from piiscan.detectors.text.candidates import Candidate

_SSN = re.compile(r"(?!000|666|9)[0-9]{3}(?P<mark>[- .]?)(?!00)[0-9]{2}(?P=mark)(?!0000)[0-9]{4}")


def confirm_letters_and_digits(candidate: Candidate) -> bool:
    """Return whether it is letters and four digits or more; Presidio's pattern also takes ``D1`` and ``A-Z]]00``."""
    return candidate.plain and len(candidate.digits) >= 4  # noqa: PLR2004 - the shortest in its list


def confirm_capitals(candidate: Candidate) -> bool:
    """Return whether its letters are capitals, or a word says what it is: ``at 011004a`` may be said of a commit."""
    return candidate.text == candidate.text.upper() or candidate.explained


def confirm_one_case(candidate: Candidate) -> bool:
    """Return whether its letters are all large or all small, and no base64 goes on around it."""
    around = candidate.before[-1:] + candidate.after[:1]
    return candidate.text in (candidate.text.upper(), candidate.text.lower()) and not set(around) & set("+/=")


def confirm_us_ssn(candidate: Candidate) -> bool:
    """Return whether it is written and made as the Social Security Administration's are (SSA, POMS RM 10201.035)."""
    return _SSN.fullmatch(candidate.text) is not None


def confirm_fr_nir(candidate: Candidate) -> bool:
    """Return whether the two last digits of a French social security number are its key (97 less modulo 97)."""
    text = re.sub(r"[^0-9ABab]", "", candidate.text).upper()
    number = text[:-2].replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number) % 97 == int(text[-2:])


def confirm_nl_bsn(candidate: Candidate) -> bool:
    """Return whether a Dutch citizen service number passes the test of eleven."""
    digits = [int(digit) for digit in candidate.digits.zfill(9)]
    weighted = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=False))
    return (weighted - digits[8]) % 11 == 0 and any(digits)


def confirm_br_cpf(candidate: Candidate) -> bool:
    """Return whether both check digits of a Brazilian taxpayer number hold."""
    digits = [int(digit) for digit in candidate.digits]
    if "." not in candidate.text and not candidate.explained:  # 123456789-01 may number an invoice
        return False
    return len(set(digits)) > 1 and all(
        sum(weight * digit for weight, digit in zip(range(n + 1, 1, -1), digits, strict=False)) * 10 % 11 % 10
        == digits[n]
        for n in (9, 10)
    )


def confirm_jp_my_number(candidate: Candidate) -> bool:
    """Return whether the last digit of a Japanese individual number holds (Ordinance 85 of 2014, article 5)."""
    digits = [int(digit) for digit in candidate.digits]
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    remainder = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
    return digits[11] == (0 if remainder <= 1 else 11 - remainder) and len(set(digits)) > 1


def confirm_sg_nric(candidate: Candidate) -> bool:
    """Return whether the last letter of a Singapore identity number is the check letter of its digits."""
    text = candidate.text.upper()
    total = sum(weight * int(digit) for weight, digit in zip((2, 7, 6, 5, 4, 3, 2), text[1:8], strict=True))
    if text[0] == "M":  # the series that began in 2022 counts otherwise
        return text[8] == "KLJNPQRTUWX"[10 - (total + 3) % 11]
    total += 4 if text[0] in "TG" else 0
    return text[8] == ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11]
