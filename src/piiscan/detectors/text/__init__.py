"""Entities in running text, cell by cell: a gate over the column, patterns on its hits only."""
