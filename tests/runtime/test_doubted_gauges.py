"""A gauge that an estimate doesn't believe, through the whole loop: alert, safe state, orders, replay, checker."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pytest
from msgspec.structs import replace

from banyan.judge.texts import TEXTS
from banyan.model.city import City
from banyan.model.decision import Estimate
from banyan.model.ids import StreamId
from banyan.model.observation import Batch
from banyan.model.record import Cause, Record, canonical, plain, record
from banyan.model.text import Said, render
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.loop import State
from banyan.runtime.prepared import prepare
from banyan.runtime.reconcile import reconcile
from banyan.stores.embedded import EmbeddedStore
from banyan_check.checker import check
from tests.runtime.conftest import T0, at, line

RIVER = "river-east.level"


class Weighed:
    """A job whose estimates are given beforehand: by minute what isn't believed and what stands in for it."""

    def __init__(self, answers: dict[int, dict[str, float | None]]) -> None:
        self.answers = answers

    def due(self, now: datetime) -> tuple[Record, ...]:
        minute = (now - T0).total_seconds() / 60
        return (_estimate(now, self.answers[int(minute)]),) if minute in self.answers else ()

    def see(self, now: datetime, batch: Batch, state: State) -> None:
        pass


def _estimate(now: datetime, doubted: dict[str, float | None]) -> Record:
    why = Said("judge.trust.departs", {"stream": RIVER, "says": "2.00", "believed": "1.00", "by": "river-mid.level"})
    instead = {StreamId(s): level for s, level in doubted.items() if level is not None}
    body = Estimate(id=f"estimate/{now:%H%M}", at=now, levels={StreamId("east-lake.level"): 1.9},
                    distrusted={StreamId(s): why for s in doubted}, instead=instead)
    return record("estimate", body.id, now, "model-twin", body)


def lived(bay: City, store: EmbeddedStore, answers: dict[int, dict[str, float | None]], until: int) -> Brain:
    """All levels and read-backs each minute: lakes at 1.9 m, over their bands, the river at 1 m."""
    brain = Brain(prepare(bay), store, T0)
    brain.jobs = (Weighed(answers),)
    brain.declare(declarations(bay, "digest", T0))
    lakes = {*(lake.level for lake in bay.lakes), "east-canal.level", "west-canal.level"}
    for tick in range(1, 6 * until + 1):
        said = []
        if tick % 6 == 0:
            for s in bay.streams:
                gate = next((d.id for d in bay.devices if d.read_back == s.id), None)
                value = brain.state.control.devices[gate].ordered if gate and s.measures.value == "position" else (
                    1.9 if s.id in lakes else 1.0 if s.measures.value in ("level", "tide") else 0.0)
                said.append(line(s.id, tick, at(10 * tick), value + 0.001 * (tick // 6 % 3)))
        brain.tick(at(10 * tick), said)
    return brain


def of(store: EmbeddedStore, kind: str) -> Sequence[Record]:
    return [rec for _, rec in store.records(kind=kind)]


def moved(store: EmbeddedStore, gate: str) -> list[tuple[str, float]]:
    return [(r.body["mode"], r.body["setting"]) for r in of(store, "actuation")
            if r.body["device"] == gate and r.body["outcome"] == "pass"]


def test_the_alert_names_the_estimate_and_ends_when_the_gauge_is_believed_again(
    bay: City, store: EmbeddedStore
) -> None:
    lived(bay, store, {3: {RIVER: 1.0}, 6: {}}, until=8)
    alerts = [r for r in of(store, "alert") if r.body["rule"] == f"trust/{RIVER}"]
    assert [(r.at, r.body["present"], r.body["level"]) for r in alerts] == [
        (at(180), True, "III"), (at(360), False, "III")]
    assert [(c.role, c.id) for r in alerts for c in r.causes if "estimate" in c.id] == [
        ("raised-by", "estimate/0603"), ("cleared-by", "estimate/0606")]
    assert not any(r.body["cause"] == "signal" for r in of(store, "case"))


@pytest.mark.parametrize(("instead", "opens"), [(1.0, True), (2.5, False)])
def test_a_gate_opens_only_where_the_river_is_lower_by_its_gauge_and_without_it(
    bay: City, store: EmbeddedStore, instead: float, opens: bool
) -> None:
    lived(bay, store, {1: {RIVER: instead}}, until=16)
    assert any(setting > 10 for _, setting in moved(store, "gate-east")) is opens
    assert any(setting > 10 for _, setting in moved(store, "gate-west"))
    assert check(plain(rec) for _, rec in store.records()).violations == ()


def test_with_nothing_in_its_place_its_gate_is_made_safe_and_the_checker_agrees(
    bay: City, store: EmbeddedStore
) -> None:
    brain = lived(bay, store, {1: {}, 12: {RIVER: None}}, until=20)
    assert brain.state.control.devices["gate-east"].safe                        # type: ignore[index]
    assert [mode for mode, _ in moved(store, "gate-east")][-1] == "safe-state"
    assert {mode for mode, _ in moved(store, "gate-west")} == {"normal"}
    assert check(plain(rec) for _, rec in store.records()).violations == ()


def test_a_folder_without_a_model_ends_every_doubt_and_says_why(bay: City, store: EmbeddedStore) -> None:
    brain = lived(bay, store, {3: {RIVER: 1.0}}, until=5)
    told = [replace(r, id=f"{r.id}@5") for r in declarations(bay, "other", brain.now) if r.body["of"] == "city"]
    done = reconcile(brain.city, brain.state, brain.now, told, {})
    assert (done.state.doubts, done.state.estimate) == ({}, None)
    [alert] = [r for r in done.records if r.kind == "alert"]
    assert (alert.body["rule"], alert.body["present"]) == (f"trust/{RIVER}", False)
    assert alert.causes[0] == Cause("cleared-by", str(told[0].id))
    why = msgspec.convert(alert.body["reason"], Said)
    assert render(why, TEXTS, "en") == (
        f"{RIVER} steers again: the city has no model any more, so nobody weighs its gauges")
    assert render(why, TEXTS, "zh") == f"{RIVER}：城市不再以模型推演，无从核对，其读数重新参与调度"
    brain.change((*told, *done.records), done.state, done.notices)
    for n in range(31, 40):
        brain.tick(at(10 * n), [])
    assert [r.body["present"] for r in of(store, "alert") if r.body["rule"] == f"trust/{RIVER}"] == [True, False]
    assert check(plain(rec) for _, rec in store.records()).violations == ()


def test_a_changed_folder_with_a_model_doubts_as_before(bay: City, store: EmbeddedStore) -> None:
    brain = lived(bay, store, {3: {RIVER: 1.0}}, until=5)
    told = declarations(bay, "other", brain.now)[:1]
    done = reconcile(brain.city._replace(looks=True), brain.state, brain.now, told, {})
    assert (done.state.doubts, done.state.estimate) == (brain.state.doubts, brain.state.estimate)
    assert [*done.state.doubts] == [RIVER]
    assert done.records == ()


def test_a_replay_doubts_the_same(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, {3: {RIVER: 1.0}}, until=8)
    before = [canonical(rec) for _, rec in store.records()]
    again = Brain(prepare(bay), store, T0)
    again.resume()
    assert again.state.doubts[StreamId(RIVER)].estimate == "estimate/0603"
    assert [canonical(rec) for _, rec in store.records()] == before
