"""Reads text by rapidocr, whose models lie inside its wheel: nothing is downloaded."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from piiscan.detectors.image.ocr import Line

if TYPE_CHECKING:
    from PIL import Image


class RapidReader:
    """The detector, turner and reader of lines that rapidocr brings."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        self._engine: Any = RapidOCR(
            params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
        )

    def read(self, pixels: "Image.Image") -> Sequence[Line]:
        """Return the lines."""
        # It wants blue, green, red.
        seen = self._engine(np.ascontiguousarray(np.asarray(pixels)[:, :, ::-1]))
        if seen.boxes is None or seen.txts is None:
            return []
        return [_line(text, box, score) for text, box, score in zip(seen.txts, seen.boxes, seen.scores, strict=True)]


def _line(text: str, corners: Any, score: float) -> Line:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Line(text, float(left), float(top), float(right - left), float(bottom - top), float(score))
