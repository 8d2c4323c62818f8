"""The watch over Datastreams: accepted before the commit, judged behind it, and the same memory again after a crash."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from banyan.edges.sensorthings.path import read_path
from banyan.judge.kernel.layout import NONE
from banyan.judge.texts import TEXTS
from banyan.model.columns import ACCEPTANCE, Appended, columns
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.observation import EMPTY, Reason
from banyan.model.ports import StoreError, StoreFull, Unit
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template
from banyan.model.text import Said, render
from banyan.model.thing_ports import Changing
from banyan.model.things import BY_NAME, DATASTREAM, OBSERVATION, THING, Draft, Reference, Span, Wrong
from banyan.model.time import instant
from banyan.perceive.columns import REASONS
from banyan.runtime.watch import snapshot
from banyan.runtime.watch import watch as watching
from banyan.runtime.watch.upkeep import Upkeep
from banyan.runtime.watch.watch import Watch
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW, POINT

SECOND = 1_000_000
HIGH = Template(RuleId("high"), RuleKind.THRESHOLD, "pressure", "pressure",
                (Limit(Level.III, 5.0, 4.0), Limit(Level.II, 8.0, 7.0, timedelta(seconds=30))))
QUIET = Template(RuleId("quiet"), RuleKind.SILENCE, "urn:pressure", "gauge", (Limit(Level.IV, 2.0, 2.0),))
RISES = Template(RuleId("rises"), RuleKind.RISE, "pressure", "pressure", (Limit(Level.III, 600.0, 300.0),),
                 window_min=1.0)
TEMPLATES = (HIGH, QUIET, RISES)


class Town:
    """A store, its Datastreams and the watch over them; `again` is what a crash leaves."""

    def __init__(self, folder: Path, templates: tuple[Template, ...] = TEMPLATES) -> None:
        self.folder, self.templates = folder, templates
        self.store = EmbeddedStore(folder, "town")
        self.store.append(Unit(instant(NOW), instant(NOW), EMPTY, (), ()))
        self.things = ThingsStore(self.store)
        self.watch = self.watching()

    def watching(self) -> Watch:
        return Watch(self.templates, self.things, self.store, self.folder, NOW)

    def again(self, templates: tuple[Template, ...] | None = None) -> None:
        self.close()
        self.templates = templates or self.templates
        self.store = EmbeddedStore(self.folder, "town")
        self.things = ThingsStore(self.store)
        self.watch = self.watching()

    def close(self) -> None:
        self.things.close()
        self.store.close()

    def stream(self, name: str = "main street", prop: str = "pressure", thing: Any = None,
               readings: tuple[tuple[float, Any], ...] = (), **acceptance: Any) -> int:
        """`readings`: written out in it, as `send` has them; they are judged."""
        said = {"description": "d", "properties": None}
        inside = [observed(second, value) for second, value in readings]

        def work(w: Changing) -> int:
            sensor = w.create(Draft(BY_NAME["Sensor"], {**said, "name": "s", "encodingType": "t", "metadata": "m"}))
            measured = w.create(Draft(BY_NAME["ObservedProperty"], {**said, "name": prop, "definition": f"urn:{prop}"}))
            place = Draft(BY_NAME["Location"], {**said, "name": "l", "encodingType": "application/geo+json",
                                                "location": POINT})
            owner = w.create(Draft(THING, {**said, "name": "t", "properties": thing}, {"Locations": [place]}))
            links = {"Thing": owner, "Sensor": sensor, "ObservedProperty": measured}
            return w.create(Draft(DATASTREAM, {
                **said, "name": name, "observationType": "o", "properties": {"acceptance": acceptance},
                "unitOfMeasurement": {"name": "bar", "symbol": "bar", "definition": "ucum:bar"},
            }, {**{link: [Reference(eid)] for link, eid in links.items()}, "Observations": list(inside)}))
        now = NOW + int(max((second for second, _ in readings), default=0) * SECOND)
        return self.things.change(work, now, self.watch.judge(now)).result(30)

    def send(self, stream: int, *readings: tuple[float, float], at: float | None = None) -> Appended:
        """Seconds after NOW and values; they come at the time of the last of them."""
        now = NOW + int((readings[-1][0] if at is None else at) * SECOND)
        rows = columns([stream] * len(readings), [NOW + int(second * SECOND) for second, _ in readings],
                       [value for _, value in readings])
        return self.things.append(rows, now, self.watch.judge(now)).result(30)

    def said(self) -> list[str]:
        """What the loop is given: rule, condition, level, seconds after NOW."""
        found = []
        for rec in self.watch.found.due(instant(NOW)):
            for one in rec.body["transitions"]:
                second = (np.datetime64(one["at"].rstrip("Z")) - np.datetime64(NOW, "us")) / np.timedelta64(1, "s")
                found.append(f"{one['rule']} {one['condition']} {one['level']} {second:g}")
        return found


def observed(second: float, value: Any) -> Draft:
    at = NOW + int(second * SECOND)
    return Draft(OBSERVATION, {"result": value, "phenomenonTime": Span(at, at)})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.close()


def test_a_reading_over_the_limit_is_told_with_its_evidence_place_and_name(town):
    stream = town.stream("East main", thing={"place": "east-square"})
    town.send(stream, (0, 3.0), (60, 5.5))
    [rec] = town.watch.found.due(instant(NOW))
    [said] = [one for one in rec.body["transitions"] if one["rule"] == f"high:{stream}"]
    assert rec.body["places"][f"high:{stream}"] == "east-square"
    assert [(e["stream"], e["value"], e["seq"]) for e in said["evidence"]] == [(f"datastream/{stream}", 5.5, 2)]

    assert render(Said(**said["reason"]), TEXTS, "en") == "East main: 5.5 bar, limit 5 bar reached"


def test_templates_fit_by_property_unit_and_thing(tmp_path):
    pumps = Template(RuleId("pumps"), RuleKind.THRESHOLD, "pressure", "p", HIGH.limits, thing={"kind": "pump"})
    pascal = Template(RuleId("pascal"), RuleKind.THRESHOLD, "pressure", "p", HIGH.limits, unit="Pa")
    bar = Template(RuleId("bar"), RuleKind.THRESHOLD, "pressure", "p", HIGH.limits, unit="bar")
    town = Town(tmp_path, (pumps, pascal, bar))
    pump, valve, other = town.stream(thing={"kind": "pump"}), town.stream(), town.stream(prop="level")
    for stream in (pump, valve, other):
        town.send(stream, (0, 9.0))
    assert [one.split()[0] for one in town.said()] == [f"pumps:{pump}", f"bar:{pump}", f"bar:{valve}"]
    town.close()


def test_what_is_refused_is_neither_kept_nor_judged(town):
    stream = town.stream(low=0, high=6, late_s=60, future_s=10)
    stored = town.send(stream, (0, 7.0), (100, 1.0), (-100, 1.0), (0, 5.5), at=0)
    assert [REASONS[n - ACCEPTANCE] if n else None for n in stored.reasons] == [
        Reason.RANGE, Reason.FUTURE, Reason.TOO_LATE, None]
    assert town.said() == [f"high:{stream} raise III 0"]


def test_readings_written_out_in_their_datastream_are_judged_like_all_others(town):
    stream = town.stream(readings=((0, 3.0), (60, 5.5), (61, "dry"), (62, 2.0)), low=0)
    assert town.said() == [f"high:{stream} raise III 60", f"high:{stream} clear III 62"]
    stream = town.stream(readings=((0, 3.0), (60, 5.5)))
    assert town.said() == [f"high:{stream} raise III 60"]
    town.send(stream, (120, 1.0))
    assert town.said() == [f"high:{stream} clear III 120"]
    before = {number: of[:3] for number, of in remembered(town.watch).items()}
    town.again()
    assert {number: of[:3] for number, of in remembered(town.watch).items()} == before


def test_what_its_acceptance_refuses_makes_the_whole_deep_insert_fail(town):
    with pytest.raises(Wrong, match="out of range") as refused:
        town.stream("too high", readings=((0, 3.0), (60, 50.0)), high=9)
    assert refused.value.status == 400
    assert list(town.things.described()) == []
    stream = town.stream("another", readings=((0, 30.0), (1, 40.0)), high=99)    # the number may be the same one
    assert town.said()[0] == f"high:{stream} raise III 0"
    assert town.send(stream, (60, 100.0)).reasons.tolist() != [0]
    assert town.send(stream, (61, 98.0)).reasons.tolist() == [0]


def test_a_change_set_is_accepted_and_judged_in_its_order(town):
    stream = town.stream(low=0)
    town.watch.idle(NOW)

    def several(w: Changing) -> list[int]:
        return [w.create(observed(second, value).linked("Datastream", Reference(stream)))
                for second, value in ((0, 1.0), (60, 6.0), (120, 2.0))]
    ids = town.things.change(several, NOW + 120 * SECOND, town.watch.judge(NOW + 120 * SECOND)).result(30)
    assert [eid & 0xFFFFFFFF for eid in ids] == [1, 2, 3]
    assert [one for one in town.said() if one.startswith("high")] == [
        f"high:{stream} raise III 60", f"high:{stream} clear III 120"]
    before = remembered(town.watch)

    def failing(w: Changing) -> None:
        w.create(observed(180, 9.0).linked("Datastream", Reference(stream)))
        w.create(observed(181, -1.0).linked("Datastream", Reference(stream)))
    with pytest.raises(Wrong, match="out of range"):
        town.things.change(failing, NOW + 181 * SECOND, town.watch.judge(NOW + 181 * SECOND)).result(30)
    assert remembered(town.watch) == before
    town.again()
    assert remembered(town.watch) == before


def test_silence_is_told_when_time_passes_and_again_when_a_reading_comes(town):
    stream = town.stream()
    town.send(stream, (0, 1.0))
    town.watch.idle(NOW + 119 * SECOND)
    assert town.said() == []
    town.watch.idle(NOW + 121 * SECOND)
    assert town.said() == [f"quiet:{stream} raise IV 120"]
    town.send(stream, (125, 1.0))
    town.watch.idle(NOW + 126 * SECOND)
    assert town.said() == [f"quiet:{stream} clear IV 125"]


def test_a_commit_that_fails_leaves_nothing_behind(town, monkeypatch):
    stream = town.stream(duplicates="reject")
    town.send(stream, (0, 1.0))

    def full(work: Callable[[Any], Any]) -> None:
        real(lambda c: (work(c), (_ for _ in ()).throw(StoreFull("full"))))
    real = town.store.beside
    monkeypatch.setattr(town.store, "beside", full)
    with pytest.raises(StoreFull):
        town.send(stream, (60, 9.0))
    monkeypatch.setattr(town.store, "beside", real)
    assert town.said() == []
    assert town.send(stream, (60, 9.0)).reasons.tolist() == [0]
    assert town.said() == [f"high:{stream} raise III 60"]


def remembered(watch: Watch) -> dict[str, Any]:
    """Of every stream what counts: its record, its rules' slots, what waits."""
    judge = watch._judge
    found = {}
    for number in judge.numbers():
        stream = judge.state.streams[judge.row(number)]
        count = len(judge.profiles[stream["profile"]])
        slots = judge.state.slots[stream["slot"] : stream["slot"] + count]
        found[number] = [stream["time"], stream["value"], stream["seq"],
                         *(str(slots[name].tolist()) for name in ("since", "value", "moved", "on", "waiting", "level"))]
    return found


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_snapshot_and_tail_give_the_memory_that_was_and_tell_nothing_twice(town, kept):
    streams = [town.stream(max_rate=100.0), town.stream()]
    parts = [[(0, 1.0), (20, 6.0)], [(40, 9.0), (65, 9.0)], [(90, 9.0), (200, 3.0)], [(380, 3.0)]]
    told = []
    for n, part in enumerate(parts):
        for stream in streams:
            town.send(stream, *part)
        if n == 1:
            told += town.said()      # handed to the loop, and never written by it: they have to come again
        if n == kept:
            town.watch.keep()
    before, ticked = remembered(town.watch), town.watch._ticked
    waiting = list(town.watch.found.pending(0))
    town.again()
    assert remembered(town.watch) == before
    assert town.watch._ticked == ticked
    assert list(town.watch.found.pending(0)) == waiting
    assert told


