"""A client over the toy city: no socket, the same middleware as when served."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from banyan.model.ids import PrincipalId
from banyan.server.app import create_app
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk

TOKENS = {"programme": "officer-an", "reader": "reader-1", "officer": "officer-lin",
          "watcher": "watcher-1", "feed": "gauges", "rule": "storm-rule"}


def make_client(desk: FakeDesk, page: Path | None = None) -> TestClient:  # type: ignore[type-arg]  # its app, of no use here
    app = create_app(desk, {token: PrincipalId(who) for token, who in TOKENS.items()}, AUTHORITY, page)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(290)


@pytest.fixture
def client(desk: FakeDesk) -> Iterator[TestClient]:  # type: ignore[type-arg]  # as above
    with make_client(desk) as made:
        yield made


@pytest.fixture
def signed_in(client: TestClient) -> Callable[[str], TestClient]:  # type: ignore[type-arg]  # as above
    """Sign the client in with one of the one-time tokens."""

    def sign_in(token: str) -> TestClient:  # type: ignore[type-arg]  # as above
        answer = client.post("/api/session", json={"token": token})
        assert answer.status_code == 200, answer.text
        return client

    return sign_in
