"""An object store for tests, and an environment that leads to it."""

from collections.abc import Iterator

import pytest

from piiscan.sources.object_store import open_store
from tests.store_server import Store, s3_server


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    """One server for the tests of a module; each uses a prefix of its own."""
    with s3_server() as store:
        yield store


@pytest.fixture
def store(server: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The server, with an environment that leads to it and clients that give up soon."""
    environment = {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ACCESS_KEY_ID": "invented-id",
        "AWS_SECRET_ACCESS_KEY": "invented-secret",
        "AWS_REGION": "us-east-1",
        "PIISCAN_STORE_TRIES": "3",
        "PIISCAN_STORE_TIMEOUT": "2",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    open_store.cache_clear()
    server.faults.clear()
    server.requests.clear()
    yield server
    open_store.cache_clear()
