"""What looks for faces here: told without importing it, since the plan of every scan asks."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from piiscan.model.errors import UsageError

MISSING = '--faces all needs a detector: install piiscan-dataset with its extra "faces", or name a --face-model'
MISSING_RUNTIME = '--face-model needs onnxruntime: install piiscan-dataset with its extra "faces-onnx"'


def face_detector_id(face_model: str | None) -> str | None:
    """Return what would look for faces, by name and version; None where nothing is installed.

    Part of a unit's id, so that pictures are looked at again once a detector is installed or exchanged.

    Raises:
        UsageError: the model cannot be read, or what runs it is not installed.
    """
    if face_model is None:
        return _installed("dlib-bin") or _installed("dlib")
    runtime = _installed("onnxruntime")
    if runtime is None:
        raise UsageError(MISSING_RUNTIME)
    try:
        digest = hashlib.sha256(Path(face_model).read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"the face model {face_model} cannot be read ({type(error).__name__})") from None
    return f"{runtime} {digest[:16]}"


def _installed(distribution: str) -> str | None:
    try:
        return f"{distribution} {version(distribution)}"
    except PackageNotFoundError:
        return None
