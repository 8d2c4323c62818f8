"""An empty city's SensorThings over each store: whatever is tested over one is tested over the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import Service
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.journal import Journal
from banyan.stores.postgres.address import address
from banyan.stores.postgres.store import PostgresStore
from tests.runtime.things.client import NOW, Client, NoDoor
from tests.servers import STORES, own_schema


@contextmanager
def store_of(kind: str, folder: Path, city: str) -> Iterator[Journal]:
    """One of STORES, empty. Skips where its server isn't there."""
    if kind == "embedded":
        store: Journal = EmbeddedStore(folder, city)
        yield store
        store.close()
        return
    with own_schema() as url:
        store = PostgresStore(address(url), city)
        yield store
        store.close()


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Client]:
    with store_of(kind, folder, "empty") as store:
        things = things_of(store)
        try:
            yield Client(Service(things, CityStreams(NoDoor(), {}), lambda: NOW))
        finally:
            things.close()


@pytest.fixture(params=STORES)
def sta(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Client]:
    with opened(request.param, tmp_path) as client:
        yield client


@pytest.fixture(scope="module", params=STORES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One for a module whose tests only read, or leave what the others ask for."""
    with opened(request.param, tmp_path_factory.mktemp("shared")) as client:
        yield client
