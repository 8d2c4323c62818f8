"""Readings of every door: to their Datastreams, in their units, once; the rest is kept with its reason."""

import json
from typing import Any

import msgspec
import numpy as np
import pytest

from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.vector import plain
from banyan.model.columns import ACCEPTANCE, Judge, Verdict
from banyan.model.feed import By, Create, Feed, Format, Mapped, Reject, Row, TimeAt, ValueAt
from banyan.model.ledger import Asked
from banyan.model.observation import Quality, Reason
from banyan.model.stream import Duplicates
from banyan.model.thing_ports import Changing
from banyan.model.things import Wrong
from banyan.perceive.columns import REASONS
from banyan.runtime.readings import replay as replaying
from banyan.runtime.readings.arriving import Arriving, Receipt, RejectView
from banyan.runtime.readings.directory import Directory
from banyan.runtime.readings.folder import Feeds
from banyan.runtime.readings.intake import Intake
from banyan.runtime.readings.pace import TooMuch
from banyan.runtime.readings.replay import Replayed, every_page, replay, replay_one
from banyan.runtime.readings.stored import stretches
from banyan.runtime.things.asked import Asked as Asked_
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.service import Service
from tests.runtime.readings.conftest import AT, WIDE, Place, by_id
from tests.runtime.things.client import NOW, NoDoor

BRIDGE = Feed("gauges", (ValueAt("v", "bridge.level", By.STREAM, "cm"),), time=TimeAt("t"))


def row(**values: Any) -> bytes:
    return json.dumps(values).encode()


def said(rejects: list[Reject]) -> list[tuple[str, str, str]]:
    return [(one.fault, one.where, one.expected) for one in rejects]


def test_a_wide_row_goes_to_its_datastreams_in_their_units(place: Place) -> None:
    assert place.take(WIDE, row(id="w1", t=AT, temp=212, level=2)) == Receipt(2, 0, {}, ())
    assert place.results("w1.temp") == [100.0]
    assert place.results("w1.level") == [2]
    assert place.client.get("/Observations?$filter=result eq 2")["value"][0]["phenomenonTime"] == AT


def test_what_isnt_taken_is_kept_raw_with_its_reason_and_costs_its_neighbours_nothing(place: Place) -> None:
    data = b"[" + b",".join([row(id="w1", t=AT, temp="hot", level=1.5), row(id="w9", t=AT, level=1),
                             row(id="w1", t="soon", level=1)]) + b"]"
    answer = place.take(WIDE, data)
    assert (answer.accepted, answer.rejected) == (1, {"not-finite": 1, "time": 1, "unknown-stream": 1})
    assert place.results("w1.level") == [1.5]
    assert said(place.rejects()) == [
        ("not-finite", "row 1, temp: hot", "a finite number"),
        ("time", "row 3, t: soon", "a time as 2026-07-24T14:00:00Z"),
        ("unknown-stream", "row 2, level: Datastream with the key w9.level",
         "a Datastream whose properties.key says so")]
    assert json.loads(place.rejects()[0].raw) == {"id": "w1", "t": AT, "temp": "hot", "level": 1.5}
    assert answer.first[0] == RejectView(1, "not-finite", "row 1, temp: hot", "a finite number")


def test_a_unit_that_measures_something_else_is_refused_with_the_one_that_fits(place: Place) -> None:
    feed = Feed("u", (ValueAt("v", "w1.level", unit_path="u"),), time=TimeAt("t"))
    answer = place.take(feed, json.dumps([{"t": AT, "v": 1, "u": "degC"}, {"t": AT, "v": 150, "u": "cm"},
                                          {"t": AT, "v": 1, "u": "smoots"}, {"t": AT, "v": 3}]).encode())
    assert (answer.accepted, answer.rejected) == (2, {"unit": 2})
    assert place.results("w1.level") == [1.5, 3]
    assert [one[1:] for one in said(place.rejects())] == [
        ("row 1, v: the unit 'degC'", "m, or a unit that can be converted to it"),
        ("row 3, v: the unit 'smoots'", "m, or a unit that can be converted to it")]


def test_a_delivery_that_comes_again_is_answered_as_before_and_adds_nothing(place: Place) -> None:
    first = place.take(WIDE, row(id="w1", t=AT, level=1, temp="hot"), key="42")
    again = place.take(WIDE, row(id="w1", t=AT, level=1, temp="hot"), key="42")
    assert again == msgspec.structs.replace(first, again=True)
    assert place.results("w1.level") == [1]
    assert len(place.rejects()) == 1
    assert place.take(WIDE, row(id="w1", t=AT, level=1), key="43").accepted == 1      # another delivery, same content


