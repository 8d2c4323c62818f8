"""The outlook: asked by the hour, answered a fixed time later, from nothing but what was measured."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from banyan.model.city import City
from banyan.model.forecast import Forecast
from banyan.model.observation import EMPTY, Batch, Quality, batch
from banyan.model.ports import Unit
from banyan.model.time import micros
from banyan.runtime.outlook import Measured, OutlookJob
from banyan.stores.embedded import EmbeddedStore
from banyan.twin.swmm.outlook import Curves, Outlook
from banyan.twin.swmm.pipe import ChildDied
from tests.runtime.conftest import T0, at

RAINS = Forecast("F-1", T0, at(7 * 3600), T0, 60, (10.0, 20.0), (1.0, 1.5))


class Twin:
    """Answers with the rain it was told to expect; `dies` once, before an answer."""

    def __init__(self, dies: bool = False) -> None:
        self.asked: list[Outlook] = []
        self.waiting: list[Outlook] = []
        self.dies, self.restarted = dies, 0

    def send(self, asked: Outlook) -> None:
        self.asked.append(asked)
        self.waiting.append(asked)

    def receive(self) -> Curves:
        if self.dies:
            raise ChildDied("gone")
        return self.outlook(self.waiting.pop(0))

    def restart(self) -> None:
        self.dies, self.restarted = False, self.restarted + 1

    def outlook(self, asked: Outlook) -> Curves:
        rain = asked.forecast.rain_mm_per_h[0] if asked.forecast else 0.0
        return Curves([0, 10], {"east-lake.level": [1.0, 1.0 + rain / 100]})

    def close(self) -> None: ...


class State(NamedTuple):
    forecast: Forecast | None


def job(city: City, twin: Twin) -> OutlookJob:
    return OutlookJob(twin, city, T0)  # type: ignore[arg-type]  # as much of a twin as the job meets


def ticked(the: OutlookJob, second: int, arrived: Batch) -> list[str]:
    """Ids of the answers due at a tick that brought `arrived`."""
    ids = [str(record.id) for record in the.due(at(second))]
    the.see(at(second), arrived, State(None))  # type: ignore[arg-type]  # as much of it as the job looks at
    return ids


def bodies(the: OutlookJob, last_s: int, forecast: Forecast | None) -> Iterator[tuple[int, dict[str, Any]]]:
    for second in range(10, last_s + 1, 10):
        for record in the.due(at(second)):
            yield second, record.body
        the.see(at(second), EMPTY, State(forecast))  # type: ignore[arg-type]  # as much of it as the job looks at


def test_it_is_asked_by_the_hour_and_answered_five_minutes_later(bay: City) -> None:
    twin = Twin()
    told = list(bodies(job(bay, twin), 8000, RAINS))
    assert [second for second, _ in told] == [3900, 7500]
    assert [asked.now for asked in twin.asked] == [at(3600), at(3600), at(7200), at(7200)]
    first = told[0][1]
    assert (first["id"], first["forecast"]) == ("outlook/20260724T070000Z", "F-1")
    # the band: 10 mm/h less and more by a fifth
    assert (first["low"], first["high"]) == ({"east-lake.level": [1.0, 1.08]}, {"east-lake.level": [1.0, 1.12]})


def test_a_forecast_out_of_date_is_not_used(bay: City) -> None:
    old = Forecast("F-0", T0, at(1800), T0, 60, (50.0,), ())
    (told,) = [body for _, body in bodies(job(bay, Twin()), 3900, old)]
    assert (told["forecast"], told["high"]) == (None, {"east-lake.level": [1.0, 1.0]})


def test_a_twin_that_dies_is_started_again_and_gives_the_same(bay: City) -> None:
    dying, well = Twin(dies=True), Twin()
    assert list(bodies(job(bay, dying), 3900, RAINS)) == list(bodies(job(bay, well), 3900, RAINS))
    assert dying.restarted == 1


@pytest.mark.parametrize("stopped", [3590, 3600, 3700, 3890, 3900])
def test_resumed_at_any_moment_the_same_question_gets_the_same_answer(
    bay: City, store: EmbeddedStore, stopped: int
) -> None:
    order = {str(s.id): i for i, s in enumerate(bay.streams)}
    rain = [batch([order["rain-1.rain"]], [micros(at(s))], [s / 1000], [0], [s]) for s in range(60, 3960, 60)]
    before, whole = Twin(), job(bay, before0 := Twin())
    first = job(bay, before)
    answers: list[list[str]] = [[], []]
    for second in range(10, 4000, 10):
        arrived = rain[second // 60 - 1] if second % 60 == 0 and second <= 3900 else EMPTY
        answers[0] += ticked(whole, second, arrived)
        if second <= stopped:
            answers[1] += ticked(first, second, arrived)
            store.append(Unit(at(second), at(second), arrived, (), ()))
    after = Twin()
    again = job(bay, after)
    again.relive(store, at(stopped))
    for second in range(stopped + 10, 4000, 10):
        arrived = rain[second // 60 - 1] if second % 60 == 0 and second <= 3900 else EMPTY
        answers[1] += ticked(again, second, arrived)
    assert answers[0] == answers[1] == ["outlook/20260724T070000Z"]
    asked = after.asked or before.asked
    assert asked == before0.asked


def test_measured_leaves_jumps_out_and_tells_moves_of_a_percent(bay: City) -> None:
    order = {str(s.id): i for i, s in enumerate(bay.streams)}
    measured = Measured(bay, T0)
    rows = [
        ("rain-1.rain", 60, 5.0, Quality.GOOD), ("rain-1.rain", 120, 500.0, Quality.JUMP),
        ("gate-east.position", 60, 10.0, Quality.GOOD), ("gate-east.position", 120, 10.4, Quality.GOOD),
        ("gate-east.position", 180, 103.0, Quality.GOOD), ("sea.tide", -60, 1.0, Quality.GOOD),
    ]  # fmt: skip
    measured.add(batch([order[s] for s, *_ in rows], [micros(T0 + timedelta(seconds=t)) for _, t, *_ in rows],
                       [v for *_, v, _ in rows], [int(q) for *_, q in rows], list(range(len(rows)))))
    assert measured.table("rain") == ((1.0, 5.0),)
    assert measured.table("tide") == ()
    assert measured.gates() == ((1.0, "gate-east", 10.0), (3.0, "gate-east", 100.0))
