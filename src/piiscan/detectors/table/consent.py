"""What single cells say of consent: withdrawn, refused, or given only after the data had been taken."""

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.presence import PresentText
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category

REFUSED = "consent.refused"
WITHDRAWN = "consent.withdrawn"
AFTER_CAPTURE = "consent.after_capture"

_NO = ["no", "n", "0", "0.0", "false", "f", "nein", "non", "nee", "nej", "nie", "não", "нет", "否", "いいえ"]
_NO += ["hayır"]  # noqa: RUF001 - the letter is Turkish
_REFUSED = [*_NO, "refused", "declined", "denied", "not given", "none given", "opted out", "opt out", "opt-out"]
_WITHDRAWN = ["withdrawn", "withdrew", "revoked", "rescinded", "widerrufen", "retiré", "retirado", "revocato"]

_TAKEN = frozenset(
    {
        "capture",
        "captured",
        "taken",
        "shot",
        "recorded",
        "recording",
        "photo",
        "photographed",
        "collected",
        "collection",
    }
    | {"sampled", "acquired", "acquisition", "scanned", "uploaded", "upload", "filmed", "scraped", "crawled"}
)
"""Words in the header of a time at which data about a person were taken."""

_DAY = r"^(?:19|20)\d\d-[01]\d-[0-3]\d"
"""Dates that sort as text (ISO 8601); others are not compared."""


def withdrawn(cells: PresentText, category: Category) -> ArrowArray:
    """Return the records that say somebody withdrew: a consent so marked, an opt-out or closing that is not denied."""
    if category is Category.PROVENANCE_CONSENT:
        return cells.records.filter(_among(cells.text, _WITHDRAWN))
    if category is Category.PROVENANCE_WITHDRAWAL:
        return cells.records.filter(pc.invert(_among(cells.text, _NO)))
    return cells.records.slice(0, 0)


def refused(cells: PresentText) -> ArrowArray:
    """Return the records of a column of consents that say it was not given."""
    return cells.records.filter(_among(cells.text, _REFUSED))


def is_time_of_capture(header: Header) -> bool:
    """Return whether a header speaks of when something was taken of a person."""
    return not _TAKEN.isdisjoint(header.words)


def given_later(consent: PresentText, capture: PresentText) -> ArrowArray:
    """Return the records whose consent is dated on a later day than the capture; only ISO dates are compared."""
    days = _days(consent, "given").join(_days(capture, "taken"), "record", join_type="inner")
    return days.filter(pc.greater(days["given"], days["taken"]))["record"].combine_chunks().sort()


def _days(cells: PresentText, name: str) -> pa.Table:
    day = pc.utf8_slice_codeunits(cells.text, 0, 10).cast(pa.string())
    held = pc.match_substring_regex(day, _DAY)
    return pa.table({"record": cells.records.filter(held), name: day.filter(held)})


def _among(text: ArrowArray, words: list[str]) -> ArrowArray:
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(text))
    return pc.is_in(plain, value_set=pa.array(words, plain.type)).fill_null(False)
