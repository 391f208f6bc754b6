"""Closed sets of option values."""

from enum import StrEnum


class PixelChoice(StrEnum):
    """Which pictures have their pixels looked at."""

    AUTO = "auto"
    ALL = "all"
    OFF = "off"


class FaceChoice(StrEnum):
    """Which pictures are searched for faces."""

    AUTO = "auto"
    ALL = "all"
    OFF = "off"


class FormatChoice(StrEnum):
    """Formats that a report can be had in."""

    HTML = "html"
    JSON = "json"
    SARIF = "sarif"
    CROISSANT = "croissant"
    OPENLINEAGE = "openlineage"
    DATASET_CARD = "dataset-card"
    SHARE = "share"
    PATHS = "paths"