def test_rows_that_their_source_counts_come_once_whatever_they_are_delivered_with(place: Place) -> None:
    feed = Feed("counted", (ValueAt("v", "w1.level"), ValueAt("w", "w1.temp")), time=TimeAt("t"), sequence="{n}")
    assert place.take(feed, row(t=AT, v=1, n=7)).accepted == 1
    both = place.take(feed, json.dumps([{"t": AT, "v": 1, "w": 2, "n": 7}, {"t": AT, "v": 2, "n": 8},
                                        {"t": AT, "v": 2, "n": 8}]).encode())
    assert (both.accepted, both.repeated) == (2, 2)      # w of row 7 hadn't come, v had; row 8 stands twice
    assert place.results("w1.level") == [1, 2]
    assert place.results("w1.temp") == [2]


def test_a_row_that_was_refused_may_come_again_under_its_number(place: Place) -> None:
    feed = Feed("counted", (ValueAt("v", "w1.level"),), time=TimeAt("t"), sequence="{n}")
    assert place.take(feed, row(t=AT, v="x", n=1)).accepted == 0
    assert place.take(feed, row(t=AT, v=5, n=1)).accepted == 1


def test_equal_content_is_the_sources_policy(place: Place) -> None:
    twice = json.dumps([{"ds": place.ids["w1.level"], "t": AT, "v": 1}] * 2).encode()
    assert place.take(by_id(), twice).accepted == 2
    feed = msgspec.structs.replace(by_id(), duplicates=Duplicates.REJECT)
    answer = place.take(feed, row(ds=place.ids["w1.level"], t=AT, v=1))
    assert (answer.accepted, answer.repeated) == (0, 1)
    answer = place.take(feed, json.dumps([{"ds": place.ids["w1.level"], "t": AT, "v": v} for v in (3, 3, 4)]).encode())
    assert (answer.accepted, answer.repeated) == (2, 1)
    assert place.results("w1.level") == [1, 1, 3, 4]


def test_readings_of_declared_streams_go_through_the_citys_own_door(place: Place) -> None:
    assert place.take(BRIDGE, row(t=AT, v=142)).accepted == 1
    assert place.door.told_ == [{"stream": "bridge.level", "time": AT, "result": 1.42}]
    assert place.results("gauge") == []      # the journal's unit brings it, not this door
    place.door.why["bridge.level"] = "range: expected -1.0 to 5.0 m"
    answer = place.take(BRIDGE, row(t=AT, v=9000))
    assert (answer.accepted, answer.rejected) == (0, {"range": 1})
    assert said(place.rejects()) == [("range", "row 1, v: stream bridge.level", "-1.0 to 5.0 m")]


def test_a_delivery_that_the_city_had_taken_before_a_crash_is_finished_and_not_doubled(place: Place) -> None:
    place.take(BRIDGE, row(t=AT, v=142))                   # taken by the city, its delivery never written
    answer = place.take(BRIDGE, row(t=AT, v=142), key="1")
    assert (answer.accepted, answer.repeated, answer.rejected) == (0, 1, {})
    assert place.take(BRIDGE, row(t=AT, v=142), key="1").again


def test_readings_of_the_past_are_stored_and_never_judged(place: Place) -> None:
    old = "2019-05-01T00:00:00Z"
    data = json.dumps([{"t": old, "v": 99_900}, {"t": "2019-05-01T00:01:00Z", "v": 50}]).encode()
    assert place.take(BRIDGE, data, key="file", backfill=True).accepted == 2
    assert place.door.told_ == []
    assert place.results("gauge") == [999.0, 0.5]
    found = place.client.get(f"/Datastreams({place.ids['gauge']})")
    assert found["phenomenonTime"] == f"{old}/2019-05-01T00:01:00Z"
    assert place.take(BRIDGE, data, key="file", backfill=True).again
    assert place.results("gauge") == [999.0, 0.5]


def test_readings_for_a_city_that_doesnt_run_are_told_so_and_nothing_of_them_is_kept(place: Place) -> None:
    place.city.door = None
    with pytest.raises(Wrong, match="the city doesn't run"):
        place.take(BRIDGE, row(t=AT, v=1), key="1")
    assert place.rejects() == []


