"""What all tests share: a key of their own, and how hypothesis runs."""

import os

import pytest
from hypothesis import settings

# No deadlines: shared machines stall. In CI the same examples each time, so that a red run can be repeated.
settings.register_profile("piiscan", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("piiscan")


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a key, so that none touches the user's own key file."""
    monkeypatch.setenv("PIISCAN_KEY", "an invented key for tests only")
