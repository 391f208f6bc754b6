"""Readers: bytes to content, one file per family of formats. They know nothing of paths, clouds or clocks."""
