"""The context of a scan: its settings as all of its units share them."""

from pathlib import Path

from piiscan.detectors.image.face_detectors import MISSING, face_detector_id
from piiscan.detectors.image.ocr import load_text_reader
from piiscan.detectors.text.ner import load_model
from piiscan.keys import load_key
from piiscan.model.errors import UsageError
from piiscan.model.units import ScanContext
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.settings import ScanSettings
from piiscan.version import __version__


def make_context(settings: ScanSettings) -> ScanContext:
    """Return what all units share. Raises RuleError or KeyFileError."""
    rules_dirs = (str(shipped_rules()), *(str(folder.resolve()) for folder in settings.rules))
    key_file = str(settings.key_file.resolve()) if settings.key_file else None
    return ScanContext(
        version=__version__,
        rules_dirs=rules_dirs,
        rules_hash=load_rulebook(rules_dirs).hash,
        key_id=load_key(key_file).id,
        pixels="all" if settings.faces == "all" else settings.pixels,
        face_model=str(settings.face_model.resolve()) if settings.face_model else None,
        face_detector=_face_detector(settings),
        reads_text=settings.ocr and load_text_reader() is not None,
        ner=_language_model(settings),
        hash_files=settings.hashes,
        key_file=key_file,
        limits=settings.limits,
    )


def _face_detector(settings: ScanSettings) -> str | None:
    """Return what looks for faces. Raises UsageError where faces are wanted and nothing can look for them."""
    if settings.faces == "off":
        return None
    found = face_detector_id(str(settings.face_model) if settings.face_model else None)
    if found is None and settings.faces == "all":
        raise UsageError(MISSING)
    return found


def _language_model(settings: ScanSettings) -> str | None:
    """Return the language model, a folder by its full path. Raises UsageError where it is missing."""
    if settings.ner is None:
        return None
    load_model(settings.ner)
    return str(Path(settings.ner).resolve()) if Path(settings.ner).is_dir() else settings.ner
