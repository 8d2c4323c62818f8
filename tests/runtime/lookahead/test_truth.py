"""Control sees no truth: the same messages give the same decisions, whatever the plant is and will be."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from banyan.model.effect import Flooding, Run
from banyan.model.record import canonical
from banyan.model.time import Instant
from banyan.runtime.closed_loop import Lived, live
from banyan.runtime.scenario import Options, Scenario, build
from banyan.twin.swmm.spec import RunReport
from banyan.twin.swmm.world import World

TURNS_MIN = 40.0
RAIN = ((0.0, 12.0), (TURNS_MIN, 20.0), (90.0, 0.0))
OTHER = ((0.0, 12.0), (TURNS_MIN, 90.0), (90.0, 60.0), (180.0, 0.0))
FORECAST = ((0.0, 15.0), (60.0, 30.0), (120.0, 0.0))


class Recording:
    """A plant whose messages are kept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.lines: dict[Instant, list[str]] = {}

    def advance(self, to: Instant, orders: Iterable[Mapping[str, Any]]) -> list[str]:
        self.lines[to] = self._world.advance(to, orders)
        return self.lines[to]

    def close(self) -> RunReport:
        return self._world.close()


class Recorded:
    """No plant at all: what another one said, and whatever is ordered comes to nothing."""

    def __init__(self, lines: dict[Instant, list[str]]) -> None:
        self._lines = lines

    def advance(self, to: Instant, orders: Iterable[Mapping[str, Any]]) -> list[str]:
        return self._lines[to]

    def close(self) -> RunReport:
        return RunReport(Run(Flooding(), {}, {}, {}, {}), 0.0, 0.0)


def scenario() -> Scenario:
    built = build(Options(hours=1.2))
    return replace(built, spec=replace(built.spec, rain=RAIN, forecast=FORECAST))


@pytest.fixture(scope="module")
def recorded() -> tuple[Lived, dict[Instant, list[str]]]:
    plant = Recording(World(scenario().spec))
    return live(scenario(), plant=plant), plant.lines


def found(lived: Lived, until: Instant | None = None) -> list[bytes]:
    return [canonical(rec) for rec in lived.found if until is None or rec.at <= until]


def test_with_the_same_messages_and_no_plant_at_all_the_same_is_decided(
    recorded: tuple[Lived, dict[Instant, list[str]]],
) -> None:
    lived, lines = recorded
    assert len([rec for rec in lived.found if rec.kind == "decision"]) >= 2
    assert found(live(scenario(), plant=Recorded(lines))) == found(lived)


def test_other_rain_to_come_changes_nothing_until_a_gauge_says_so(
    recorded: tuple[Lived, dict[Instant, list[str]]],
) -> None:
    spec = replace(scenario().spec, rain=OTHER)
    otherwise = live(replace(scenario(), spec=spec))
    turns = spec.start + timedelta(minutes=TURNS_MIN)
    assert found(otherwise, turns) == found(recorded[0], turns)
    assert len(found(otherwise, turns)) >= 3
    assert found(otherwise) != found(recorded[0])
