"""Previews inside a picture's file, which may show what was later cropped or blurred in the picture itself."""

from functools import lru_cache

from piiscan.model.categories import Category
from piiscan.model.content import ImageContent, Preview
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.thumbnail"

_SAME_SHAPE = 0.06
"""Largest difference of the two ratios of width to height, as part of the picture's: cameras round small sizes.

A preview of 160 by 120 stands beside pictures of 3:2 with black bars, so that ratio counts as the picture's own.
"""

_BARRED = 4 / 3


def find_previews(content: ImageContent) -> list[Finding]:
    """Return a finding for each kind of preview; surer where its shape is not the picture's."""
    if not content.previews:
        return []
    kinds = {preview.field: preview for preview in content.previews if not _is_cropped(preview, content)}
    kinds |= {preview.field: preview for preview in content.previews if _is_cropped(preview, content)}
    return [_finding(field, _is_cropped(preview, content)) for field, preview in kinds.items()]


def _is_cropped(preview: Preview, content: ImageContent) -> bool:
    """Whether a preview has another shape than its picture: sign of a picture that was cropped afterwards."""
    if not (preview.width and preview.height and content.width and content.height):
        return False
    long, short = max(content.width, content.height), min(content.width, content.height)
    shape = max(preview.width, preview.height) / min(preview.width, preview.height)
    is_alike = abs(shape * short / long - 1) <= _SAME_SHAPE
    return not is_alike and abs(shape / _BARRED - 1) > _SAME_SHAPE


@lru_cache(maxsize=32)
def _finding(field: str, is_cropped: bool) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.IMAGE_THUMBNAIL,
        field=f"{field} of another shape" if is_cropped else field,
        evidence=Evidence.XMP if field.startswith("XMP") else Evidence.EXIF,
        confidence=0.99 if is_cropped else 0.9,
        shown=mask(Category.IMAGE_THUMBNAIL),
    )
