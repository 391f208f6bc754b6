"""Makes labelled cells: sentences of several languages with invented entities, and sentences that only look like it."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks import valid_numbers as valid

_NAMES = ("zorelia", "ostle", "brannik", "tuvia", "melisor", "karanta", "ivordel", "sunniva")
_FILL = (
    "we walked by the harbour",
    "the soup was kind to us",
    "nobody sings in winter",
    "bring the maps and the radio",
    "the ferry was late again",
    "she keeps bees near the river",
    "wir sehen uns am Hafen",
    "on se voit au port",
    "nos vemos en el puerto",
    "ci vediamo al porto",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell, and what it holds."""

    text: str
    entities: tuple[tuple[str, int, int], ...] = ()
    """Kind, start and end in code points."""

    header: str = "text"


_MAKERS: dict[str, Callable[[Random], str]] = {
    "email": lambda r: f"{r.choice(_NAMES)}.{r.choice(_NAMES)}@example.{r.choice(('com', 'org', 'co.uk'))}",
    "phone": lambda r: r.choice(
        (
            f"+1 {r.choice(('202', '503'))} 555 01{r.randrange(10, 99)}",
            f"+44 7700 900{r.randrange(100, 999)}",
            f"(202) 555-01{r.randrange(10, 99)}",
            f"+49 30 9{r.randrange(10000, 99999)}",
        )
    ),
    "national_phone": lambda r: r.choice(
        (
            f"07700 900{r.randrange(100, 999)}",
            f"020 7946 0{r.randrange(100, 999)}",
            f"030 9018{r.randrange(10, 99)}",
            f"202 555 01{r.randrange(10, 99)}",
        )
    ),
    "card": valid.card,
    "grouped_card": lambda r: " ".join(re.findall("....", valid.card(r))),
    "iban": valid.iban,
    "ip": lambda r: r.choice(
        (
            f"203.0.113.{r.randrange(1, 255)}",
            f"198.51.100.{r.randrange(1, 255)}",
            f"2001:db8::{r.randrange(4096, 65535):x}:7334",
        )
    ),
    "mac": lambda r: "00:1b:" + ":".join(f"{r.randrange(16, 256):02x}" for _ in range(4)),
    "crypto": lambda _: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "us_ssn": valid.us_ssn,
    "bare_ssn": lambda r: valid.us_ssn(r).replace("-", ""),
    "uk_nino": valid.uk_nino,
    "uk_nhs": valid.uk_nhs,
    "ca_sin": valid.ca_sin,
    "au_tfn": valid.au_tfn,
    "in_aadhaar": valid.in_aadhaar,
    "in_pan": valid.in_pan,
    "de_tax_id": valid.de_tax_id,
    "fr_nir": valid.fr_nir,
    "es_nif": valid.es_nif,
    "it_fiscal_code": valid.it_fiscal_code,
    "nl_bsn": valid.nl_bsn,
    "pl_pesel": valid.pl_pesel,
    "br_cpf": valid.br_cpf,
    "jp_my_number": valid.jp_my_number,
    "kr_rrn": valid.kr_rrn,
    "sg_nric": valid.sg_nric,
    "age": lambda r: str(r.randrange(19, 79)),
    "handle": lambda r: f"{r.choice(_NAMES)}_{r.randrange(99)}",
    "profile": lambda r: (
        f"https://www.{r.choice(('facebook.com/', 'linkedin.com/in/'))}{r.choice(_NAMES)}{r.randrange(99)}"
    ),
    "date": lambda r: r.choice(
        (
            f"{r.randrange(1, 29)}/{r.randrange(1, 13)}/19{r.randrange(50, 99)}",
            f"19{r.randrange(50, 99)}-0{r.randrange(1, 10)}-1{r.randrange(10)}",
            f"March {r.randrange(1, 29)}, 19{r.randrange(50, 99)}",
        )
    ),
    "position": lambda r: f"{r.uniform(40, 60):.5f}, {r.uniform(-120, -2):.5f}",
    "address": lambda r: r.choice(
        (
            f"{r.randrange(1, 300)} Lantern Street",
            f"Hafenstraße {r.randrange(1, 99)}",
            f"{r.randrange(1, 99)} rue de la Lanterne",
            f"Calle Mayor {r.randrange(1, 99)}",
        )
    ),
    "secret": lambda r: "ghp_" + "".join(r.choices("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQ23456789", k=36)),
    "sex": lambda r: r.choice(("woman", "man", "guy", "girl")),
    "letter": lambda r: r.choice("MF"),
    "race": lambda r: r.choice(("white", "Black", "Asian", "Latina")),
    "orientation": lambda r: r.choice(("straight", "gay", "bisexual", "queer")),
    "religion": lambda r: r.choice(("Catholic", "Jewish", "Muslim", "Buddhist")),
}

_KIND_OF = {"national_phone": "phone", "grouped_card": "card", "bare_ssn": "us_ssn", "letter": "sex"}

