"""Settling: closes the tables of a report from what all units left behind."""
