"""Sound recordings: a voice may be in them, and their tags say whose, and where and when it was recorded."""

from functools import lru_cache

from piiscan.model.categories import Category
from piiscan.model.content import SoundContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

VOICE = "sound.voice"
OWNER = "sound.owner"

LIKELY, UNLIKELY = 0.6, 0.3
"""Confidence that a recording holds a voice that somebody is known by: less where its tags are those of music."""

_MUSIC = frozenset({"album", "genre", "track", "disc", "composer", "albumartist", "bpm", "isrc"})
_NAMES = frozenset(
    {"artist", "albumartist", "composer", "author", "owner", "performer", "conductor", "lyricist", "encoded_by"}
)


def find_voice(content: SoundContent) -> list[Finding]:
    """Return a finding for a recording: no header tells a voice from other sounds, so it is likely and no more."""
    named = {text.name.removeprefix("Sound:") for text in content.texts}
    return [_finding(VOICE, Category.BIOMETRIC_VOICE, "sound", UNLIKELY if named & _MUSIC else LIKELY)]


def find_sound_owners(content: SoundContent) -> list[Finding]:
    """Return a finding for each tag that names who made or performed a recording."""
    fields = dict.fromkeys(text.name for text in content.texts if text.name.removeprefix("Sound:") in _NAMES)
    return [_finding(OWNER, Category.IDENTIFIER_NAME, field, 0.7) for field in fields]


@lru_cache(maxsize=64)
def _finding(detector: str, category: Category, field: str, confidence: float) -> Finding:
    return Finding(detector, category, field, Evidence.SOUND, confidence, shown=mask(category))
