"""Numbers that say more than a number, and those within other requests, are accepted and judged as all others are: over
each store, through the service.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from banyan.edges.sensorthings.batch import read_batch
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.observation import EMPTY
from banyan.model.ports import Unit
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template
from banyan.model.time import instant, iso, micros
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import Service
from banyan.runtime.watch.watch import Watch
from banyan.stores.journal import Journal
from tests.runtime.things.client import BASE, NOW, Client, NoDoor, datastream, location, thing
from tests.runtime.things.conftest import store_of
from tests.servers import STORES

SECOND = 1_000_000
HIGH = Template(RuleId("high"), RuleKind.THRESHOLD, "Water level", "level", (Limit(Level.III, 5.0, 4.0),))
TANK = Template(RuleId("tank"), RuleKind.THRESHOLD, "Water level", "level", (Limit(Level.III, 2.0, 1.0),),
                thing={"kind": "tank"})


class Town:
    """A service whose Datastreams are watched; `again` is what a crash leaves."""

    def __init__(self, store: Journal, folder: Path) -> None:
        store.append(Unit(instant(NOW), instant(NOW), EMPTY, (), ()))
        self.store, self.folder, self.now = store, folder, NOW
        self.begin()

    def begin(self) -> None:
        self.things = things_of(self.store)
        self.watch = Watch((HIGH, TANK), self.things, self.store, self.folder, NOW)
        self.client = Client(Service(self.things, CityStreams(NoDoor(), {}), lambda: self.now, watch=self.watch,
                                     ready=lambda: False))       # the scanner takes a minute to compile

    def again(self) -> None:
        self.things.close()
        self.begin()

    def station(self, *readings: dict[str, Any], **acceptance: Any) -> int:
        """A Datastream with its readings written out in it."""
        stream = datastream(Observations=list(readings), properties={"acceptance": acceptance})
        eid = self.client.post("Things", thing(Locations=[location()], Datastreams=[stream]))
        return int(self.client.get(f"Things({eid})/Datastreams")["value"][0]["@iot.id"])

    def post(self, stream: int, second: float, result: Any, **more: Any) -> tuple[int, Any]:
        """It comes when it says it was taken."""
        self.now = max(self.now, NOW + int(second * SECOND))
        return self.client.ask("POST", f"Datastreams({stream})/Observations", reading(second, result, **more))

    def change_set(self, *requests: tuple[str, str, Any]) -> list[int]:
        """The statuses of what is answered."""
        parts = [{"id": str(n), "atomicityGroup": "g", "method": method, "url": url, "body": body}
                 for n, (method, url, body) in enumerate(requests)]
        body = read_batch("application/json", msgspec.json.encode({"requests": parts}))
        return [reply.status for reply in self.client.service.batch(body, BASE, "tester", str)]

    def said(self) -> list[str]:
        """Rule, condition, and seconds behind NOW, of what wasn't asked for before."""
        return [f"{one['rule']} {one['condition']} {(micros(datetime.fromisoformat(one['at'])) - NOW) / SECOND:g}"
                for rec in self.watch.found.due(instant(NOW)) for one in rec.body["transitions"]]

    def remembered(self) -> dict[str, Any]:
        judge, accept = self.watch._judge, self.watch._accept
        return {str(number): [judge.state.streams[judge.row(number)][name] for name in ("time", "value", "seq")]
                for number in judge.numbers()} | {"accepted": accept.streams[["newest", "good_value"]].tolist()}

    def results(self, stream: int) -> list[Any]:
        """By place, which is the order of arrival."""
        found = self.client.get(f"Datastreams({stream})/Observations?$orderby=id")["value"]
        assert [one["@iot.id"] - (stream << 32) for one in found] == list(range(1, len(found) + 1))
        return [one["result"] for one in found]


def reading(second: float, result: Any, **more: Any) -> dict[str, Any]:
    return {"phenomenonTime": iso(instant(NOW + int(second * SECOND))), "result": result, **more}


