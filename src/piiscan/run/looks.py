"""What detectors say of pictures; what photos of one camera have alike is looked at once."""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from piiscan.detectors.catalog import ImageDetector, image_detectors, plugin_detectors
from piiscan.detectors.image.alike import likeness, photo_likeness
from piiscan.detectors.image.capture_time import find_capture_time, find_exif_time
from piiscan.detectors.image.gps import find_exif_position, find_gps
from piiscan.detectors.image.photo import judge_photo
from piiscan.detectors.image.unique_id import find_exif_unique_id, find_unique_ids
from piiscan.detectors.text.pictures import find_in_picture
from piiscan.model.content import ImageContent
from piiscan.model.findings import Finding, Hits
from piiscan.readers.picture_header import Header
from piiscan.rulebook.rules import Rulebook

_MOST_REMEMBERED = 4096


class Look(NamedTuple):
    """What is said alike of photos of one camera."""

    findings: tuple[Finding, ...]
    hits: tuple[Hits, ...]
    """In the texts that go with a picture."""

    photo: float
    """How likely it is a photograph."""


class Looks:
    """Looks at pictures one after the other, and remembers what it need not look at again."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._texts = rulebook.texts
        by_place = (find_gps, find_capture_time, find_unique_ids)
        # Nobody knows what the detectors of other packages look at.
        added = sum(entry.looks_at is ImageContent for entry in plugin_detectors())
        found = [detect for detect in image_detectors() if detect not in by_place]
        self._alike: list[ImageDetector] = found[: len(found) - added]
        self._has_plugins = added > 0
        self._each: list[ImageDetector] = [*by_place, *found[len(found) - added :]]
        self._known: dict[Hashable, Look] = {}

    def at(self, content: ImageContent) -> Look:
        """Return what holds for every picture that is like this one."""
        like = likeness(content)
        if like is None:
            return self._look(content)
        look = self._known.get(like)
        if look is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            look = self._known[like] = self._look(content)
        return look

    def known(self, header: Header) -> tuple[Look, list[Finding]] | None:
        """Return what is said of a photo of which all but place and time is known; None for any other."""
        if len(header.exif) != 1 or header.xmp or header.iptc or header.texts or header.credentials or header.notes:
            return None
        exif = header.exif[0]
        if exif.like is None or self._has_plugins:
            return None
        like = photo_likeness(exif.like, header.shown_size, header.orientation, tuple(header.previews))
        look = self._known.get(like)
        if look is None:
            return None
        return look, [*find_exif_position(exif), *find_exif_time(exif), *find_exif_unique_id(exif)]

    def of_this_one(self, content: ImageContent) -> list[Finding]:
        """Return what holds for this very picture: where and when it was taken."""
        return [finding for detect in self._each for finding in detect(content)]

    def _look(self, content: ImageContent) -> Look:
        return Look(
            findings=tuple(finding for detect in self._alike for finding in detect(content)),
            hits=tuple(find_in_picture(content, self._texts)),
            photo=judge_photo(content),
        )


def looks_by(rulebook: Rulebook) -> Looks:
    """Return what looks at pictures by these rules; units of one process share it."""
    return _looks(rulebook, image_detectors())


@lru_cache(maxsize=1)
def _looks(rulebook: Rulebook, _detectors: tuple[ImageDetector, ...]) -> Looks:
    # What is remembered depends on rules, detectors and the bytes looked at alone.
    return Looks(rulebook)
