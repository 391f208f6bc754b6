"""Detectors that look at sound recordings."""