@pytest.fixture(params=STORES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    with store_of(request.param, tmp_path, "town") as store:
        made = Town(store, tmp_path)
        yield made
        made.things.close()


MORE = ({"parameters": {"pump": 2}}, {"validTime": "2026-07-25T00:00:00Z/2026-07-26T00:00:00Z"},
        {"resultQuality": "good"}, {"resultTime": "2026-07-25T17:20:01Z", "parameters": {}})


@pytest.mark.parametrize("more", MORE, ids=lambda more: next(iter(more)))
def test_a_number_that_says_more_is_accepted_judged_and_kept_as_it_was_said(town: Town, more: dict[str, Any]) -> None:
    stream = town.station(low=0, high=9, late_s=60, future_s=10)
    assert town.post(stream, 0, 3, **more)[0] == 201
    status, said = town.post(stream, 60, 12.5, **more)
    assert (status, "out of range" in said["error"]) == (400, True)
    town.now = NOW + 60 * SECOND
    assert town.client.ask("POST", f"Datastreams({stream})/Observations", reading(80, 5.0, **more))[0] == 400
    assert town.post(stream, 60, 6.5, **more)[0] == 201
    [rec] = town.watch.found.due(instant(NOW))
    [alert] = rec.body["transitions"]
    assert (alert["rule"], [(e["value"], e["seq"]) for e in alert["evidence"]]) == (f"high:{stream}", [(6.5, 2)])
    assert town.results(stream) == [3, 6.5]
    kept = town.client.get(f"Observations({stream << 32 | 2})")
    assert kept["phenomenonTime"] == "2026-07-25T17:21:00Z"
    assert {name: kept[name] for name in more} == more


def test_a_late_one_is_flagged_where_it_says_no_quality_of_its_own_and_never_judged(town: Town) -> None:
    stream = town.station(max_rate=100.0)
    for second, more in ((10, {}), (5, {"parameters": {}}), (6, {"parameters": {}, "resultQuality": "good"}),
                         (7, {})):
        assert town.post(stream, second, 9.0 if second < 10 else 1.0, **more)[0] == 201
    found = town.client.get(f"Datastreams({stream})/Observations?$orderby=id")["value"]
    assert [one.get("resultQuality") for one in found] == [None, ["late"], "good", ["late"]]
    assert town.said() == []
    before = town.remembered()
    town.again()
    assert town.remembered() == before


def test_what_came_before_is_told_apart_whatever_else_it_says(town: Town) -> None:
    stream = town.station(duplicates="reject", late_s=3600)
    assert town.post(stream, 0, 1.0)[0] == 201
    assert town.post(stream, 0, 1.0, parameters={"a": 1})[0] == 409
    assert town.post(stream, 1, 1.0, parameters={"a": 1})[0] == 201
    assert town.post(stream, 1, 1.0)[0] == 409


def test_a_whole_number_beyond_all_exact_ones_is_judged_and_kept_to_its_last_digit(town: Town) -> None:
    stream, digits = town.station(), 2**53 + 1
    assert town.post(stream, 0, digits)[0] == 201
    assert town.said() == [f"high:{stream} raise 0"]
    assert town.post(stream, 1, 10**400)[0] == 201
    assert town.results(stream) == [digits, 10**400]
    limited = town.station(high=9)
    assert town.post(limited, 2, 10**400)[0] == 400
    assert town.post(limited, 2, -(10**400))[0] == 201


def test_written_out_in_its_datastream_each_number_is_judged_in_order_whatever_stands_between(town: Town) -> None:
    town.now = NOW + 60 * SECOND
    stream = town.station(
        reading(0, 3.0), reading(10, 6.0, parameters={"by": "hand"}), reading(20, "dry"), reading(30, 2.0),
        {**reading(40, 8.0), "phenomenonTime": "2026-07-25T17:20:40Z/2026-07-25T17:20:50Z"}, reading(50, 7.0), low=0)
    assert town.said() == [f"high:{stream} raise 10", f"high:{stream} clear 30", f"high:{stream} raise 50"]
    assert town.results(stream) == [3.0, 6.0, "dry", 2.0, 8.0, 7.0]
    assert town.client.get(f"Datastreams({stream})")["phenomenonTime"] == "2026-07-25T17:20:00Z/2026-07-25T17:20:50Z"
    before = town.remembered()
    town.again()
    assert town.remembered() == before
    assert town.results(stream) == [3.0, 6.0, "dry", 2.0, 8.0, 7.0]


def test_one_that_is_refused_makes_the_whole_deep_insert_fail(town: Town) -> None:
    stream = datastream(properties={"acceptance": {"high": 9}}, Observations=[
        reading(0, 3.0), reading(1, "dry"), reading(2, 12.0, parameters={"by": "hand"})])
    status, said = town.client.ask("POST", "Things", thing(Locations=[location()], Datastreams=[stream]))
    assert (status, "out of range" in said["error"]) == (400, True)
    assert town.client.get("Things/$count") == "0"


def test_create_observations_says_error_for_those_alone_that_are_refused(town: Town) -> None:
    stream = town.station(high=9)
    rows = [[reading(n, 0)["phenomenonTime"], value, {"n": n}] for n, value in enumerate((1.0, 12.0, "dry", 6.0))]
    town.now = NOW + 10 * SECOND
    status, said = town.client.ask("POST", "CreateObservations", [{
        "Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result", "parameters"],
        "dataArray": rows}])
    assert (status, [one == "error" for one in said]) == (201, [False, True, False, False])
    assert town.results(stream) == [1.0, "dry", 6.0]
    assert town.said() == [f"high:{stream} raise 3"]


