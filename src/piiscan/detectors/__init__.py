"""Detectors: content to findings. Over a picture, a cell or a name they give findings, over a column evidence."""
