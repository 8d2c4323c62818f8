"""The directory of Datastreams: what is written of one is known at once, and the others aren't read again for it."""

import json

import numpy as np
import pytest

from banyan.model.feed import By
from banyan.runtime.readings import directory as directory_module
from banyan.runtime.watch.past import Unwatched
from tests.runtime.readings.conftest import Place, by_id
from tests.runtime.things.client import datastream

LEVEL = (By.KEY, "w1.level")


def test_what_is_written_of_a_datastream_is_known_at_once(place: Place) -> None:
    found = place.intake.directory
    eid = place.ids["w1.level"]
    assert found.find([LEVEL])[LEVEL].id == eid
    place.client.patch(f"/Datastreams({eid})", {"properties": {"key": "other"}})
    assert [(key, one.id) for key, one in found.find([LEVEL, (By.KEY, "other")]).items()] == [((By.KEY, "other"), eid)]
    assert found.takes(np.array([eid]), None)
    assert found.takes(np.array([eid]), "m")
    assert not found.takes(np.array([eid]), "s")
    place.client.patch(f"/Datastreams({eid})", {"unitOfMeasurement": {"name": "s", "symbol": "s", "definition": "s"}})
    assert found.takes(np.array([eid]), "s")
    place.client.delete(f"/Datastreams({eid})")
    assert found.find([(By.KEY, "other"), (By.ID, str(eid))]) == {}
    assert not found.takes(np.array([eid]), None)
    assert not found.takes(np.array([place.ids["gauge"]]), None)          # the city's own go by the city's door
    assert not found.takes(np.array([10**9]), None)


def test_time_alone_and_a_change_of_one_dont_read_the_others_again(
        place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    found = place.intake.directory
    found.find([LEVEL])
    read: list[int] = []
    know = directory_module.Directory._know
    monkeypatch.setattr(directory_module.Directory, "_know", lambda me, eid, values: (
        read.append(eid), know(me, eid, values))[1])
    place.now += 3_600_000_000
    assert found.find([LEVEL])
    assert read == []
    measured = place.client.get(f"/Datastreams({place.ids['w1.temp']})/ObservedProperty")["@iot.id"]
    place.client.patch(f"/ObservedProperties({measured})", {"description": "of a whole city's streams"})
    assert found.find([LEVEL])
    assert read == []
    place.client.patch(f"/Datastreams({place.ids['w1.temp']})", {"description": "another"})
    assert found.find([LEVEL])
    assert read == [place.ids["w1.temp"]]


def test_of_several_with_one_key_the_first_counts_and_the_next_when_it_goes(place: Place) -> None:
    found = place.intake.directory
    first = place.ids["w1.level"]
    thing = place.client.get(f"/Datastreams({first})/Thing")["@iot.id"]
    second = place.client.post(f"/Things({thing})/Datastreams", datastream("twin", properties={"key": "w1.level"}))
    assert found.find([LEVEL])[LEVEL].id == first
    place.client.delete(f"/Datastreams({first})")
    assert found.find([LEVEL])[LEVEL].id == second


def test_the_past_keeps_to_what_is_credible_whether_the_city_runs_or_not(place: Place) -> None:
    """Of a declared stream by the folder's range, of another by its acceptance: here as where nothing runs."""
    place.city._ranges = {"bridge.level": (0.0, 5.0)}
    eid = place.ids["w1.level"]
    place.client.patch(f"/Datastreams({eid})", {"properties": {"key": "w1.level", "acceptance": {"low": 0, "high": 5}}})
    place.intake._judge = Unwatched(place.things).judge
    rows = [{"t": f"2019-05-01T00:0{n}:00Z", "ds": ds, "v": v}
            for n, (ds, v) in enumerate([(eid, 9), (eid, 2), (place.ids["gauge"], 7), (place.ids["gauge"], 3)])]
    taken = place.take(by_id(), json.dumps(rows).encode(), backfill=True)
    assert (taken.accepted, taken.rejected) == (2, {"range": 2})
    assert (place.results("w1.level"), place.results("gauge")) == ([2], [3])
    for number in (eid, place.ids["gauge"]):
        said = place.client.get(f"/Datastreams({number})/Observations")["value"][0]
        assert said["resultQuality"] == ["late"]