def test_datastreams_are_made_only_where_the_mapping_says_what_of(place: Place) -> None:
    plain = Feed("new", (ValueAt("v", "{id}.rain"),), time=TimeAt("t"))
    assert place.take(plain, row(id="w2", t=AT, v=1)).rejected == {"unknown-stream": 1}
    made = msgspec.structs.replace(plain, create=Create("Station {id}", "rain", "mm/h", "bucket", (119.3, 26.1)))
    data = json.dumps([{"id": "w2", "t": AT, "v": 1}, {"id": "w3", "t": AT, "v": 2}, {"id": "w2", "t": AT, "v": 3}])
    assert place.take(made, data.encode()).accepted == 3
    assert place.take(made, data.encode()).accepted == 3
    found = place.client.get("/Datastreams?$filter=properties/feed eq 'new'&$expand=Thing/Locations,ObservedProperty"
                             "&$orderby=name")["value"]
    assert [(one["name"], one["Thing"]["name"], one["ObservedProperty"]["name"]) for one in found] == [
        ("w2.rain", "Station w2", "rain"), ("w3.rain", "Station w3", "rain")]
    assert found[0]["Thing"]["Locations"][0]["location"]["coordinates"] == [119.3, 26.1]
    assert len(place.client.get("/ObservedProperties?$filter=name eq 'rain'")["value"]) == 1


def test_a_source_that_sends_more_than_it_may_is_told_when_to_come_again(place: Place) -> None:
    feed = msgspec.structs.replace(by_id(), per_minute=3)
    three = json.dumps([{"ds": place.ids["w1.level"], "t": AT, "v": n} for n in range(3)]).encode()
    assert place.take(feed, three).accepted == 3
    with pytest.raises(TooMuch) as e:
        place.take(feed, three)
    assert e.value.after_s == 60
    place.now += 30_000_000
    with pytest.raises(TooMuch) as e:
        place.take(feed, three)
    assert e.value.after_s == 30
    place.now += 30_000_000
    assert place.take(feed, three).accepted == 3


def test_a_reading_that_is_too_old_for_its_source_is_refused_unless_it_is_a_backfill(place: Place) -> None:
    feed = msgspec.structs.replace(by_id(), late_s=30)
    old = row(ds=place.ids["w1.level"], t=AT, v=1)
    assert place.take(feed, old).rejected == {"too-late": 1}
    assert place.take(feed, old, backfill=True).accepted == 1


def test_rejects_are_counted_by_source_and_reason(place: Place) -> None:
    place.take(WIDE, row(id="w1", t=AT, temp="hot", level="wet"))
    place.take(by_id(), row(ds="nobody", t=AT, v=1))
    with place.things.look(place.now) as look:
        counts = look.ledger.counts(Asked())
    assert [(one.source, one.fault, one.waiting, one.replayed) for one in counts] == [
        ("ids", "unknown-stream", 1, 0), ("station", "not-finite", 2, 0)]


class Told:
    """A book of feeds that a test mends."""

    def __init__(self, *feeds: Feed) -> None:
        self.mend(*feeds)

    def mend(self, *feeds: Feed) -> None:
        self._feeds = Feeds({feed.name: Ready(feed) for feed in feeds})

    def feeds(self) -> Feeds:
        return self._feeds


def test_a_replay_after_a_mended_mapping_takes_what_wasnt_taken_and_nothing_else(place: Place) -> None:
    broken = msgspec.structs.replace(WIDE, values=(ValueAt("temp", "{id}.tmp"), ValueAt("level", "{id}.level")))
    place.take(broken, row(id="w1", t=AT, temp=20, level=2))
    book: Any = Told(broken)
    assert replay(place.intake, book, Asked()) == Replayed(0, {"unknown-stream": 1})
    book.mend(msgspec.structs.replace(broken, values=(ValueAt("temp", "{id}.temp"), ValueAt("level", "{id}.level"))))
    assert replay(place.intake, book, Asked()) == Replayed(1, {})
    assert (place.results("w1.temp"), place.results("w1.level")) == ([20], [2])
    assert replay(place.intake, book, Asked()) == Replayed(0, {})
    assert place.rejects() == []
    assert [one.state for one in place.rejects(state=None)] == ["replayed"]
    with pytest.raises(Wrong, match="was taken before"):
        replay_one(place.intake, book, 1)
    with pytest.raises(Wrong, match="there is no reject 99"):
        replay_one(place.intake, book, 99)


