"""What photos of one camera have alike, so that detectors look at it once and not for every photo."""

from collections.abc import Hashable

from piiscan.model.content import ImageContent, Preview
from piiscan.model.exif_tags import EXPOSURE_TAGS, MAIN_TAGS, MOST_STATED_BYTES, PHOTO_TAGS


def likeness(content: ImageContent) -> Hashable | None:
    """Return what is equal for two pictures only where detectors say the same of both, place and time left aside.

    None for a picture that must be looked at itself: its pixels were decoded, or it has metadata besides EXIF.
    """
    if content.xmp or content.iptc or content.texts or content.credentials or content.pixels is not None:
        return None
    exif = content.exif
    shape = (content.width, content.height, content.orientation, content.previews) if content.previews else None
    if exif.like is not None and not (content.is_movie or content.is_sidecar):
        return exif.like, shape
    stated_in_main, stated_in_photo = getattr(exif.main, "stated", None), getattr(exif.photo, "stated", None)
    if stated_in_main is None or stated_in_photo is None:  # several blocks together, or none as a file holds it
        return None
    main, photo = stated_in_main(MAIN_TAGS, MOST_STATED_BYTES), stated_in_photo(PHOTO_TAGS, MOST_STATED_BYTES)
    if main is None or photo is None:
        return None
    is_exposed = any(tag in exif.photo for tag in EXPOSURE_TAGS)
    return main, photo, is_exposed, exif.maker, shape, content.is_movie, content.is_sidecar


def photo_likeness(like: Hashable, size: tuple[int, int], orientation: int, previews: tuple[Preview, ...]) -> Hashable:
    """Return what ``likeness`` says of a photo that has EXIF alone, of which a reader knows what it is like."""
    return like, (*size, orientation, previews) if previews else None
