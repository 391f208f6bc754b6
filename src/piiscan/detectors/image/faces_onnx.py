"""Faces by a model that the user names, run by onnxruntime: CenterFace or YuNet, told apart by their outputs."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from piiscan.detectors.image.face_detectors import MISSING_RUNTIME
from piiscan.detectors.image.faces import Face, FaceFinder
from piiscan.detectors.image.onnx_sides import with_free_sides
from piiscan.model.errors import UsageError

_THRESHOLD = 0.5
_OVERLAP = 0.3
"""Boxes that share more of their area are one face; the surer one is kept."""

_SIDES = 32
"""Both models want sides that are multiples of it."""

_CENTERFACE_STRIDE = 4
_CENTERFACE_OUTPUTS = 4
_YUNET_STRIDES = (8, 16, 32)

_Array = npt.NDArray[np.float32]


def load_onnx_faces(path: Path) -> FaceFinder:
    """Return what looks for faces with this model.

    Raises:
        UsageError: onnxruntime is not installed, or the file is no model of a known form.
    """
    try:
        import onnxruntime
    except ImportError:
        raise UsageError(MISSING_RUNTIME) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a worker is one process among several
    options.log_severity_level = 4

    def session_of(model: bytes) -> Any:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    try:
        model = path.read_bytes()
        session = session_of(model)
        if len(session.get_outputs()) == _CENTERFACE_OUTPUTS and isinstance(session.get_inputs()[0].shape[-1], int):
            session = session_of(with_free_sides(model, session.get_inputs()[0].name))
    except Exception as error:  # noqa: BLE001 - the runtime's own errors share no class
        raise UsageError(f"{path.name} cannot be loaded as an ONNX model ({type(error).__name__})") from None
    outputs = [output.name for output in session.get_outputs()]
    if "cls_8" in outputs:
        return YuNet(session)
    if len(outputs) == _CENTERFACE_OUTPUTS:
        return CenterFace(session)
    raise UsageError(f"{path.name} is neither CenterFace nor YuNet: its outputs are others")


class CenterFace:
    """Peaks of a heat map, with size and offset at each (Xu and others, "CenterFace", 2019)."""

    def __init__(self, session: Any) -> None:
        self._session, self._input = session, session.get_inputs()[0].name

    def find(self, pixels: Image.Image) -> Sequence[Face]:
        """Return the faces."""
        heat, scale, offset, _ = self._session.run(None, {self._input: padded(pixels, _sides(pixels))})
        rows, columns = np.nonzero(heat[0, 0] > _THRESHOLD)
        found = []
        for row, column in zip(rows, columns, strict=True):
            height, width = (math.exp(min(scale[0, i, row, column], 10)) * _CENTERFACE_STRIDE for i in (0, 1))
            top = (row + offset[0, 0, row, column] + 0.5) * _CENTERFACE_STRIDE - height / 2
            left = (column + offset[0, 1, row, column] + 0.5) * _CENTERFACE_STRIDE - width / 2
            found.append(Face(float(left), float(top), width, height, float(heat[0, 0, row, column])))
        return without_doubles(found)


class YuNet:
    """A grid of candidates at three sizes (Wu and others, "YuNet", 2023; decoded as OpenCV's FaceDetectorYN does)."""

    def __init__(self, session: Any) -> None:
        self._session, self._input = session, session.get_inputs()[0]

    def find(self, pixels: Image.Image) -> Sequence[Face]:
        """Return the faces."""
        fixed = [side for side in self._input.shape[2:] if isinstance(side, int)]
        height, width = fixed if len(fixed) == 2 else _sides(pixels)[::-1]  # noqa: PLR2004 - two sides
        factor = min(width / pixels.width, height / pixels.height, 1.0)
        small = pixels.resize((max(round(pixels.width * factor), 1), max(round(pixels.height * factor), 1)))
        blob = padded(small, (width, height))[:, ::-1]  # it was trained on blue, green, red
        names = [output.name for output in self._session.get_outputs()]
        outputs = dict(zip(names, self._session.run(None, {self._input.name: np.ascontiguousarray(blob)}), strict=True))
        found = [face for stride in _YUNET_STRIDES for face in _yunet_faces(outputs, stride, width // stride)]
        return [
            Face(face.left / factor, face.top / factor, face.width / factor, face.height / factor, face.confidence)
            for face in without_doubles(found)
        ]


def _yunet_faces(outputs: dict[str, _Array], stride: int, columns: int) -> list[Face]:
    sure = np.sqrt(
        np.clip(outputs[f"cls_{stride}"], 0, 1).reshape(-1) * np.clip(outputs[f"obj_{stride}"], 0, 1).reshape(-1)
    )
    boxes = outputs[f"bbox_{stride}"].reshape(-1, 4)
    found = []
    for at in np.flatnonzero(sure > _THRESHOLD):
        row, column = divmod(int(at), columns)
        x, y, width, height = (float(part) for part in boxes[at])
        wide, high = math.exp(min(width, 10)) * stride, math.exp(min(height, 10)) * stride
        left, top = (column + x) * stride - wide / 2, (row + y) * stride - high / 2
        found.append(Face(left, top, wide, high, float(sure[at])))
    return found


def padded(pixels: Image.Image, sides: tuple[int, int]) -> _Array:
    """Return pixels as a batch of one, channels first, with black at the right and below."""
    canvas = np.zeros((1, 3, sides[1], sides[0]), np.float32)
    canvas[0, :, : pixels.height, : pixels.width] = np.asarray(pixels, np.float32).transpose(2, 0, 1)
    return canvas


def _sides(pixels: Image.Image) -> tuple[int, int]:
    return -(-pixels.width // _SIDES) * _SIDES, -(-pixels.height // _SIDES) * _SIDES


def without_doubles(faces: Sequence[Face]) -> list[Face]:
    """Return the faces without those that lie over a surer one."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.confidence):
        if all(_overlap(face, other) <= _OVERLAP for other in kept):
            kept.append(face)
    return kept


def _overlap(one: Face, other: Face) -> float:
    """Return the shared area of two boxes as part of the area of both together."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (one.width * one.height + other.width * other.height - shared)
