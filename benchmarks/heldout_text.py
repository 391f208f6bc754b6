"""A second labelled set, apart from the first: other sentences, other makers of values, another seed.

Rules are mended on ``labelled_text``; this set is only looked at once they are finished, so that it says how they do on
text they were not made for. Phone numbers, addresses, names, cards and accounts come from Faker's locales; identifiers
with check digits from ``valid_numbers``.
"""

import json
import re
import string
from collections.abc import Iterator
from random import Random

from benchmarks import valid_numbers as valid
from benchmarks.heldout_values import MAKERS, Maker, mixed
from benchmarks.labelled_text import Labelled

SEED = 20_261_125

SENTENCES = (
    # Signatures, forms, messages
    "Best wishes, the kitchen team\n{work_mail}\n{us_phone}",
    'From: "Front desk" <{work_mail}>',
    '{"contact": {"mail": "{mail}", "since": 2019}}',
    "| desk | {mail} | open |",
    "<a href='mailto:{mail}'>write</a>",
    "pls cc {mail};{work_mail} on this",
    "Cell {dotted_phone}, evenings only",
    "You can reach me on {gb_phone} any day",
    "Handynummer: {de_phone}",
    "mon portable : {fr_phone}",
    "Mi móvil es {es_phone}, llámame",
    "cellulare {it_phone}",
    "mijn telefoonnummer is {nl_phone}",
    "meu celular: {br_phone}",
    "電話: {jp_phone}",
    "WhatsApp {in_phone}",
    "Rappelle le {fr_abroad} stp",
    "{es_abroad} (solo tardes)",
    "{pl_abroad}",
    "nå mig på {se_abroad}",
    "tel={ke_abroad}&lang=sw",
    "Visa {card} exp 04/29",
    "charged to {card_dashes} yesterday",
    "cc number: {card}",
    "Überweisung auf {iban}, danke",
    "rekening {iban_groups}",
    "beneficiary account {iban}",
    "Accepted publickey for deploy from {ip} port 50312 ssh2",
    "client={ip} status=200",
    "fail2ban banned {ip6}",
    "DHCPACK on {ip} to {mac} via eth0",
    "device {mac} joined",
    "donations in ether to {ether}",
    # Identifiers
    "Employee social: {ssn}",
    "The SSN on file is {ssn}.",
    "individual taxpayer (ITIN) {itin}",
    "NI no. {nino}",
    "nhs no {nhs} for the clinic",
    "Social insurance {sin}",
    "tax file number: {tfn}",
    "UIDAI card {aadhaar}",
    "Permanent Account Number {pan}",
    "Steueridentifikationsnummer: {steuer}",
    "n° de sécurité sociale : {nir}",
    "DNI/NIF: {nif}",
    "C.F. {cf}",
    "burgerservicenummer: {bsn}",
    "numer PESEL pacjenta {pesel}",
    "CPF do titular: {cpf}",
    "個人番号 {mynumber}",
    "주민번호 {rrn}",
    "NRIC/FIN {nric}",
    "IMEI: {imei}",
    "Patient no. {mrn} was seen today",
    "MRN={mrn}",
    "passport number {passport}, valid",
    # What people say of themselves and theirs
    "{age}{letter} here, new in town",
    "{age} yrs old, two cats",
    "just turned {age} and still dancing",
    "She is a {age}-year-old baker",
    "my son is {small} and loves trains",
    "Patient is a {age} year old {sex_en} with a cough",
    "I'm a {gay_en} {race_en} {sex_en} from up north",
    "{race_en} {sex_en}, {age}, likes chess",
    "As a {faith_en} I don't work on feast days",
    "I was raised {faith_en}",
    "I came out as {gay_en} last spring",
    "Soy una {sex_es} de {age} años",
    "tengo {age} años, soy {gay_es}",
    "soy {race_es} y {faith_es}",
    "{sex_es} {gay_es} busca amistad",
    "J'ai {age} ans et je suis {gay_fr}",
    "je suis une {sex_fr} {race_fr}",
    "je suis {faith_fr}, non pratiquante",
    "{sex_fr} de {age} ans cherche colocation",
    "Ich bin {age} Jahre alt und {gay_de}",
    "{age}-jährige {sex_de} sucht Wohnung",
    "ich bin {faith_de} erzogen",
    "Ich bin ein ruhiger {sex_de}, {age}",
    "Tenho {age} anos, sou {race_pt}",
    "sou uma {sex_pt} {faith_pt}",
    "ho {age} anni e sono {gay_it}",
    "sono una {sex_it} {faith_it}",
    "ik ben een {sex_nl} van {age}",
    "ik ben {gay_nl} en {faith_nl} opgevoed",
    # Places, dates, accounts, secrets
    "Deliver to {us_street}, ring twice",
    "we moved to {gb_street} in May",
    "wohnhaft {de_street}, Hinterhaus",
    "j'habite au {fr_street}",
    "vivo en {es_street}",
    "abito in {it_street}",
    "ik woon op {nl_street}",
    "DOB {born}",
    "Date of birth: {born}",
    "geboren am {born}",
    "née le {born}",
    "I was born on {born_words} in a storm",
    '{"birthdate": "{born}"}',
    "pin dropped at {spot}",
    "https://maps.example.com/?q={spot}",
    "GPS: {spot}",
    "follow @{handle} for more",
    "IG: {handle}",
    "telegram: @{handle}",
    "@{handle} happy birthday!",
    "more on {profile}",
    '<a href="{profile}">me</a>',
    "Authorization: token {token}",
    'slack_token = "{token}"',
    "password: {password}",
    "the wifi password is {password}",
)

