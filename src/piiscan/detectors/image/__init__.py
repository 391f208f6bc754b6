"""Detectors for one picture each: functions from its content to findings."""
