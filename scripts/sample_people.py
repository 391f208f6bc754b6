"""Invents the members of the sample dating service; their files are written elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

TODAY = date(2026, 4, 1)
"""The day of the export: ages are counted to it."""

PEOPLE = 200
WITH_PHOTO = 24
"""The first so many people have pictures in ``photos/``."""

_STARTS = ("Vel", "Dor", "Quin", "Tham", "Zor", "Bry", "Kes", "Mor", "Xan", "Ulv", "Yev", "Ozm")
_MIDDLES = ("ova", "ard", "ith", "ume", "ael", "oph", "isk", "und")
_ENDS = ("ric", "wen", "dra", "zel", "mond", "thea", "bert", "lix")
_TOWNS = ("Harrow Bend", "Nettle Quay", "Port Umber", "Salt Hollow", "Grey Lantern", "Ninefold")
_STATES = ("OR", "WA", "CA", "ID", "NV", "MT")
_ETHNICITIES = ("white", "black", "asian", "hispanic", "mixed", "native american", None)
_OPENINGS = (
    "I mend old radios, and I talk too much about them.",
    "Mostly I am out walking, whatever the weather.",
    "I bake bread, badly but with conviction.",
    "New in town; show me where the good soup is.",
    "I sing in a choir on Tuesdays.",
    "Ask me about the allotment, or rather do not.",
)
_MIDDLE_SENTENCES = (
    "I was raised Catholic and still like the music.",
    "I have lived with type 1 diabetes since school.",
    "My daughter is six and the boss of us both.",
    "I work nights at the harbour.",
    "I vote green, and I do argue about it.",
    "Two cats, one guitar, no television.",
)
_CLOSINGS = (
    'Looking for someone who says "why not?" now and then.',
    "Write if you like maps,\nor if you like getting lost.",
    "Coffee first, then we will see.",
    "Kindness matters more to me than looks.",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member; the fields are the columns of ``profiles``."""

    user_id: str
    display_name: str
    email: str
    phone: str
    age: int
    """Whole years on the day of the export."""

    birth_date: date
    sex: str
    ethnicity: str | None
    looking_for: str
    city: str
    state: str
    latitude: float
    """Degrees north."""

    longitude: float
    """Degrees east."""

    essay: str
    photo: str | None
    """Path below the dataset's root."""

    signed_up: datetime
    """UTC."""


def invent_people(random: Random) -> list[Person]:
    """Return the members; no two share a name, an address or a telephone number."""
    names = _invent_names(random)
    phones = _invent_phones(random)
    return [_invent_person(random, i, name, phones[i]) for i, name in enumerate(names)]


def _invent_names(random: Random) -> list[str]:
    """Return names of syllables: each part is 8 letters or more, and no word of any text in the report."""
    parts = [start + middle + end for start in _STARTS for middle in _MIDDLES for end in _ENDS]
    first, last = random.sample(parts, PEOPLE), random.sample(parts, PEOPLE)
    return [f"{a} {b}" for a, b in zip(first, last, strict=True)]


def _invent_phones(random: Random) -> list[str]:
    """Return numbers from the two ranges that are kept for fiction (NANPA guidelines; Ofcom, drama use)."""
    american = [f"+1 {area} 555 01{n:02}" for area in (206, 503, 208) for n in range(100)]
    british = [f"07700 900{n:03}" for n in range(1000)]
    phones = random.sample(american, PEOPLE // 2) + random.sample(british, PEOPLE - PEOPLE // 2)
    random.shuffle(phones)
    return phones


def _invent_person(random: Random, index: int, name: str, phone: str) -> Person:
    user_id = f"u{1001 + index}"
    first, last = name.lower().split()
    birth_date = date(1956, 1, 1) + timedelta(days=random.randrange(50 * 365))
    signed_up = datetime(2021, 1, 1) + timedelta(seconds=random.randrange(5 * 365 * 86400))  # noqa: DTZ001 -- stored without a zone
    return Person(
        user_id=user_id,
        display_name=name,
        email=f"{first}.{last}@example.{random.choice(('com', 'org', 'net'))}",
        phone=phone,
        age=(TODAY.year - birth_date.year) - ((TODAY.month, TODAY.day) < (birth_date.month, birth_date.day)),
        birth_date=birth_date,
        sex=random.choice("mf"),
        ethnicity=random.choice(_ETHNICITIES),
        looking_for=random.choice(("men", "women", "everyone")),
        city=random.choice(_TOWNS),
        state=random.choice(_STATES),
        # In the open Pacific, where nobody's door can be.
        latitude=round(random.uniform(40.0, 46.0), 5),
        longitude=round(random.uniform(-135.0, -128.0), 5),
        essay=" ".join(map(random.choice, (_OPENINGS, _MIDDLE_SENTENCES, _CLOSINGS))),
        photo=f"photos/{user_id}_1.jpg" if index < WITH_PHOTO else None,
        signed_up=signed_up,
    )
