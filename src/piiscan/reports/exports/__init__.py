"""Exports: what a report says, in the formats of other tools."""
