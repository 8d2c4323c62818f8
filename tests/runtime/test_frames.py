"""A first frame costs the same however long the journal is, and carries all that is open, however old."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.level import Level
from banyan.model.observation import EMPTY, Quality
from banyan.model.ports import Unit
from banyan.model.record import record
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.runtime import views
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import ClockView, Frame
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line

CLOCK = ClockView(at(900), T0, None, True, None, "running")


class Counting(EmbeddedStore):
    """Counts what is read of the projections."""

    read = 0

    def current(self, kind, last=None):  # type: ignore[no-untyped-def]
        found = super().current(kind, last)
        self.read += len(found)
        return found

    def records(self, after=0, kind=None):  # type: ignore[no-untyped-def]
        for row in super().records(after, kind):
            self.read += 1
            yield row


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Counting]:
    opened = Counting(tmp_path, "banyan-bay")
    yield opened
    opened.close()


def begin(bay: City, store: EmbeddedStore) -> Brain:
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    return brain


def flooded(brain: Brain) -> None:
    """Tower Road fills and stays full: an alert, an incident and a case stand open."""
    for n in range(1, 12):
        brain.tick(at(60 * n), [line("tower-road.depth", n, at(60 * n), round(0.03 * n, 2))])


def add(store: EmbeddedStore, kind: str, first: int, count: int) -> None:
    """Many records of one kind, as a long life brings them."""
    made = (record(kind, f"{kind}/{n}", at(700), "test", {"id": f"{kind}-{n}"}) for n in range(first, first + count))
    store.append(Unit(at(700), at(700), EMPTY, (), tuple(made)))


def frame(brain: Brain, after: int = 0) -> Frame:
    return views.frame(brain.store, brain.state, brain.city.order, CLOCK, after)


def test_a_first_frame_reads_no_more_of_a_long_journal_than_it_shows(bay: City, store: Counting) -> None:
    brain = begin(bay, store)
    for kind in ("reject", "actuation", "confirmation", "outlook"):
        add(store, kind, 0, 3_000)
    store.read = 0
    found = frame(brain)
    assert found.whole
    assert store.read <= views.RECENT * len(views.SHOWN)
    assert list(found.entities["reject"]) == [f"reject-{n}" for n in range(2_800, 3_000)]


def test_what_is_open_stays_in_the_first_frame_however_much_came_after_it(bay: City, store: Counting) -> None:
    brain = begin(bay, store)
    flooded(brain)
    before = frame(brain).entities
    for kind in ("alert", "incident", "case", "task"):
        assert before[kind], f"no {kind} to lose"
        add(store, kind, 0, views.RECENT)
    after = frame(brain).entities
    for kind in ("alert", "incident", "case", "task"):
        assert before[kind].items() <= after[kind].items()
        assert len(after[kind]) == len(before[kind]) + views.RECENT


def test_every_device_and_crew_is_in_the_first_frame_of_a_large_city(bay: City, store: Counting) -> None:
    brain = begin(bay, store)
    add(store, "crew", 0, 2 * views.RECENT)
    assert len(frame(brain).entities["crew"]) >= 2 * views.RECENT


@pytest.mark.parametrize(("behind", "whole"), [(1, False), (views.FAR_BEHIND, False), (views.FAR_BEHIND + 1, True)])
def test_who_is_far_behind_gets_the_state_and_not_the_journal(
    bay: City, store: Counting, behind: int, whole: bool
) -> None:
    brain = begin(bay, store)
    add(store, "reject", 0, views.FAR_BEHIND + 1)
    found = frame(brain, store.sequence() - behind)
    assert found.whole is whole
    assert found.sequence == store.sequence()
    assert len(found.entities["reject"]) == (views.RECENT if whole else behind)


def flags(brain: Brain, stuck: views.Stuck | None = None) -> dict[str, int]:
    levels = views.levels(brain.state, brain.city.order, brain.now, stuck or {})
    return {s: f for s, f in zip(levels.stream, levels.flags, strict=True) if f}


def test_a_late_reading_and_a_jump_are_flagged_until_the_next_good_one(bay: City, store: Counting) -> None:
    brain = begin(bay, store)
    rate = next(s.max_rate for s in bay.streams if s.id == "east-lake.level")
    assert rate is not None
    brain.tick(at(60), [line("east-lake.level", 1, at(60), 1.0), line("sea.tide", 1, at(60), 1.0)])
    assert flags(brain) == {}
    jumped = 1.0 + 2 * rate
    brain.tick(at(120), [line("east-lake.level", 2, at(120), jumped), line("sea.tide", 2, at(30), 0.9)])
    assert flags(brain) == {"east-lake.level": Quality.JUMP, "sea.tide": Quality.LATE}
    levels = frame(brain).levels
    # A jump doesn't steer, so what is shown is the one before it.
    assert levels.value[levels.stream.index("east-lake.level")] == 1.0
    brain.tick(at(180), [line("east-lake.level", 3, at(180), jumped), line("sea.tide", 3, at(180), 1.0)])
    assert flags(brain) == {}


def test_flags_outlive_a_restart(bay: City, store: Counting) -> None:
    brain = begin(bay, store)
    brain.tick(at(60), [line("sea.tide", 1, at(60), 1.0)])
    brain.tick(at(120), [line("sea.tide", 2, at(30), 0.9)])
    brain.rest()
    again = Brain(prepare(bay), store, T0)
    again.resume()
    assert flags(again) == {"sea.tide": Quality.LATE}


def test_a_stream_is_flagged_stuck_while_that_alert_stands_and_no_longer(bay: City, store: Counting) -> None:
    place = next(p.id for p in bay.places if p.stream == "tower-road.depth")
    rule = Rule("stuck.tower", RuleKind.STUCK, place, place, "stuck", "tower-road.depth",  # type: ignore[arg-type]
                (Limit(Level.IV, 5.0, 5.0),), streams=("tower-road.depth",))  # type: ignore[arg-type]
    brain = begin(replace(bay, rules=(*bay.rules, rule)), store)
    stuck = {rule.id: rule.streams}
    for n in range(1, 10):
        brain.tick(at(60 * n), [line("tower-road.depth", n, at(60 * n), 0.02)])
    assert flags(brain, stuck) == {"tower-road.depth": Quality.STUCK}
    brain.tick(at(600), [line("tower-road.depth", 10, at(600), 0.03)])
    assert flags(brain, stuck) == {}
