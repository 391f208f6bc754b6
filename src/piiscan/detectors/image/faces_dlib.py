"""Faces by dlib's histogram of oriented gradients, whose weights lie inside its wheel."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from piiscan.detectors.image.faces import Face

_SURE = 1.0
"""Scores from here on are hardly ever wrong."""

THRESHOLD = 0.0
"""dlib's own. On 393 labelled pictures a lower one lost as much in precision as it won in recall."""

_TOO_SMALL = 8
"""Pixels of a side; dlib's pyramid needs a few."""


class DlibFaces:
    """Looks once at the pixels, and once more at twice the size where the first look finds nothing.

    The first look finds faces from 80 pixels on, the second from 40, at three times the cost.
    """

    def __init__(self) -> None:
        import dlib

        self._detector = dlib.get_frontal_face_detector()

    def find(self, pixels: Image.Image) -> Sequence[Face]:
        """Return the faces."""
        if min(pixels.size) < _TOO_SMALL:
            return []
        array = np.asarray(pixels)
        return self._look(array, 0) or self._look(array, 1)

    def _look(self, array: np.ndarray, doublings: int) -> list[Face]:
        rectangles, scores, _ = self._detector.run(array, doublings, THRESHOLD)
        return [
            Face(each.left(), each.top(), each.width(), each.height(), confidence(score))
            for each, score in zip(rectangles, scores, strict=True)
        ]


def confidence(score: float) -> float:
    """Return how sure a score is, 0.75 at the threshold and .98 from 1 on."""
    return round(min(0.98, 0.75 + 0.23 * max(score, 0.0) / _SURE), 3)
