"""Faces in pixels: asks a detector of faces, and says where they are in the picture as it is looked at."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Box, Evidence, Finding
from piiscan.model.masks import mask

if TYPE_CHECKING:
    from PIL import Image

DETECTOR = "image.face"


class Face(NamedTuple):
    """A face in reduced pixels."""

    left: float
    top: float
    width: float
    height: float
    confidence: float


class FaceFinder(Protocol):
    """What looks for faces."""

    def find(self, pixels: "Image.Image") -> Sequence[Face]:
        """Return the faces in an RGB picture."""


@lru_cache(maxsize=1)
def load_face_finder(face_model: str | None) -> FaceFinder:
    """Return what looks for faces: the model that the user named, else dlib's detector."""
    if face_model is None:
        from piiscan.detectors.image.faces_dlib import DlibFaces

        return DlibFaces()
    from piiscan.detectors.image.faces_onnx import load_onnx_faces

    return load_onnx_faces(Path(face_model))


def find_faces(content: ImageContent, finder: FaceFinder) -> list[Finding]:
    """Return a finding for each face, largest first; none where the pixels were not decoded."""
    if content.pixels is None:
        return []
    faces = sorted(finder.find(content.pixels), key=lambda face: -face.width * face.height)
    return [
        Finding(
            detector=DETECTOR,
            category=Category.BIOMETRIC_FACE,
            field="pixels",
            evidence=Evidence.PIXELS,
            confidence=face.confidence,
            shown=mask(Category.BIOMETRIC_FACE),
            box=_box(face, content),
        )
        for face in faces
    ]


def _box(face: Face, content: ImageContent) -> Box:
    """Return the box in the whole picture; a detector may go beyond its edges."""
    pixels: Any = content.pixels
    across, down = content.width / pixels.width, content.height / pixels.height
    left, top = max(face.left, 0.0), max(face.top, 0.0)
    right, bottom = min(face.left + face.width, pixels.width), min(face.top + face.height, pixels.height)
    return Box(round(left * across), round(top * down), round((right - left) * across), round((bottom - top) * down))
