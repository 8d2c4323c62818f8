"""The services under test: a city of this repository on each of its stores, or whatever BANYAN_STA_ROOT names."""

import os
from collections.abc import Iterator

import pytest

from tests.conformance.sensorthings.service import Remote
from tests.conformance.sensorthings.station import station as station
from tests.conformance.sensorthings.world import World, build
from tests.runtime.things.served import Served, empty_city
from tests.servers import STORES, options_of

ELSEWHERE = os.environ.get("BANYAN_STA_ROOT")  # http://host:port/v1.1 of any service that may be written to


# One store is tried each time; the others, whose answers come from the same code, with the long proofs.
OURS = [STORES[0], *(pytest.param(store, marks=pytest.mark.long(minutes=0.1)) for store in STORES[1:])]


@pytest.fixture(scope="session", params=[ELSEWHERE] if ELSEWHERE else OURS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    if ELSEWHERE:
        yield Remote(ELSEWHERE)
        return
    folder = tmp_path_factory.mktemp(request.param)
    with options_of(request.param) as options:
        served = Served(empty_city(folder), folder / "data", "--open", *options)
        try:
            yield Remote(f"http://127.0.0.1:{served.port}/v1.1")
        finally:
            served.kill()


@pytest.fixture(scope="session")
def world(service: Remote) -> World:
    return build(service)