def test_a_replayed_row_that_is_good_in_part_leaves_its_other_values_as_rejects_of_their_own(place: Place) -> None:
    place.take(WIDE, row(id="w1", t="25.07.2026 17:19", temp="hot", level=2))
    assert said(place.rejects()) == [("time", "row 1, t: 25.07.2026 17:19", "a time as 2026-07-24T14:00:00Z")]
    book: Any = Told(msgspec.structs.replace(WIDE, time=TimeAt("t", "%d.%m.%Y %H:%M", "UTC")))
    assert replay(place.intake, book, Asked()) == Replayed(1, {})
    assert place.results("w1.level") == [2]
    assert said(place.rejects()) == [("not-finite", "row 1, temp: hot", "a finite number")]


def test_a_replay_says_why_a_reject_isnt_taken_now(place: Place) -> None:
    place.take(WIDE, row(id="w1", t="soon", level=2))
    book: Any = Told(msgspec.structs.replace(WIDE, time=TimeAt(None), values=(ValueAt("level", "{id}.depth"),)))
    assert replay_one(place.intake, book, 1) == Replayed(0, {"unknown-stream": 1})
    assert said(place.rejects())[0][:2] == (
        "unknown-stream", "row 1, level: Datastream with the key w1.depth")


def test_rejects_of_the_city_are_replayed_through_its_door_or_as_a_backfill(place: Place) -> None:
    place.door.why["bridge.level"] = "too-late: expected at most 300 s before"
    place.take(BRIDGE, row(t=AT, v=142))
    book: Any = Told(BRIDGE)
    assert replay(place.intake, book, Asked()) == Replayed(0, {"too-late": 1})
    assert replay(place.intake, book, Asked(), backfill=True) == Replayed(1, {})
    assert place.results("gauge") == [1.42]


def test_deliveries_are_forgotten_in_time_but_a_files_rows_never_come_twice(place: Place) -> None:
    data = row(id="w1", t=AT, level=1)
    place.take(WIDE, data, key="1")
    place.take(WIDE, data, key="file/abc/1", backfill=True)
    assert place.things.change(lambda w: w.ledger.forget(place.now, 10), place.now).result() == 0
    assert place.things.change(lambda w: w.ledger.forget(place.now + 1, 10), place.now).result() == 1
    assert place.take(WIDE, data, key="file/abc/1", backfill=True).again
    assert not place.take(WIDE, data, key="1").again


def test_another_delivery_under_a_used_key_is_refused_and_one_under_a_recycled_number_is_taken(place: Place) -> None:
    data = row(id="w1", t=AT, level=1)
    place.take(WIDE, data, key="1", digest="a")
    with pytest.raises(Wrong, match="used for another delivery"):
        place.take(WIDE, data, key="1", digest="b")
    assert place.take(WIDE, data, key="1", digest="b", recycled=True).accepted == 1
    assert place.take(WIDE, data, key="1", digest="b", recycled=True).again
    assert place.take(WIDE, data, key="1", digest="b", recycled=True, fresh=True).accepted == 1


def test_several_deliveries_in_one_transaction_are_each_answered_for_themselves(place: Place) -> None:
    ready = Ready(WIDE)
    several = [Arriving(ready, list(of_message(ready, data)), key, {"n": key}) for key, data in (
        ("1", row(id="w1", t=AT, level=1)), ("2", row(id="w1", t=AT, level="wet")), ("3", row(id="x", t=AT, level=2)))]
    assert [(one.accepted, one.rejected) for one in place.intake.take_all(several)] == [
        (1, {}), (0, {"not-finite": 1}), (0, {"unknown-stream": 1})]
    assert [one.again for one in place.intake.take_all(several)] == [True] * 3
    assert [one.context for one in place.rejects()] == [{"topic": {"n": "2"}}, {"topic": {"n": "3"}}]


