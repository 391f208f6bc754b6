"""Fuzzing of every parser that is ours: ``python -m fuzz NAME --seconds 300``."""
