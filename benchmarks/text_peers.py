"""Runs piiscan's text rules and Presidio's engine with the same recognizers over cells, and counts who finds what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from benchmarks.labelled_text import Labelled
from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.rules import TextRule

Found = list[tuple[str, int, int]]
"""Kind, start and end of what was found in one cell."""

_OURS = {
    "phone_us": "phone",
    "phone_national": "phone",
    "ip_address": "ip",
    "mac_address": "mac",
    "secret_token": "secret",
    "secret_password": "secret",
    "secret_key": "secret",
    "us_passport": "passport",
    "passport_letters": "passport",
    "crypto_address": "crypto",
    "profile_url": "profile",
    "birth_date": "date",
    "coordinates": "position",
}
_PRESIDIO = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "MAC_ADDRESS": "mac",
    "CRYPTO": "crypto",
    "US_SSN": "us_ssn",
    "US_ITIN": "us_itin",
    "US_PASSPORT": "passport",
    "UK_NINO": "uk_nino",
    "UK_NHS": "uk_nhs",
    "CA_SIN": "ca_sin",
    "AU_TFN": "au_tfn",
    "IN_AADHAAR": "in_aadhaar",
    "IN_PAN": "in_pan",
    "DE_TAX_ID": "de_tax_id",
    "ES_NIF": "es_nif",
    "IT_FISCAL_CODE": "it_fiscal_code",
    "PL_PESEL": "pl_pesel",
    "KR_RRN": "kr_rrn",
    "SG_NRIC_FIN": "sg_nric",
}
_ALSO = (
    "EmailRecognizer",
    "PhoneRecognizer",
    "IpRecognizer",
    "MacAddressRecognizer",
    "CryptoRecognizer",
    "InPanRecognizer",
    "SgFinRecognizer",
)
"""Presidio's own where piiscan has a rule of its own for the same."""


def shipped_text_rules() -> tuple[TextRule, ...]:
    """Return the rules that every scan has."""
    return load_rulebook((str(shipped_rules()),)).texts


def column_of(texts: pa.Array) -> PresentText:
    """Return a column of these texts, as detectors get it."""
    return PresentText(texts, pa.array(range(len(texts)), pa.int64()), len(texts))


def find_ours(texts: pa.Array, rules: Sequence[TextRule], header: str = "text") -> list[Found]:
    """Return what piiscan finds in a column."""
    found: list[Found] = [[] for _ in range(len(texts))]
    for hits in find_in_cells(header, column_of(texts), rules):
        name = hits.finding.detector.removeprefix("text.")
        columns = (hits.records, hits.span_start, hits.span_end)
        for record, start, end in zip(*(column.to_pylist() for column in columns if column is not None), strict=True):
            found[record].append((_OURS.get(name, name), start, end))
    return found


def presidio_engine(rules: Iterable[TextRule]) -> Any:
    """Return Presidio's batch engine with the recognizers that the rules name, on a blank pipeline, off the network."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry, predefined_recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    names = dict.fromkeys([*_ALSO, *(rule.presidio for rule in rules if rule.presidio)])
    recognizers = [getattr(predefined_recognizers, name)(supported_language="en") for name in names]
    pipeline = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    pipeline.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment] # it is None only until it is loaded
    engine = AnalyzerEngine(RecognizerRegistry(recognizers=recognizers, supported_languages=["en"]), pipeline)
    return BatchAnalyzerEngine(engine)


def find_presidios(texts: Sequence[str], engine: Any) -> list[Found]:
    """Return what Presidio finds in a column, by the kinds that the labels have."""
    results = engine.analyze_iterator(texts, language="en")
    return [[(_PRESIDIO.get(hit.entity_type, hit.entity_type), hit.start, hit.end) for hit in hits] for hits in results]


def accuracy(cells: Sequence[Labelled], found: Sequence[Found]) -> dict[str, dict[str, float]]:
    """Return precision, recall and number of labels for each kind; what overlaps a label of its kind is right."""
    labels: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    right: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for cell, spans in zip(cells, found, strict=True):
        for kind, start, end in cell.entities:
            labels[kind] += 1
            hit[kind] += any(_overlap(span, (kind, start, end)) for span in spans)
        for span in spans:
            told = any(_overlap(span, label) for label in cell.entities)
            right[span[0]] += told
            false[span[0]] += not told
    return {
        kind: {
            "labels": labels[kind],
            "recall": round(hit[kind] / labels[kind], 4) if labels[kind] else 0.0,
            "precision": round(right[kind] / (right[kind] + false[kind]), 4) if right[kind] + false[kind] else 1.0,
        }
        for kind in sorted(labels.keys() | {kind for kind, count in false.items() if count})
    }


def _overlap(first: tuple[str, int, int], second: tuple[str, int, int]) -> bool:
    return first[0] == second[0] and first[1] < second[2] and second[1] < first[2]
