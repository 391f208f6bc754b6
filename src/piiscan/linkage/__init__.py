"""Linkage: which records and pictures are about one person."""
