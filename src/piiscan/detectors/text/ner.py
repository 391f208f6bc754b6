"""Finds names of persons and places in prose, with a language model that the user has installed and named.

Nothing is ever downloaded: a model is a spaCy package or folder, or a transformers model that lies on this machine.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.long_cells import cut
from piiscan.model.categories import Category
from piiscan.model.errors import UsageError
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.masks import mask

Entities: TypeAlias = list[tuple[str, int, int]]
"""The model's label, start and end in code points."""

Model: TypeAlias = Callable[[Iterable[str]], Iterator[Entities]]

CONFIDENCE = 0.7
"""Models are right about three names in four in the prose of profiles; none says how sure it is of one."""

_TOKENS = 512
"""What models of this kind read at once, where theirs does not say."""

_KEPT_PLACES = 2
"""Places that models like RoBERTa keep for themselves."""

_PROSE = r"\p{Lu}[^\s]*\s+\S|\S\s+\p{Lu}|\p{Lo}{3}"
"""A word with a capital beside another word, or a script without capitals."""

_DETECTORS = {
    "PER": ("text.ner_person", Category.IDENTIFIER_NAME),
    "PERSON": ("text.ner_person", Category.IDENTIFIER_NAME),
    "GPE": ("text.ner_place", Category.LOCATION_REGION),
    "LOC": ("text.ner_place", Category.LOCATION_REGION),
    "FAC": ("text.ner_place", Category.LOCATION_REGION),
}
"""By the labels that spaCy's and most transformers models use."""

PROSE_CATEGORIES = frozenset({None, Category.TEXT_FREE_TEXT, Category.COMMUNICATION_MESSAGE})
"""Verdicts of columns that may hold prose; of any other the judge has spoken already."""


def find_names_in_cells(field: str, cells: PresentText, model: Model) -> Iterator[Hits]:
    """Yield the names in the cells of one column, a ``Hits`` for persons and one for places."""
    if not (pa.types.is_string(cells.text.type) or pa.types.is_large_string(cells.text.type)):
        return
    places = pc.indices_nonzero(pc.match_substring_regex(cells.text, _PROSE))
    pieces = [(place.as_py(), piece) for place in places for piece in cut(cells.text[place.as_py()].as_py())]
    found: dict[tuple[str, Category], list[tuple[int, int, int]]] = {}
    for (place, piece), entities in zip(pieces, model(piece.text for _, piece in pieces), strict=True):
        for label, start, end in entities:
            if label in _DETECTORS and piece.core_start <= start < piece.core_end:
                found.setdefault(_DETECTORS[label], []).append((place, start + piece.offset, end + piece.offset))
    for (detector, category), spans in found.items():
        finding = Finding(detector, category, field, Evidence.NER, CONFIDENCE, shown=mask(category))
        records, starts, ends = (pa.array(column) for column in zip(*spans, strict=True))
        yield Hits(finding, cells.records.take(records), starts.cast(pa.int32()), ends.cast(pa.int32()))


@lru_cache(maxsize=1)
def load_model(name: str) -> Model:
    """Return a model by name or folder; it is loaded once in each process.

    Raises:
        UsageError: there is no such model on this machine.
    """
    model = _spacy_model(name) or _transformers_model(name)
    if model is None:
        raise UsageError(
            f"there is no language model {name} on this machine: install a spaCy model and name it, such as "
            "en_core_web_sm, or name the folder of a spaCy or transformers model; nothing is downloaded"
        )
    return model


def _spacy_model(name: str) -> Model | None:
    import spacy

    try:
        pipeline = spacy.load(name)
    except OSError:
        return None

    def find(texts: Iterable[str]) -> Iterator[Entities]:
        for document in pipeline.pipe(texts):
            yield [(entity.label_, entity.start_char, entity.end_char) for entity in document.ents]

    return find


def _transformers_model(name: str) -> Model | None:
    try:
        from transformers import AutoModelForTokenClassification, AutoTokenizer, logging, pipeline
    except ImportError:
        return None
    logging.disable_progress_bar()
    try:
        model = AutoModelForTokenClassification.from_pretrained(name, local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
    except (OSError, ValueError):
        return None
    tagger = pipeline(
        "ner", model=model, tokenizer=tokenizer, aggregation_strategy="simple", **_windows(model, tokenizer)
    )

    def find(texts: Iterable[str]) -> Iterator[Entities]:
        for text in texts:
            hits = tagger(text) if text.strip() else ()
            yield [(hit["entity_group"], int(hit["start"]), int(hit["end"])) for hit in hits]

    return find


def _windows(model: Any, tokenizer: Any) -> dict[str, int]:
    """Let long texts be read in windows that overlap: a model has places for so many tokens and fails on more."""
    places = getattr(model.config, "max_position_embeddings", None) or _TOKENS
    tokenizer.model_max_length = min(tokenizer.model_max_length, places - _KEPT_PLACES)
    return {"stride": tokenizer.model_max_length // 4}
