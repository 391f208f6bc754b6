"""Keeps libraries from logging: at debug level some of them log the very values that they read."""

import logging

_TALKATIVE = (
    "PIL",
    "pi_heif",
    "presidio-analyzer",
    "presidio_analyzer",
    "py7zr",
    "fastavro",
    "fsspec",
    "h5py",
    "RapidOCR",
    "pypdf",
    "olefile",
    "tinytag",
    "libav",
)
"""Loggers of libraries that are given values. ``PIL`` logs every TIFF tag with its value."""


def quieten_libraries() -> None:
    """Turn the logs of those libraries off in this process, whatever level its user has set for all others."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
