"""Runtimes: where units run. They know only the model, and are handed functions."""
