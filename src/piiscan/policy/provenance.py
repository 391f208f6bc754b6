"""Provenance: gathers what the dataset itself says about a right to share it, without taking it for one."""

import re
from collections.abc import Iterator

import duckdb

from piiscan.model.provenance import Says, Sign
from piiscan.policy.sentences import counted

_NAMED_AT_MOST = 5

_FIELDS = """
SELECT "table", field, sum("rows")::BIGINT, sum(nulls)::BIGINT FROM fields
WHERE category = $category AND "table" IS NOT NULL GROUP BY ALL ORDER BY ALL LIMIT 10
"""
_RECORDS = """
SELECT count(DISTINCT (asset, record)), count(DISTINCT asset) FROM findings
WHERE category = $category AND NOT detector LIKE $but
"""
_DETECTORS = """
SELECT detector, count(DISTINCT (asset, record)) FROM findings
WHERE detector IN ('consent.refused', 'consent.after_capture') GROUP BY detector
"""
_NAMES_PURPOSE = re.compile(
    "purpose|research|marketing|newsletter|photo|image|shar(e|ing)|train|third.?part|zweck|finalit|finalidad", re.I
)
_NAMES_NOTICE = re.compile(r"notice|policy|terms|version|form|\bv\d", re.I)
_NAMES = """
SELECT asset FROM assets WHERE regexp_matches(lower(split_part(asset, '/', -1)), $pattern) AND kind <> 'table'
ORDER BY length(asset), asset LIMIT 6
"""
_SAID = """
SELECT detector, list_sort(list(DISTINCT asset)) FROM findings WHERE detector LIKE 'document.%' GROUP BY ALL ORDER BY 1
"""
_LICENCE_NAMES = r"^(licen[cs]e|copying|terms|rights)\b"
_CARD_NAMES = r"^(readme|datasheet|(data|dataset)_?card|croissant|(metadata|dataset_infos|datapackage)\.json)"

_IGNORE_NAMES = r"^[.]?(piiscan[._-]?)?ignores?([._-]?list)?[.]ya?ml$"
"""A dataset cannot silence its own scan: what tries to is told."""


def gather_signs(db: duckdb.DuckDBPyConnection) -> tuple[Sign, ...]:
    """Return what speaks for or against, the gravest first. Needs ``findings``, ``fields`` and ``assets``."""
    order = list(Says)
    signs = [*_consent(db), *_against(db), *_said(db), *_models(db), *_files(db), *_media(db), *_sources(db)]
    return tuple(sorted(signs, key=lambda sign: order.index(sign.says)))


def _consent(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    columns = db.execute(_FIELDS, {"category": "provenance.consent"}).fetchall()
    for table, field, rows, blank in columns:
        text = f"the column {field} of {table} speaks of consent; {blank or 0:,} of its {rows or 0:,} rows are blank"
        yield Sign(Says.UNCLEAR, f"{text}; {_named(field)}")
    yield from _cells(db)
    if not columns and not _count(db, "provenance.consent"):
        yield Sign(Says.AGAINST, "there is no evidence of consent in the data")


def _named(field: str) -> str:
    """Return what the header says that consent was given to, as far as it does."""
    if _NAMES_PURPOSE.search(field):
        return "its header names a purpose: whether that covers this transfer is open"
    if _NAMES_NOTICE.search(field):
        return "its header names the notice or version that people saw: whether that covers this transfer is open"
    return "whether it covers this purpose, and came before the collection, is open"


def _cells(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    """Yield what single rows say of consent."""
    told = dict(db.execute(_DETECTORS).fetchall())
    if refused := told.get("consent.refused", 0):
        yield Sign(Says.AGAINST, f"{counted(refused, 'record')} in which consent is refused or not given")
    if late := told.get("consent.after_capture", 0):
        yield Sign(Says.AGAINST, f"{counted(late, 'record')} in which consent is dated after the data were taken")


def _against(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    if records := _count(db, "provenance.withdrawal", but="document.%"):
        yield Sign(Says.AGAINST, f"{counted(records, 'record')} of people who withdrew or closed their account")
    if records := _count(db, "provenance.no_ai_training", but="document.%"):
        yield Sign(Says.AGAINST, f"the rights holder forbids training in the metadata of {counted(records, 'file')}")


_SAYINGS = {
    "document.consent": (Says.UNCLEAR, "claims consent; whether each person gave it, and for this, is open"),
    "document.licence": (Says.UNCLEAR, "names a licence or terms; a copyright licence is not the people's consent"),
    "document.no_consent": (Says.AGAINST, "says that people did not consent, or were not asked"),
    "document.no_training": (Says.AGAINST, "forbids training"),
    "document.non_commercial": (Says.AGAINST, "limits what the data may be used for, or forbids handing them on"),
    "document.scraped": (Says.AGAINST, "says that the data were taken from web pages or services"),
    "document.withdrawal": (Says.AGAINST, "says that people in the data withdrew or closed their accounts"),
}
"""What documents beside the data say, by the rule that found it."""


def _said(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    for detector, assets in db.execute(_SAID).fetchall():
        if detector in _SAYINGS:
            says, what = _SAYINGS[detector]
            more = len(assets) - 1
            named = f"{assets[0]} and {counted(more, 'other document')}" if more else assets[0]
            yield Sign(says, f"{named} {what}")


def _models(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    [[models]] = db.execute("SELECT count(*) FROM assets WHERE kind = 'model'").fetchall()
    if models:
        held = f"there {'is' if models == 1 else 'are'} {counted(models, 'model file')} in the dataset"
        yield Sign(Says.AGAINST, f"{held}: what was learned from people travels along")


def _files(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    for pattern, what, note in (
        (_LICENCE_NAMES, "licence", "a copyright licence is not the consent of the people shown"),
        (_CARD_NAMES, "description", "read what it says of origin and consent"),
        (_IGNORE_NAMES, "file called like an ignore list", "it is not obeyed unless --ignores names it"),
    ):
        names = [row[0] for row in db.execute(_NAMES, {"pattern": pattern}).fetchall()]
        if names:
            shown = ", ".join(names[:_NAMED_AT_MOST]) + (" and more" if len(names) > _NAMED_AT_MOST else "")
            yield Sign(Says.UNCLEAR, f"a {what} lies beside the data ({shown}); {note}")


def _media(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    if files := _count(db, "provenance.licence", but="document.%"):
        note = "a copyright licence is not the consent of the people shown"
        yield Sign(Says.UNCLEAR, f"{counted(files, 'record')} state rights or a licence; {note}")
    if files := _count(db, "provenance.content_credentials"):
        yield Sign(Says.UNCLEAR, f"{counted(files, 'file')} carry content credentials, which name their maker")


def _sources(db: duckdb.DuckDBPyConnection) -> Iterator[Sign]:
    for table, field, rows, _ in db.execute(_FIELDS, {"category": "identifier.profile_url"}).fetchall():
        text = f"the column {field} of {table} names web pages ({rows or 0:,} rows): were these data scraped?"
        yield Sign(Says.UNCLEAR, text)


def _count(db: duckdb.DuckDBPyConnection, category: str, but: str = "") -> int:
    [[records, _]] = db.execute(_RECORDS, {"category": category, "but": but}).fetchall()
    return int(records)