NEGATIVES: tuple[Maker, ...] = (
    lambda r: f"PO-{valid.digits(r, 8)} approved, qty {r.randrange(900)}",
    lambda r: f"your parcel 1Z{mixed(r, 16, string.ascii_uppercase + string.digits)} left the depot",
    lambda r: f"ISBN-13: 979-{r.randrange(10)}-{valid.digits(r, 5)}-{valid.digits(r, 3)}-{r.randrange(10)}",
    lambda r: f"Chrome {r.randrange(80, 140)}.0.{r.randrange(4000, 7000)}.{r.randrange(20, 250)} crashed",
    lambda r: f"driver {r.randrange(9)}.{r.randrange(20)}.{r.randrange(20)}.{r.randrange(20)} installed",
    lambda r: f"pip install widget=={r.randrange(9)}.{r.randrange(9)}.{r.randrange(9)}.{r.randrange(9)}",
    lambda r: (
        f"E{r.randrange(1000, 1300)} 10:{r.randrange(10, 60)}:{r.randrange(10, 60)}.{valid.digits(r, 6)} "
        f"{r.randrange(9999)} gc.cc:{r.randrange(99)}] {valid.digits(r, 9)} bytes"
    ),
    lambda r: f"trace_id={r.getrandbits(128):032x} span_id={r.getrandbits(64):016x} took {r.uniform(0, 9):.4f}s",
    lambda r: f'etag W/"{r.getrandbits(80):x}" age 3600',
    lambda r: f"1. e4 e5 2. Nf3 Nc6 {r.randrange(3, 40)}. Bb5 a6 1/2-1/2",
    lambda r: (
        f"won {r.randrange(6, 8)}-{r.randrange(6)} {r.randrange(6)}-{r.randrange(6, 8)} "
        f"{r.randrange(6, 8)}-{r.randrange(6)} "
        f"in {r.randrange(60, 200)} minutes"
    ),
    lambda r: (
        f"split times {r.randrange(20, 59)}.{valid.digits(r, 2)} / {r.randrange(20, 59)}.{valid.digits(r, 2)}, "
        f"heat {r.randrange(9)}"
    ),
    lambda r: f"lat between {r.uniform(10, 50):.3f} and {r.uniform(50, 80):.3f}, depth {r.uniform(1, 9):.3f}",
    lambda r: f"x in [{r.uniform(0, 1):.5f}, {r.uniform(1, 2):.5f}]",
    lambda r: (
        f"open {r.uniform(90, 99):.4f} high {r.uniform(99, 110):.4f} low {r.uniform(80, 90):.4f} "
        f"vol {valid.digits(r, 7)}"
    ),
    lambda r: f"BTC {r.uniform(20000, 90000):.2f} {r.choice('+-')}{r.uniform(0, 9):.2f}% 24h {valid.digits(r, 10)}",
    lambda r: (
        f"rs{valid.digits(r, 8)}\tchr{r.randrange(1, 22)}\t{valid.digits(r, 8)}\t{r.choice('ACGT')}/{r.choice('ACGT')}"
    ),
    lambda r: "".join(r.choices("ACGT", k=80)),
    lambda r: (
        f"C{r.randrange(9, 30)}H{r.randrange(9, 50)}N{r.randrange(1, 9)}O{r.randrange(1, 9)}, "
        f"CAS {valid.digits(r, 5)}-{valid.digits(r, 2)}-{r.randrange(10)}, mp {r.randrange(40, 300)} C"
    ),
    lambda r: f"for (int i_{r.randrange(9)} = 0; i < {valid.digits(r, 6)}; ++i) sum += a[{r.randrange(99)}];",
    lambda r: f"@Test(timeout = {valid.digits(r, 4)}) public void t_{r.randrange(9)}() {{",
    lambda r: f"from x_{r.randrange(9)} import *  # noqa: F{r.randrange(400, 900)}",
    lambda r: f"assert hash_{r.randrange(9)} == 0x{r.getrandbits(64):016x}",
    lambda r: f"n={valid.digits(r, 9)} AND k='{mixed(r, 12)}';",
    lambda r: f"{r.randrange(1990, 2024)}-{r.randrange(2024, 2030)} season, game {r.randrange(82)}",
    lambda r: f"{valid.digits(r, 10)},{valid.digits(r, 10)},{r.uniform(0, 1):.8f}",
    lambda r: f"case {r.randrange(2000, 2025)}-CV-{valid.digits(r, 5)}, docket {valid.digits(r, 3)}",
    lambda r: f"permit no {valid.digits(r, 3)}-{valid.digits(r, 2)}-{valid.digits(r, 4)} issued",
    lambda r: f"part number {valid.digits(r, 8)}{r.choice('TRWAGM')} is back",
    lambda r: f"lot {valid.digits(r, 4)} {valid.digits(r, 4)} {valid.digits(r, 4)} expires soon",
    lambda r: f"serial: {mixed(r, 3, string.ascii_uppercase)}{valid.digits(r, 7)}",
    lambda r: f"flight {r.choice(('LH', 'BA', 'AF'))}{valid.digits(r, 4)} to gate {r.choice('ABC')}{r.randrange(40)}",
    lambda r: f"bake {r.randrange(20, 60)} minutes at {r.randrange(300, 450)} F, then {r.randrange(20, 40)} more",
    lambda r: f"it was {r.randrange(60, 99)}F in the shade, {r.randrange(20, 60)} F at night",
    lambda r: f"the house is {r.randrange(20, 90)} metres from the church, straight on, black gate",
    lambda r: f"I'm {r.randrange(20, 90)} percent sure the white wine is gone",
    lambda r: f"chapter {r.randrange(9)}.{r.randrange(20)}.{r.randrange(20)}.{r.randrange(9)} covers Jewish art",
    lambda r: f"le vin blanc, le chat noir, la rue {r.randrange(10, 99)} fois",
    lambda r: f"die katholische Kirche steht seit {r.randrange(100, 900)} Jahren",
    lambda r: f"garantía de {r.randrange(2, 20)} años para el coche negro",
    lambda r: f"contratto di {r.randrange(2, 20)} anni, vino bianco incluso",
    lambda r: f"{r.randrange(10, 40)} jaar garantie op de witte kast",
    lambda r: f"bis zu {r.randrange(10, 90)} Jahre Garantie, Modell {valid.digits(r, 6)}",
    lambda r: f"NGC {valid.digits(r, 4)}, RA {r.randrange(24)}h{r.randrange(60)}m, mag {r.uniform(1, 20):.2f}",
    lambda r: (
        f"M{r.randrange(3, 30)}x{r.randrange(10, 90)} screws, {valid.digits(r, 3)} pcs, EAN {valid.digits(r, 13)}"
    ),
    lambda r: f"aspect 16/9, f/{r.uniform(1, 9):.1f}, 1/{valid.digits(r, 3)} s",
    lambda r: (
        f"tickers {mixed(r, 4, string.ascii_uppercase)}.{mixed(r, 2, string.ascii_uppercase)} up {r.uniform(0, 5):.3f}"
    ),
    lambda r: (
        f"uptime {r.randrange(99)} days, "
        f"load average: {r.uniform(0, 9):.2f}, {r.uniform(0, 9):.2f}, {r.uniform(0, 9):.2f}"
    ),
    lambda r: f"UUID={valid.digits(r, 4)}-{r.getrandbits(16):04X} /boot vfat",
    lambda r: f"sha256:{r.getrandbits(256):064x}",
    lambda r: json.dumps({"ts": 1_700_000_000_000 + r.randrange(10**9), "v": round(r.uniform(-1, 1), 9)}),
    lambda r: json.dumps([round(r.uniform(-90, 90), 6) for _ in range(4)]),
    lambda r: (
        f"<path d='M{r.uniform(0, 90):.3f} {r.uniform(0, 90):.3f}L{r.uniform(0, 90):.3f} {r.uniform(0, 90):.3f}'/>"
    ),
    lambda r: f"ratio {valid.digits(r, 3)}:{valid.digits(r, 3)}, take {r.randrange(9)} of {r.randrange(9, 20)}",
    lambda r: f"invoice {valid.digits(r, 16)} paid",
    lambda r: f"account manager will review ticket {valid.digits(r, 9)}",
    lambda r: f"logo@{r.randrange(2, 4)}x.png, sprite_{valid.digits(r, 4)}@hd.webp",
    lambda r: f"git clone ssh://mirror:{valid.digits(r, 4)}/x.git at {r.getrandbits(28):07x}",
)


def heldout_cells(seed: int = SEED, rounds: int = 40, negatives: int = 6_000) -> Iterator[Labelled]:
    """Yield every sentence ``rounds`` times with new values, then cells that hold nothing."""
    random = Random(seed)  # noqa: S311 -- invented cells need no cryptography
    for _ in range(rounds):
        yield from (_filled(sentence, random) for sentence in SENTENCES)
    for number in range(negatives):
        yield Labelled(NEGATIVES[number % len(NEGATIVES)](random))


_SLOT = re.compile(r"\{(\w+)\}")


def _filled(sentence: str, random: Random) -> Labelled:
    """Put values where the name of a maker stands in braces; other braces stay."""
    text, entities, end = "", [], 0
    for slot in _SLOT.finditer(sentence):
        kind, make = MAKERS[slot[1]]
        text += sentence[end : slot.start()]
        value = make(random)
        entities.append((kind, len(text), len(text) + len(value)))
        text += value
        end = slot.end()
    return Labelled(text + sentence[end:], tuple(entities))