def test_plain_columns_are_taken_whole_once_and_what_the_store_refuses_is_kept_as_a_row(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, ds = Ready(msgspec.structs.replace(by_id(), time=TimeAt("t", "unix"))), place.ids["w1.level"]
    data = json.dumps({"ds": [ds, ds], "t": [1_700_000_000, 1_700_000_060], "v": [1, 2.5]}).encode()
    rows = plain(ready, data, Format.COLUMNS, place.now)
    assert rows is not None
    assert place.intake.take_plain(Arriving(ready, (), "1"), rows) == Receipt(2, 0, {}, ())
    again = place.intake.take_plain(Arriving(ready, (), "1"), rows)
    assert again is not None
    assert again.again
    assert place.results("w1.level") == [1, 2.5]
    place.client.delete(f"/Datastreams({ds})")
    monkeypatch.setattr(place.intake.directory, "takes", lambda *_: True)       # as if it went behind the look
    answer = place.intake.take_plain(Arriving(ready, (), "2"), rows)
    assert answer is not None
    assert (answer.accepted, answer.rejected) == (0, {"unknown-stream": 2})
    assert json.loads(place.rejects()[0].raw) == {"ds": ds, "t": 1_700_000_000, "v": 1}


def test_columns_for_a_declared_stream_or_one_that_isnt_there_go_row_by_row(place: Place) -> None:
    ready = Ready(msgspec.structs.replace(by_id(), time=TimeAt("t", "unix")))
    for ds in (place.ids["gauge"], 99_999):
        data = json.dumps({"ds": [ds], "t": [1_700_000_000], "v": [1]}).encode()
        rows = plain(ready, data, Format.COLUMNS, place.now)
        assert rows is not None
        assert place.intake.take_plain(Arriving(ready, ()), rows) is None
    assert place.rejects() == []


def test_what_the_watch_doesnt_accept_is_kept_with_its_reason_and_the_past_is_flagged_as_late(place: Place) -> None:
    def judge(_now: int, backfill: bool) -> Judge:
        out, quality = ACCEPTANCE + REASONS.index(Reason.RANGE), Quality.LATE if backfill else 0
        return lambda rows: Verdict(np.full(len(rows), quality, np.uint8),
                                    np.where(rows.value > 5, out, 0).astype(np.uint8))

    place.intake = Intake(place.things, place.city, lambda: place.now, judge)
    ds = place.ids["w1.level"]
    data = json.dumps([{"ds": ds, "t": AT, "v": 1}, {"ds": ds, "t": AT, "v": 9}]).encode()
    answer = place.take(by_id(), data)
    assert (answer.accepted, answer.rejected) == (1, {"range": 1})
    assert said(place.rejects()) == [
        ("range", f"row 2, v: Datastream {ds}", "what properties.acceptance of the Datastream says")]
    assert place.take(by_id(), row(ds=ds, t="2019-01-01T00:00:00Z", v=4), backfill=True).accepted == 1
    assert place.take(by_id(), row(ds=ds, t="2019-01-01T00:00:00Z", v=9), backfill=True).rejected == {"range": 1}
    found = place.client.get(f"/Datastreams({ds})/Observations?$orderby=id")["value"]
    assert [(one["result"], one.get("resultQuality")) for one in found] == [(1, None), (4, ["late"])]


def test_what_is_old_goes_in_steps_the_oldest_first(place: Place) -> None:
    for n in range(3):
        place.now += 1
        place.take(WIDE, row(id="w1", t="soon", level=n), key=str(n))

    def gone(most: int) -> tuple[int, int]:
        return place.things.change(lambda w: (w.ledger.forget(place.now, most), w.ledger.drop(place.now, most)),
                                   place.now).result()

    assert gone(1) == (1, 1)
    assert [json.loads(one.raw)["level"] for one in place.rejects()] == [1, 2]
    assert [gone(5), gone(5)] == [(1, 1), (0, 0)]
    assert [json.loads(one.raw)["level"] for one in place.rejects()] == [2]


def test_a_datastream_that_somebody_made_meanwhile_isnt_made_again(place: Place) -> None:
    made = Mapped(Row(1, {}, b"{}"), "w7.rain", By.KEY, NOW, "rain", 1.0, False,
                  create=Create("w7", "rain", "mm", "unknown", (119.3, 26.1)))
    first, second = (Directory(place.things, {}, lambda: NOW) for _ in range(2))
    for one in (first, second):
        assert one.find([(By.KEY, "w7.rain")]) == {}
    first.create([made], "a")
    second.create([made], "b")
    found = place.client.get("/Datastreams?$filter=name eq 'w7.rain'")["value"]
    assert [one["properties"] for one in found] == [{"key": "w7.rain", "feed": "a"}]


def test_the_directory_follows_what_is_written_and_reads_nothing_else(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, ds = Directory(place.things, {}, lambda: NOW), place.ids["w1.level"]
    before = directory.find([(By.ID, str(ds)), (By.KEY, "w1.level")])
    assert {one.id for one in before.values()} == {ds}
    with monkeypatch.context() as patched:
        patched.setattr(place.things, "look", None)         # nothing was written: nothing is read
        assert directory.find([(By.ID, str(ds)), (By.KEY, "nobody")]) == {(By.ID, str(ds)): before[By.ID, str(ds)]}
    unit = {"name": "foot", "symbol": "ft", "definition": "ucum:ft"}
    place.client.patch(f"/Datastreams({ds})", {"unitOfMeasurement": unit, "properties": {"key": "renamed"}})
    found = directory.find([(By.ID, str(ds)), (By.KEY, "w1.level"), (By.KEY, "renamed")])
    assert {name: one.unit for (_, name), one in found.items()} == {str(ds): "ft", "renamed": "ft"}
    directory.create([Mapped(Row(1, {}, b"{}"), "twice", By.KEY, NOW, "rain", 1.0, False,
                             create=Create("w7", "rain", "mm", "unknown", None))], "a")
    other = directory.find([(By.KEY, "twice")])[By.KEY, "twice"].id
    place.client.patch(f"/Datastreams({ds})", {"properties": {"key": "twice"}})
    assert directory.find([(By.KEY, "twice")])[By.KEY, "twice"].id == min(ds, other)
    place.client.delete(f"/Datastreams({min(ds, other)})")
    assert directory.find([(By.KEY, "twice"), (By.ID, str(min(ds, other)))]) == {
        (By.KEY, "twice"): directory.find([(By.ID, str(max(ds, other)))])[By.ID, str(max(ds, other))]}


def test_a_straggler_doesnt_make_all_between_it_and_the_others_asked_for() -> None:
    minute = 60_000_000
    assert stretches([]) == []
    assert stretches([5, 5]) == [(5, 5)]
    assert stretches([0, minute, 600 * minute, 605 * minute]) == [(0, minute), (600 * minute, 605 * minute)]
    hourly = [n * 60 * minute for n in range(200)]
    assert len(stretches(hourly)) == 50
    assert (stretches(hourly)[0][0], stretches(hourly)[-1][1]) == (0, hourly[-1])


def test_a_reject_of_a_source_that_is_no_feed_says_so(place: Place) -> None:
    place.take(WIDE, row(id="w1", t="soon", level=2))
    book: Any = Told(BRIDGE)
    with pytest.raises(Wrong, match="reject 1 of station can't be tried again: there is no such feed"):
        replay_one(place.intake, book, 1)
    with pytest.raises(Wrong, match=r"the rejects of v1\.1 can't be tried again"):
        replay(place.intake, book, Asked(source="v1.1"))
    assert replay(place.intake, book, Asked()) == Replayed(0, {"time": 1})


def test_what_is_refused_has_not_been_delivered(place: Place) -> None:
    class Watching:
        def judge(self, now: int) -> Judge:
            return lambda rows: Verdict(np.zeros(len(rows), np.uint8), np.full(len(rows), ACCEPTANCE + 1, np.uint8))

        def changed(self, number: int | None) -> None: ...

    service = Service(place.things, CityStreams(NoDoor(), {}), lambda: NOW, watch=Watching())
    asked = Asked_("POST", f"Datastreams({place.ids['w1.level']})/Observations", "", "", b'{"result": 9}')
    delivered: list[Changing] = []
    with pytest.raises(Wrong):
        service.observe_once(asked, service.observation(asked), "mqtt", delivered.append)
    assert delivered == []
    assert place.results("w1.level") == []


def test_a_replay_goes_page_by_page_and_meets_each_reject_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "TOGETHER", 2)
    for n in range(5):
        place.take(WIDE, row(id="w1", t=AT if n % 2 else "soon", level="wet" if n % 2 else n))
    book: Any = Told(msgspec.structs.replace(WIDE, time=TimeAt(None)))
    assert replay(place.intake, book, Asked()) == Replayed(1, {"not-finite": 1}, 2)
    found = every_page(lambda after: replay(place.intake, book, Asked(after=after)))
    assert found == Replayed(2, {"not-finite": 2}, None)
    assert place.results("w1.level") == [0, 2, 4]
