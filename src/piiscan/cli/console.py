"""The one console that messages, tables and progress go through: standard error."""

from rich.console import Console


def stderr_console() -> Console:
    """Return a console on standard error; it obeys ``NO_COLOR`` and knows whether it is a terminal."""
    return Console(stderr=True, highlight=False, soft_wrap=False)
