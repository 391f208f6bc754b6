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