def test_a_change_set_that_changes_acceptance_is_held_to_the_new_one(town: Town) -> None:
    stream = town.station(reading(0, 3.0), high=9)
    assert town.said() == []
    town.now = NOW + 5 * SECOND

    def limited(high: float | None) -> tuple[str, str, Any]:
        return ("PATCH", f"Datastreams({stream})", {"properties": {"acceptance": {} if high is None else {
            "high": high}}})

    def posted(second: int, result: float) -> tuple[str, str, Any]:
        return ("POST", f"Datastreams({stream})/Observations", reading(second, result))

    before = town.remembered()
    assert town.change_set(limited(2), posted(1, 3.0)) == [400]
    assert town.remembered() == before
    assert town.post(stream, 1, 8.0)[0] == 201                      # the old one holds
    assert town.change_set(limited(20), posted(2, 12.0), limited(15), posted(3, 18.0)) == [400]
    assert town.post(stream, 2, 12.0)[0] == 400
    assert town.change_set(limited(20), posted(2, 12.0), limited(15), posted(3, 14.0)) == [200, 201, 200, 201]
    assert town.post(stream, 4, 18.0)[0] == 400                     # and now the new one
    assert town.results(stream) == [3.0, 8.0, 12.0, 14.0]


def test_what_was_remembered_stays_where_a_change_set_without_limits_fails(town: Town) -> None:
    stream = town.station(duplicates="reject")
    assert town.post(stream, 0, 1.0)[0] == 201
    unlimited = ("PATCH", f"Datastreams({stream})", {"properties": {}})
    again = ("POST", f"Datastreams({stream})/Observations", reading(0, 1.0))
    wrong = ("POST", "Things", {"name": "no description"})
    assert town.change_set(unlimited, again, wrong) == [400]
    assert town.post(stream, 0, 1.0)[0] == 409
    assert town.change_set(unlimited, again) == [200, 201]


def test_a_change_set_that_changes_a_thing_is_judged_by_what_fits_it_then(town: Town) -> None:
    stream = town.station()
    town.now = NOW + 5 * SECOND
    kind = ("PATCH", f"Datastreams({stream})/Thing", {"properties": {"kind": "tank"}})
    posted = ("POST", f"Datastreams({stream})/Observations", reading(1, 3.0))
    wrong = ("POST", "Things", {"name": "no description"})
    assert town.change_set(kind, posted, wrong) == [400]
    assert town.said() == []
    assert town.change_set(kind, posted) == [200, 201]
    assert town.said() == [f"tank:{stream} raise 1"]


def test_an_alert_stands_where_a_change_set_that_would_end_it_fails(town: Town) -> None:
    stream = town.station()
    kind = ("PATCH", f"Datastreams({stream})/Thing", {"properties": {"kind": "tank"}})
    other = ("PATCH", f"Datastreams({stream})/Thing", {"properties": {"kind": "pond"}})
    wrong = ("POST", "Things", {"name": "no description"})
    assert town.change_set(kind) == [200]
    assert town.post(stream, 0, 3.0)[0] == 201
    assert town.said() == [f"tank:{stream} raise 0"]
    town.now = NOW + 5 * SECOND
    posted = ("POST", f"Datastreams({stream})/Observations", reading(1, 3.0))
    assert town.change_set(other, posted, wrong) == [400]
    town.watch.idle(town.now)
    assert town.said() == []
    assert town.change_set(other, posted) == [200, 201]
    assert town.said() == [f"tank:{stream} clear 5"]
