"""Says what the columns of annotations are for, where their format fixes it: COCO, Pascal VOC, CVAT."""

import re
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.content import Role, TableBatch

_COCO_BOOKS = frozenset(
    {"id", "image_id", "category_id", "area", "iscrowd", "ignore", "num_keypoints", "segment_id", "score", "license"}
    | {"height", "width", "isthing", "color/*", "supercategory", "counts", "size/*", "is_crowd", "video_id", "frame_id"}
)
_COCO_NESTED = re.compile(r"/(?:bbox|segmentation|keypoint_colors|skeleton|segments_info|size|caption_id)(?:/.*)?")
_COCO_LANDMARKS = re.compile(r"/(?:face_|lefthand_|righthand_|foot_)?(?:keypoints|kpts|landmarks)(?:/.*)?")

_VOC_BOOKS = re.compile(
    r"folder|pose|truncated|difficult|occluded|segmented|width|height|depth|size/.*|(?:.*/)?bndbox(?:/.*)?|polygon/.*"
    r"|(?:source/)?(?:database|annotation)"
)
_VOC_LABELS = re.compile(r"name|(?:.*/)?part/name")

_CVAT_BOOKS = re.compile(
    r"(?:.*/)?(?:id|xtl|ytl|xbr|ybr|rotation|z_order|occluded|outside|keyframe|points|rle|left|top|cx|cy|rx|ry|group_id"
    r"|width|height|frame|subset|shape)|version|source|(?:box|polygon|points|polyline)/source"
    r"|(?:task|job|project)/(?:name|id|size|mode|overlap|bugtracker|created|updated|subset|start_frame|stop_frame"
    r"|frame_filter|source|labels/.*|segments/.*|original_size/.*|z_order|flipped)|dumped|original_size/.*"
)
_CVAT_LABELS = re.compile(r"label")
_CVAT_POINTS = re.compile(r"points|landmarks|(?:.*/)?points/points")

PICTURE = "(picture)"
"""The column of the picture or movie that shapes speak of, where the format names it elsewhere than in the shape."""


def with_coco_roles(batch: TableBatch, path: tuple[str, ...]) -> TableBatch:
    """Return a list of a COCO document with the roles of its columns; a list of any other document as it is."""
    names = {column.name for column in batch.columns}
    last = path[-1] if path else ""
    if last == "annotations" and "image_id" in names:
        return _with_roles(batch, _coco_annotation)
    if last == "images" and "file_name" in names:
        return _with_roles(batch, _coco_annotation)
    if last == "categories" and {"id", "name"} <= names:
        return _with_roles(batch, lambda _: Role.BOOKKEEPING)
    return batch


def _coco_annotation(name: str) -> Role:
    if name in _COCO_BOOKS or _COCO_NESTED.fullmatch(name):
        return Role.BOOKKEEPING
    if name == "category_name":
        return Role.LABEL
    return Role.LANDMARKS if _COCO_LANDMARKS.fullmatch(name) else Role.DATA


def with_shape_roles(batch: TableBatch) -> TableBatch:
    """Return the records of a Pascal VOC or CVAT document with the roles of their columns; any other as they are."""
    names = {column.name for column in batch.columns}
    if any("bndbox/" in name for name in names):
        return _with_roles(batch, lambda name: _role(name, _VOC_LABELS, _VOC_BOOKS))
    if "label" in names and any(name.rpartition("/")[2] in _CVAT_SHAPES for name in names):
        return _with_roles(batch, _cvat_role)
    return batch


_CVAT_SHAPES = frozenset({"xtl", "points", "rle", "cx", "frame"})


def _cvat_role(name: str) -> Role:
    if name == PICTURE:
        return Role.PICTURE
    return _role(name, _CVAT_LABELS, _CVAT_BOOKS)


def with_yolo_labels(batch: TableBatch, labels: tuple[str, ...]) -> TableBatch:
    """Return the boxes of a YOLO file with the names of their classes in place of the numbers.

    Further numbers in a row are key points, or an outline: biometric where the class is that of a person or a face.
    """
    number, *positions = batch.columns
    known = pc.match_substring_regex(number.values, r"^\d{1,6}$").fill_null(False)
    numbers = pc.if_else(known, number.values, pa.scalar(None, number.values.type)).cast(pa.int64())
    within = pc.less(numbers, len(labels)).fill_null(False)
    names = pa.array(labels, pa.string()).take(pc.if_else(within, numbers, pa.scalar(None, pa.int64())))
    columns = [replace(number, values=names, role=Role.LABEL)]
    columns += [
        replace(each, role=Role.LANDMARKS if at > _BOX else Role.BOOKKEEPING) for at, each in enumerate(positions, 1)
    ]
    return TableBatch(tuple(columns), batch.rows)


_BOX = 4


def _role(name: str, labels: re.Pattern[str], books: re.Pattern[str]) -> Role:
    if labels.fullmatch(name):
        return Role.LABEL
    return Role.BOOKKEEPING if books.fullmatch(name) else Role.DATA


def _with_roles(batch: TableBatch, role_of: Callable[[str], Role]) -> TableBatch:
    return TableBatch(tuple(replace(column, role=role_of(column.name)) for column in batch.columns), batch.rows)
