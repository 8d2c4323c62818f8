from collections.abc import Iterator
from pathlib import Path

import pytest

from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.service import Service
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW, Client, NoDoor


@pytest.fixture
def sta(tmp_path: Path) -> Iterator[Client]:
    """An empty city's SensorThings over an embedded store."""
    store = EmbeddedStore(tmp_path, "empty")
    things = ThingsStore(store)
    yield Client(Service(things, CityStreams(NoDoor(), {}), lambda: NOW))
    things.close()
    store.close()