def test_what_the_journal_has_is_not_told_again(town):
    stream = town.stream()
    town.send(stream, (0, 9.0))
    records = town.watch.found.due(instant(NOW))
    town.store.append(Unit(instant(NOW), instant(NOW), EMPTY, (), records))
    town.send(stream, (60, 1.0))
    town.again()
    assert town.said() == [f"high:{stream} amend II 30", f"high:{stream} clear II 60"]


def test_a_damaged_snapshot_is_passed_over_and_the_batches_are_gone_through(town):
    stream = town.stream()
    town.send(stream, (0, 9.0))
    town.watch.keep()
    path = town.folder / snapshot.FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    town.again()
    assert town.said() == [f"high:{stream} raise III 0"]


def test_a_rule_that_stays_goes_on_when_others_change(town):
    stream = town.stream()
    town.send(stream, (0, 9.0))
    assert town.said() == [f"high:{stream} raise III 0"]
    town.watch.keep()
    changed = Template(RuleId("quiet"), RuleKind.SILENCE, "pressure", "gauge", (Limit(Level.IV, 1.0, 1.0),))
    town.again((changed, HIGH))
    assert f"high:{stream} raise III 0" in town.said()       # was pending: no loop had written it
    town.send(stream, (50, 3.0))
    assert town.said() == [f"high:{stream} amend II 30", f"high:{stream} clear II 50"]


