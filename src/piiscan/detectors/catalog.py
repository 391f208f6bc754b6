"""Every detector, in one table; strings keep the imports for the moment of use.

Column detectors without a line of their own weigh by their rule file alone, and so do the rules that users add.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, TypeAlias

from piiscan.detectors.image.faces import FaceFinder
from piiscan.detectors.image.ocr import TextReader
from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import Company
from piiscan.model.columns import ColumnEvidence, ColumnSketch
from piiscan.model.content import ImageContent, SoundContent, TableBatch
from piiscan.model.errors import UsageError
from piiscan.model.findings import Finding
from piiscan.rulebook.rules import Rulebook

ColumnDetector: TypeAlias = Callable[[ColumnSketch, Header, Company], ColumnEvidence]
ImageDetector: TypeAlias = Callable[[ImageContent], list[Finding]]
SoundDetector: TypeAlias = Callable[[SoundContent], list[Finding]]


@dataclass(frozen=True, slots=True)
class DetectorEntry:
    """A detector by name: what it looks at, and where its function is."""

    id: str
    looks_at: type
    function: str


DETECTORS = (
    DetectorEntry("column.address", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.age", ColumnSketch, "piiscan.detectors.table.age:weigh_age"),
    DetectorEntry("column.biometric_template", ColumnSketch, "piiscan.detectors.table.vectors:weigh_vector"),
    DetectorEntry("column.birth_date", ColumnSketch, "piiscan.detectors.table.birth_date:weigh_birth_date"),
    DetectorEntry("column.coordinates", ColumnSketch, "piiscan.detectors.table.coordinates:weigh_coordinates"),
    DetectorEntry("column.email", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.embedding", ColumnSketch, "piiscan.detectors.table.vectors:weigh_vector"),
    DetectorEntry("column.health", ColumnSketch, "piiscan.detectors.table.health:weigh_health"),
    DetectorEntry("column.image_reference", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.name", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.person_id", ColumnSketch, "piiscan.detectors.table.person_id:weigh_person_id"),
    DetectorEntry("column.phone", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.race", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.region", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry("column.sex", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule"),
    DetectorEntry(
        "column.sexual_orientation", ColumnSketch, "piiscan.detectors.table.sexual_orientation:weigh_orientation"
    ),
    DetectorEntry("column.trace", ColumnSketch, "piiscan.detectors.table.trace:weigh_trace"),
    DetectorEntry("annotation.biometric", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("annotation.child", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("annotation.face", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("annotation.landmarks", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("annotation.picture", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("annotation.sex", TableBatch, "piiscan.detectors.table.annotations:find_in_annotations"),
    DetectorEntry("image.gps", ImageContent, "piiscan.detectors.image.gps:find_gps"),
    DetectorEntry("image.serial", ImageContent, "piiscan.detectors.image.serial:find_serials"),
    DetectorEntry("image.unique_id", ImageContent, "piiscan.detectors.image.unique_id:find_unique_ids"),
    DetectorEntry("image.owner", ImageContent, "piiscan.detectors.image.owner:find_owners"),
    DetectorEntry("image.capture_time", ImageContent, "piiscan.detectors.image.capture_time:find_capture_time"),
    DetectorEntry("image.face", FaceFinder, "piiscan.detectors.image.faces:find_faces"),
    DetectorEntry("image.text", TextReader, "piiscan.detectors.image.ocr:find_text"),
    DetectorEntry("image.persons", ImageContent, "piiscan.detectors.image.persons:find_persons"),
    DetectorEntry("image.place_names", ImageContent, "piiscan.detectors.image.place_names:find_place_names"),
    DetectorEntry("image.thumbnail", ImageContent, "piiscan.detectors.image.thumbnail:find_previews"),
    DetectorEntry("image.rights", ImageContent, "piiscan.detectors.image.rights:find_rights"),
    DetectorEntry("sound.owner", SoundContent, "piiscan.detectors.sound.voice:find_sound_owners"),
    DetectorEntry("sound.voice", SoundContent, "piiscan.detectors.sound.voice:find_voice"),
    DetectorEntry("image.photo", ImageContent, "piiscan.detectors.image.photo:find_photo"),
)
"""Text and path detectors are rule files, run by ``text/cells.py`` and ``path/labels.py``."""

if len({entry.id for entry in DETECTORS}) != len(DETECTORS):
    raise AssertionError("two detectors share an identifier")


def load_detector(entry: DetectorEntry) -> Callable[..., Any]:
    """Import the function of a detector."""
    module, _, name = entry.function.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


@lru_cache(maxsize=4)
def column_detectors(rulebook: Rulebook) -> Mapping[str, ColumnDetector]:
    """Return a detector for every column rule, by its identifier."""
    entries = {entry.id: entry for entry in DETECTORS if entry.looks_at is ColumnSketch}
    generic = DetectorEntry("column.*", ColumnSketch, "piiscan.detectors.table.weigh:weigh_by_rule")
    return {rule.id: partial(load_detector(entries.get(rule.id, generic)), rule=rule) for rule in rulebook.columns}


@lru_cache(maxsize=1)
def image_detectors() -> tuple[ImageDetector, ...]:
    """Return the detectors that look at pictures."""
    entries = (*DETECTORS, *plugin_detectors())
    if len({entry.id for entry in entries}) != len(entries):
        raise UsageError("a detector of another package has the name of one that is there already")
    return tuple(load_detector(entry) for entry in entries if entry.looks_at is ImageContent)


@lru_cache(maxsize=1)
def sound_detectors() -> tuple[SoundDetector, ...]:
    """Return the detectors that look at sound recordings."""
    entries = (*DETECTORS, *plugin_detectors())
    return tuple(load_detector(entry) for entry in entries if entry.looks_at is SoundContent)


@lru_cache(maxsize=1)
def plugin_detectors() -> tuple[DetectorEntry, ...]:
    """Return the detectors of other packages: the entry point ``piiscan.detectors`` names a ``DetectorEntry``.

    Raises:
        UsageError: one cannot be loaded; leaving it out would leave something unfound without a word.
    """
    found = []
    for point in sorted(entry_points(group="piiscan.detectors"), key=lambda point: point.name):
        try:
            found.append(point.load())
        except Exception as error:  # noqa: BLE001 - whatever a package does on import, its name is what helps
            raise UsageError(f"the detector {point.name} could not be loaded ({type(error).__name__})") from None
    return tuple(found)
