"""Finds phone numbers with libphonenumber: stretches of digits first, then the countries they may be dialled in."""

import re
from collections.abc import Iterator
from functools import lru_cache

_STRETCH = re.compile(r"(?<![\w+.,/-])(?:\+|\(?\+?\(?)[0-9(](?:[ \xa0().\-/]{0,3}[0-9]){6,16}(?![\w]|[.,][0-9])")
_NO_PHONE = re.compile(
    r"[0-9]*\.[0-9]+"
    r"|(?:19|20)[0-9]{2} ?[-/] ?(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[-/.][01]?[0-9][-/.][0-3]?[0-9].*|[0-3]?[0-9][-/.][01]?[0-9][-/.](?:19|20)[0-9]{2}.*"
    r"|[0-9]{4}\.[0-9]{4}\.[0-9]{4}"
)
"""Decimals, years from and to, dates, and codes as routers and tables of characters have them."""

_GROUP_AT_END = re.compile(r"[ \xa0().\-/]+[0-9]+$")

_REGIONS = ("US", "GB", "DE", "FR", "IN", "BR", "IL", "AU", "ES", "IT", "NL", "PL", "JP", "KR", "SG", "CA", "IE", "CH",
            "AT", "SE", "MX", "ZA", "AR", "EE", "SV", "BF")  # fmt: skip
"""Countries whose national way of writing is known: those of Presidio, and those whose national ids are."""

_MOST_TRIMMED = 3
"""Groups of digits that may follow a number without belonging to it, such as a time of day."""


def find_international(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers stand that begin with a plus or a double zero."""
    for start, end in _stretches(text):
        head = text[start:end].lstrip("(")
        if head.startswith(("+", "00")) and (found := _trimmed(text, start, end, ("DE",))):
            yield found


def find_national(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers stand that some country takes for one of its own."""
    for start, end in _stretches(text):
        head = text[start:end].lstrip("(")
        if not head.startswith(("+", "00")) and (found := _trimmed(text, start, end, _REGIONS)):
            yield found


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    for match in _STRETCH.finditer(text):
        if not _NO_PHONE.fullmatch(match.group()):
            yield match.span()


def _trimmed(text: str, start: int, end: int, regions: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the longest beginning of a stretch, cut where digits are grouped, that is a number somewhere."""
    for _ in range(_MOST_TRIMMED + 1):
        if any(_is_number(text[start:end], region) for region in regions):
            return start, end
        last_group = _GROUP_AT_END.search(text, start, end)
        if last_group is None:
            return None
        end = last_group.start()
    return None


@lru_cache(maxsize=4096)
def _is_number(text: str, region: str) -> bool:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    if text.lstrip("(").startswith("+"):  # a country that exists and a length that it has
        return bool(phonenumbers.is_possible_number(number))
    return bool(phonenumbers.is_valid_number(number))