def test_a_changed_datastream_is_looked_at_again(town):
    stream = town.stream()
    town.send(stream, (0, 1.0))
    town.things.change(lambda w: w.update(DATASTREAM, stream, Draft(DATASTREAM, {
        "properties": {"acceptance": {"high": 2.0}}}), False), NOW).result(30)
    town.watch.changed(stream)
    assert town.send(stream, (60, 3.0)).reasons.tolist() == [ACCEPTANCE + REASONS.index(Reason.RANGE)]


def test_a_deleted_datastream_is_judged_no_more(town):
    stream = town.stream()
    town.send(stream, (0, 1.0))
    town.things.change(lambda w: w.delete(DATASTREAM, stream), NOW).result(30)
    town.watch.changed(stream)
    town.watch.idle(NOW + 600 * SECOND)
    assert town.said() == []
    assert town.watch._judge.row(stream) == -1


def test_the_alert_of_a_deleted_datastream_ends(town):
    stream = town.stream()
    town.send(stream, (0, 6.0))
    town.things.change(lambda w: w.delete(DATASTREAM, stream), NOW).result(30)
    town.watch.changed(stream)
    town.watch.idle(NOW + 10 * SECOND)
    assert town.said() == [f"high:{stream} raise III 0", f"high:{stream} clear III 0"]


