from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.service import Service
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW, Client, NoDoor


@contextmanager
def opened(folder: Path) -> Iterator[Client]:
    """An empty city's SensorThings over an embedded store."""
    store = EmbeddedStore(folder, "empty")
    things = ThingsStore(store)
    try:
        yield Client(Service(things, CityStreams(NoDoor(), {}), lambda: NOW))
    finally:
        things.close()
        store.close()


@pytest.fixture
def sta(tmp_path: Path) -> Iterator[Client]:
    with opened(tmp_path) as client:
        yield client


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One for a module whose tests only read, or leave what the others ask for."""
    with opened(tmp_path_factory.mktemp("shared")) as client:
        yield client