_TEMPLATES = (
    "write to {email}, {fill}",
    "{fill}, mail: {email}.",
    "schreib mir an {email}",
    "escríbeme a {email} por favor",
    "call {phone} after six",
    "{fill}. {phone}",
    "my number is {national_phone}",
    "Tel: {national_phone}, {fill}",
    "llama al teléfono {phone}",
    "paid by card {card}",
    "my visa is {grouped_card}, {fill}",
    "{grouped_card}",
    "carte {card}",
    "pay to {iban} please",
    "IBAN: {iban}",
    "{fill} from {ip}",
    "logged in from {ip}",
    "wlan0 {mac} up",
    "{fill} {mac}",
    "send it to {crypto} now",
    "my SSN is {us_ssn}",
    "social security number: {bare_ssn}",
    "{us_ssn}, {fill}",
    "my NI number is {uk_nino}",
    "national insurance {uk_nino}",
    "NHS number {uk_nhs}",
    "SIN {ca_sin}",
    "numéro d'assurance sociale {ca_sin}",
    "TFN {au_tfn}",
    "my tax file number is {au_tfn}",
    "Aadhaar {in_aadhaar}",
    "{in_aadhaar} is my aadhaar number",
    "PAN: {in_pan}",
    "pan card {in_pan}",
    "Steuer-ID {de_tax_id}",
    "meine Steueridentifikationsnummer lautet {de_tax_id}",
    "numéro de sécurité sociale {fr_nir}",
    "{fr_nir}",
    "mi DNI es {es_nif}",
    "NIF {es_nif}, {fill}",
    "codice fiscale {it_fiscal_code}",
    "{it_fiscal_code}",
    "BSN {nl_bsn}",
    "mijn burgerservicenummer is {nl_bsn}",
    "PESEL {pl_pesel}",
    "mój numer PESEL: {pl_pesel}",
    "CPF {br_cpf}",
    "{br_cpf}",
    "マイナンバーは{jp_my_number}です",
    "My Number {jp_my_number}",
    "주민등록번호 {kr_rrn}",
    "{kr_rrn}",
    "NRIC {sg_nric}",
    "my nric number is {sg_nric}",
    "I'm {age}, {fill}",
    "{age}yo looking for company",
    "I am {age} and {fill}",
    "a {age}-year-old painter",
    "{age} {letter}",
    "thanks @{handle}, {fill}",
    "my insta is {handle}",
    "see {profile}",
    "{profile} is me",
    "born on {date}",
    "DOB: {date}",
    "date of birth {date}, {fill}",
    "meet at {position}",
    "{position}",
    "I live at {address}, {fill}",
    "address: {address}",
    "token {secret}",
    "export TOKEN={secret}",
    "{orientation} {race} {sex} here",
    "I'm a {race} {sex} who sings",
    "I'm {orientation} and proud",
    "raised {religion}, {fill}",
    "as a {religion} I fast",
    "I'm a quiet {sex} who bakes",
)

_NEGATIVES: tuple[Callable[[Random], str], ...] = (
    lambda r: f"order {valid.digits(r, r.choice((8, 9, 10, 11, 12, 16)))} shipped",
    lambda r: f"invoice no. {valid.digits(r, 9)}-{valid.digits(r, 2)}",
    lambda r: repr(r.uniform(-1, 1) * 10 ** r.randrange(1, 9)),
    lambda r: f"ISBN 978-3-{valid.digits(r, 4)}-{valid.digits(r, 4)}-{r.randrange(10)}",
    lambda r: f"updated to version {r.randrange(1, 20)}.{r.randrange(20)}.0.{r.randrange(20)}",
    lambda r: f"2026-01-1{r.randrange(10)}T12:00:45.{valid.digits(r, 6)}Z INFO worker-7 took {r.randrange(999)} ms",
    lambda r: f"{r.choice(_FILL)}, {r.choice(_FILL)}",
    lambda r: f"commit {r.getrandbits(160):040x}",
    lambda r: f"id {uuid.UUID(int=r.getrandbits(128), version=4)}",
    lambda r: f"SKU {valid.digits(r, 8)}{r.choice('ABCXYZ')}, {r.randrange(2, 99)} pieces at {r.uniform(1, 99):.2f}",
    lambda r: f"timestamp {1_700_000_000 + r.randrange(10**7)}",
    lambda r: f"[{', '.join(f'{r.uniform(-1, 1):.6f}' for _ in range(5))}]",
    lambda r: f"I'm {r.randrange(5, 50)} minutes away from the white house by the black river",
    lambda r: f"chapter {r.randrange(9)}.{r.randrange(9)}.1, page {r.randrange(99, 999)}, straight to the point",
    lambda r: f"@property def area(self): return {r.randrange(99)}",
    lambda r: f"{valid.digits(r, 13)}",
    lambda r: f"tracking {valid.digits(r, 3)}-{valid.digits(r, 7)}-{valid.digits(r, 7)}",
)


def labelled_cells(seed: int, positives: int, negatives: int) -> Iterator[Labelled]:
    """Yield cells that hold each kind in turn, then cells that hold none."""
    random = Random(seed)  # noqa: S311 -- invented cells need no cryptography
    for number in range(positives):
        yield _fill(_TEMPLATES[number % len(_TEMPLATES)], random)
    for number in range(negatives):
        yield Labelled(_NEGATIVES[number % len(_NEGATIVES)](random))


def _fill(template: str, random: Random) -> Labelled:
    text, entities = "", []
    for part in template.split("{"):
        name, brace, rest = part.partition("}")
        if not brace:
            text += part
            continue
        if name != "fill":
            entity = _MAKERS[name](random)
            entities.append((_KIND_OF.get(name, name), len(text), len(text) + len(entity)))
            text += entity
        else:
            text += random.choice(_FILL)
        text += rest
    return Labelled(text, tuple(entities))