def test_the_alert_of_a_template_that_fits_no_longer_ends(tmp_path):
    pumps = Template(RuleId("pumps"), RuleKind.THRESHOLD, "pressure", "p", HIGH.limits, thing={"kind": "pump"})
    town = Town(tmp_path, (pumps, HIGH))
    stream = town.stream(thing={"kind": "pump"})
    town.send(stream, (0, 6.0))
    [owner] = town.things.change(lambda w: [w.at(read_path(f"Datastreams({stream})/Thing")).id], NOW).result(30)
    town.things.change(lambda w: w.update(THING, owner, Draft(THING, {"properties": {"kind": "valve"}}), False),
                       NOW).result(30)
    town.watch.changed(None)
    town.watch.idle(NOW + 10 * SECOND)
    assert town.said() == [f"pumps:{stream} raise III 0", f"high:{stream} raise III 0", f"pumps:{stream} clear III 0"]
    town.close()


def test_what_cannot_be_named_behind_a_commit_is_stored_and_named_later_in_its_order(town, monkeypatch):
    stream = town.stream("East main")
    town.send(stream, (0, 1.0))
    real = town.things.described

    def busy(after: int = 0, only: Any = None) -> Any:
        if only is not None:
            raise StoreError("no connection is free")
        return real(after, only)

    monkeypatch.setattr(town.things, "described", busy)
    assert town.send(stream, (10, 6.0)).ids.tolist() == [stream << 32 | 2]
    assert town.send(stream, (40, 3.0)).ids.tolist() == [stream << 32 | 3]
    assert town.said() == []
    with pytest.raises(StoreError, match="no connection"):
        town.watch.keep()           # a snapshot without them would lose them
    monkeypatch.setattr(town.things, "described", real)
    town.watch.idle(NOW + 41 * SECOND)
    [rec] = town.watch.found.due(instant(NOW))
    assert [(one["condition"], one["reason"]["args"]["subject"]) for one in rec.body["transitions"]] == [
        ("raise", "East main"), ("clear", "East main")]


