"""Faces in pixels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from piiscan.detectors.image.face_detectors import face_detector_id
from piiscan.detectors.image.faces import Face, find_faces
from piiscan.detectors.image.faces_onnx import load_onnx_faces, padded, without_doubles
from piiscan.model.categories import Category
from piiscan.model.errors import UsageError
from piiscan.model.findings import Box
from tests.builders import noisy_picture
from tests.detectors.image.contents import content


class Finder:
    """Finds the same faces in every picture."""

    def __init__(self, *faces: Face) -> None:
        self.faces = faces

    def find(self, pixels: Image.Image) -> Sequence[Face]:  # noqa: ARG002 - a finder's signature
        """Return the faces."""
        return self.faces


def test_boxes_are_of_the_whole_picture() -> None:
    """Faces are found in reduced pixels; their boxes are those of the picture, within its edges, largest first."""
    picture = content(width=400, height=200, pixels=noisy_picture((100, 50)))

    found = find_faces(picture, Finder(Face(1, 2, 10, 10, 0.8), Face(-5, 10, 50, 60, 0.9)))

    assert [Box(0, 40, 180, 160), Box(4, 8, 40, 40)] == [finding.box for finding in found]
    assert {("image.face", Category.BIOMETRIC_FACE, "pixels", "[face]")} == {
        (finding.detector, finding.category, finding.field, finding.shown) for finding in found
    }


def test_nothing_without_pixels() -> None:
    """Where the pixels were not decoded nothing is found."""
    assert [] == find_faces(content(), Finder(Face(0, 0, 9, 9, 0.9)))


def test_no_face_in_noise() -> None:
    """Dlib's detector finds no face in noise, nor in a picture of a few pixels."""
    pytest.importorskip("dlib")
    from piiscan.detectors.image.faces_dlib import DlibFaces

    finder = DlibFaces()

    assert [[], []] == [list(finder.find(noisy_picture(size))) for size in ((64, 48), (4, 4))]


def test_doubles() -> None:
    """Of boxes that lie over one another the surest is kept."""
    sure, double, other = Face(0, 0, 10, 10, 0.9), Face(1, 1, 10, 10, 0.8), Face(40, 40, 10, 10, 0.7)

    assert [sure, other] == without_doubles([double, other, sure])


def test_padding() -> None:
    """Pixels stand at the top left, channels first."""
    blob = padded(Image.new("RGB", (2, 1), (1, 2, 3)), (32, 32))

    assert (1, 3, 32, 32) == blob.shape
    assert [1, 2, 3] == blob[0, :, 0, 1].tolist()
    assert 0 == blob[0, :, 1:, :].sum()


def centerface(path: Path, *sides: int | str) -> Path:
    """Write a model with CenterFace's outputs that finds one face, whatever it is shown."""
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    heat = np.zeros((1, 1, 8, 8), np.float32)
    heat[0, 0, 4, 2] = 0.9
    outputs = {
        "heatmap": heat,
        "scale": np.full((1, 2, 8, 8), np.log(4), np.float32),
        "offset": np.zeros((1, 2, 8, 8), np.float32),
        "landmarks": np.zeros((1, 10, 8, 8), np.float32),
    }
    return constant_model(path, [*(sides or ("batch", 3, "height", "width"))], outputs)


def yunet(path: Path) -> Path:
    """Write a model with YuNet's outputs that finds one face, whatever it is shown."""
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    outputs = {}
    for stride in (8, 16, 32):
        cells = (32 // stride) ** 2
        for name, width in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)):
            outputs[f"{name}_{stride}"] = np.zeros((1, cells, width), np.float32)
    outputs["cls_16"][0, 3] = outputs["obj_16"][0, 3] = 0.81
    return constant_model(path, [1, 3, 32, 32], outputs)


def constant_model(path: Path, shape: list[int | str | None], outputs: dict[str, np.ndarray]) -> Path:
    """Write a model that answers with these arrays."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    source = helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)
    nodes = [
        helper.make_node("Constant", [], [name], value=numpy_helper.from_array(array))
        for name, array in outputs.items()
    ]
    targets = [helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape) for name, array in outputs.items()]
    graph = helper.make_graph(nodes, "made", [source], targets)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    save(model, str(path))
    return path


def test_centerface(tmp_path: Path) -> None:
    """A model with a heat map is read as CenterFace: a peak, with its size in steps of four pixels."""
    (face,) = load_onnx_faces(centerface(tmp_path / "made.onnx")).find(noisy_picture((32, 32)))

    assert pytest.approx([2.0, 10.0, 16.0, 16.0, 0.9]) == list(face)


def test_centerface_of_one_size(tmp_path: Path) -> None:
    """A file that states the size it was exported with, as the published one does, takes pictures of any size."""
    (face,) = load_onnx_faces(centerface(tmp_path / "made.onnx", 10, 3, 32, 32)).find(noisy_picture((96, 64)))

    assert pytest.approx([2.0, 10.0, 16.0, 16.0, 0.9]) == list(face)


def test_yunet(tmp_path: Path) -> None:
    """A model with three grids is read as YuNet; boxes count in pixels of the picture that was reduced to fit."""
    (face,) = load_onnx_faces(yunet(tmp_path / "made.onnx")).find(noisy_picture((64, 64)))

    assert pytest.approx([16.0, 16.0, 32.0, 32.0, 0.81]) == list(face)


def test_no_model(tmp_path: Path) -> None:
    """A file that is no model is refused with a sentence that names it."""
    pytest.importorskip("onnxruntime")
    path = tmp_path / "notes.onnx"
    path.write_bytes(b"no model")

    with pytest.raises(UsageError, match=r"^notes\.onnx cannot be loaded"):
        load_onnx_faces(path)
    with pytest.raises(UsageError, match="cannot be read"):
        face_detector_id(str(tmp_path / "missing.onnx"))
