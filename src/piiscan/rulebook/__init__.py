"""The rulebook: loads and checks the rule files, so that detectors find knowledge as data."""
