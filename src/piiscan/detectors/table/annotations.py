"""Finds what annotations say of the people in pictures: faces and their parts that are marked, and who they are."""

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.categories import Category
from piiscan.model.content import ColumnValues, Role, TableBatch
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.masks import mask

_FACES = (
    "face|faces|human face|human faces|person face|frontal face|profile face|side face|masked face|unmasked face|head"
    "|human head|with mask|without mask|no mask|mask weared incorrect|incorrect mask|gesicht|kopf|cara|rostro|visage"
    "|viso|volto|rosto|gezicht|ansikte|twarz|yüz|wajah|лицо|人脸|脸|顔|얼굴|وجه"
)
"""Labels of marked faces; sets about masks mark the faces that wear them."""

_LANDMARKS = (
    "face landmarks|facial landmarks|landmarks|face mesh|face keypoints|left eye|right eye|eye|eyes|nose|nose tip|mouth"
    "|mouth left|mouth right|left mouth|right mouth|left mouth corner|right mouth corner|lips|chin|jaw|jawline"
    "|left eyebrow|right eyebrow|eyebrow|eyebrows|left ear|right ear|human eye|human nose|human mouth|human ear"
    "|left pupil|right pupil"
)
_SEXES = "man|men|woman|women|male|female|boy|boys|girl|girls|male face|female face|lady|gentleman"
_CHILDREN = "child|children|kid|kids|baby|babies|infant|toddler|minor|newborn"
_OTHERS = "fingerprint|iris|palm|palmprint|palm print|retina"

_LABELS: Mapping[str, tuple[Category, float, frozenset[str]]] = {
    detector: (category, confidence, frozenset(words.split("|")))
    for detector, category, confidence, words in (
        ("annotation.face", Category.BIOMETRIC_FACE, 0.95, _FACES),
        ("annotation.landmarks", Category.BIOMETRIC_TEMPLATE, 0.7, _LANDMARKS),
        ("annotation.sex", Category.DEMOGRAPHIC_SEX, 0.9, _SEXES),
        ("annotation.child", Category.DEMOGRAPHIC_MINOR, 0.7, _CHILDREN),
        ("annotation.biometric", Category.BIOMETRIC_OTHER, 0.7, _OTHERS),
    )
}
"""Closed sets of labels, by the detector that knows them."""

_PERSONS = frozenset(
    {"person", "persons", "people", "human", "pedestrian", "face", "faces", "head", "man", "woman", "boy", "girl"}
)
"""Labels of that whose landmarks are biometric: those of animals and furniture are not."""


def find_in_annotations(batch: TableBatch) -> Iterator[Hits]:
    """Yield what the labels and landmarks of a batch say, at the record of the annotation.

    Columns count by the role that their format gives them: a table that only happens to have a column ``label`` has
    none, and is judged as any other.
    """
    persons: pa.Array | None = None
    beside_boxes = has_boxes(batch)
    for column in batch.columns:
        if is_label(column, beside_boxes):
            words = plain_labels(column.values)
            about = column.records.filter(pc.is_in(words, value_set=pa.array(sorted(_PERSONS))))
            persons = about if persons is None else pa.concat_arrays([persons, about])
            yield from _of_labels(column, words)
    for column in batch.columns:
        if column.role is Role.LANDMARKS:
            records = pc.unique(column.records.filter(pc.is_valid(column.values)))
            if persons is not None:
                records = records.filter(pc.is_in(records, value_set=persons))
            if len(records):
                yield Hits(_finding("annotation.landmarks", Category.BIOMETRIC_TEMPLATE, column.name, 0.9), records)
        elif column.role is Role.PICTURE:
            records = column.records.filter(pc.is_valid(column.values))
            yield Hits(_finding("annotation.picture", Category.IMAGE_REFERENCE, column.name, 0.95), records)


def has_boxes(batch: TableBatch) -> bool:
    """Whether the records of a batch mark places in pictures, by the names of its columns."""
    return any(_BOX.fullmatch(column.name) for column in batch.columns)


def is_label(column: ColumnValues, beside_boxes: bool) -> bool:
    """Whether a column holds what boxes mark: its format says so, or its name does beside a column of boxes."""
    if column.role is Role.LABEL:
        return True
    is_text = pa.types.is_string(column.values.type) or pa.types.is_large_string(column.values.type)
    return beside_boxes and is_text and column.role is Role.DATA and bool(_LABEL.fullmatch(column.name))


_BOX = re.compile(
    r"(?:.*/)?(?:b(?:ounding)?[_ -]?box(?:es)?|boxes|x_?min|xtl|x_?1|x_?center|rect|bbox_?x\w*)(?:/.*)?", re.I
)
_LABEL = re.compile(
    r"(?:.*/)?(?:category|class|label|object|tag)(?:es|s|_?names?)?|(?:.*/)categories|categories"
    r"|(?:.*/)?(?:category|class|label)e?s?(?:_?names?)?/\*|(?:.*/)?categories/\*",
    re.I,
)


def label_category(label: str) -> bool:
    """Whether a label is one that says something of people."""
    plain = _PARTS.sub(" ", label.strip().casefold())
    return plain in _PERSONS or any(plain in words for _, _, words in _LABELS.values())


_PARTS = re.compile(r"[\s_./-]+")


def plain_labels(labels: pa.Array) -> pa.Array:
    """Return labels as words: ``Human_Face`` is ``human face``."""
    text = labels.cast(pa.string())
    return pc.utf8_trim_whitespace(pc.utf8_lower(pc.replace_substring_regex(text, r"[\s_./-]+", " ")))


def _of_labels(column: ColumnValues, words: pa.Array) -> Iterator[Hits]:
    for detector, (category, confidence, known) in _LABELS.items():
        found = pc.is_in(words, value_set=pa.array(sorted(known)))
        if pc.any(found).as_py():
            yield Hits(_finding(detector, category, column.name, confidence), column.records.filter(found))


def _finding(detector: str, category: Category, field: str, confidence: float) -> Finding:
    return Finding(detector, category, field, Evidence.SIDECAR, confidence, shown=mask(category))