def test_a_defect_of_one_who_is_told_of_a_commit_is_not_the_answer_to_it(town):
    def broken(durable: bool) -> None:
        raise ZeroDivisionError

    stream = town.stream()
    town.store.ended.insert(0, broken)
    assert town.send(stream, (0, 6.0)).ids.tolist() == [stream << 32 | 1]
    assert town.said() == [f"high:{stream} raise III 0"]


def test_an_append_that_fails_alone_takes_back_what_was_remembered_of_it(town):
    stream = town.stream(duplicates="reject")
    town.send(stream, (0, 1.0))
    rows = columns([stream], [NOW + SECOND], [9.0])

    def refused(w: Changing, answer: Appended) -> None:
        raise Wrong(409, "that was delivered")

    now = NOW + SECOND
    with pytest.raises(Wrong):
        town.things.append(rows, now, town.watch.judge(now), refused).result(30)
    assert town.said() == []
    assert town.send(stream, (1, 9.0)).reasons.tolist() == [0]
    assert town.said() == [f"high:{stream} raise III 1"]


def test_time_goes_on_after_a_defect_and_the_trouble_is_said_as_long_as_it_lasts(town):
    stream = town.stream()
    town.send(stream, (0, 1.0))
    times = iter(range(10**9))
    broken, told = threading.Event(), threading.Event()
    broken.set()

    def clock() -> int:
        if broken.is_set():
            raise RuntimeError("no clock")
        if next(times) > 1:
            told.set()
        return NOW + 200 * SECOND

    upkeep = Upkeep(town.watch, clock, tick_s=0.01)
    wait_for(lambda: upkeep.trouble is not None)
    assert upkeep.trouble == "silence and delays of Datastreams aren't judged (no clock): tried again"
    broken.clear()
    assert told.wait(30)
    wait_for(lambda: upkeep.trouble is None)
    upkeep.close()
    assert town.said() == [f"quiet:{stream} raise IV 120"]


def wait_for(done: Callable[[], bool]) -> None:
    for _ in range(3000):
        if done():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came")


@pytest.mark.parametrize("ahead", [{"sequence": 5}, {"batch": 5}])
def test_a_snapshot_of_what_the_store_has_not_is_passed_over(town, ahead):
    stream = town.stream()
    town.send(stream, (0, 9.0))
    town.watch.keep()
    head, arrays = snapshot.read(town.folder, watching._DTYPES)
    town.close()
    empty = town.folder / "restored"
    empty.mkdir()
    snapshot.write(empty, replace(head, **{"sequence": 0, "batch": 0, **ahead}), arrays)
    town.folder = empty
    town.store = EmbeddedStore(empty, "town")
    town.things = ThingsStore(town.store)
    town.watch = town.watching()
    assert (town.watch._batch, town.watch._judge.numbers(), town.said()) == (0, [], [])
    assert town.stream() == stream
    town.send(stream, (0, 9.0))
    assert town.said() == [f"high:{stream} raise III 0"]


def test_a_backfill_is_kept_and_steers_nothing(town):
    stream = town.stream()
    rows = columns([stream], [NOW], [9.0])
    assert town.things.append(rows, NOW, town.watch.judge(NOW, backfill=True)).result(30).reasons.tolist() == [0]
    assert town.said() == []
    assert town.watch._judge.state.streams[town.watch._judge.row(stream)]["time"] == NONE


def test_a_backfills_values_have_to_be_credible_and_its_times_may_be_any(town):
    stream = town.stream(low=0, high=10, late_s=60)
    rows = columns([stream] * 3, [NOW - 10**12, NOW - 10**12, NOW], [9.0, 11.0, 10.0])
    reasons = town.things.append(rows, NOW, town.watch.judge(NOW, backfill=True)).result(30).reasons.tolist()
    assert reasons == [0, ACCEPTANCE + 1, 0]
    live = town.things.append(columns([stream], [NOW - 1], [5.0]), NOW, town.watch.judge(NOW)).result(30)
    assert live.reasons.tolist() == [0]
