"""Clients over the toy city with a programme office."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.model.ids import PrincipalId
from banyan.server.app import create_app
from tests.server.conftest import TOKENS
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk
from tests.server.fake_figures import FakeFigures
from tests.server.fake_office import FakeOffice

SignIn = Callable[[str], "Person"]


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


@pytest.fixture
def figures() -> FakeFigures:
    return FakeFigures()


class Person:
    """One who is signed in, beside others, on the same client."""

    def __init__(self, client: Any, cookie: str) -> None:
        self._client, self._headers = client, {"cookie": cookie}

    def request(self, method: str, path: str, **given: Any) -> Any:
        return self._client.request(method, path, headers=self._headers, **given)

    def get(self, path: str, **given: Any) -> Any:
        return self.request("get", path, **given)

    def post(self, path: str, **given: Any) -> Any:
        return self.request("post", path, **given)

    def delete(self, path: str, **given: Any) -> Any:
        return self.request("delete", path, **given)


@pytest.fixture
def enter(office: FakeOffice, figures: FakeFigures) -> Iterator[SignIn]:
    """Sign in with one of the one-time tokens."""
    app = create_app(FakeDesk(290), {token: PrincipalId(who) for token, who in TOKENS.items()}, AUTHORITY, None,
                     projects=office, figures=figures)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:

        def sign_in(token: str) -> Person:
            answer = client.post("/api/session", json={"token": token})
            assert answer.status_code == 200
            client.cookies.clear()
            return Person(client, answer.headers["set-cookie"].partition(";")[0])

        yield sign_in
