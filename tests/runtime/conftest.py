"""The ready city and its store, small and quick: what the runtime's own tests live on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banyan.model.city import City
from banyan.model.observation import Message
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.stores.embedded import EmbeddedStore

T0 = datetime(2026, 7, 24, 6, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def line(stream: str, seq: int, when: datetime, value: object) -> Message:
    said = {"stream": stream, "seq": seq, "time": when.isoformat(), "result": value}
    return Message("plant", json.dumps(said).encode())


@pytest.fixture(scope="session")
def bay() -> City:
    return load(find_city("banyan-bay"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path, "banyan-bay")
    yield opened
    opened.close()
