"""The compiled kernel says what the trunk's engine says: the same rules, levels, times, evidence and sentences."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.judge.kernel.layout import CHANGE
from banyan.judge.kernel.memory import Memory
from banyan.judge.kernel.run import Readings, Tick, step
from banyan.judge.kernel.said import transitions
from banyan.model.alert import Transition
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import JUDGED, Template
from tests.judge.kernel.reference import SECOND, START, Event, Reading, judged

LEVELS = tuple(Level)
MINUTE = 60 * SECOND


@st.composite
def limits(draw, kind):
    minutes = st.sampled_from([0.5, 1.0, 2.0, 3.0, 1e-9] if kind is RuleKind.STUCK else [0.5, 1.0, 2.0, 3.0])
    number = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 3.0, 30.0, 60.0])
    delay = st.sampled_from([0.0, 0.0, 30.0, 60.0, 150.0])
    found = []
    for _ in range(draw(st.integers(1, 3))):
        raise_at = draw(minutes if kind in (RuleKind.SILENCE, RuleKind.STUCK) else number)
        clear_at = raise_at - draw(st.sampled_from([0.0, 0.0, 0.5, 1.0]))
        found.append(Limit(draw(st.sampled_from(LEVELS)), raise_at, clear_at, timedelta(seconds=draw(delay)),
                           timedelta(seconds=draw(delay))))
    return tuple(found)


@st.composite
def templates(draw):
    found = []
    for n in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(JUDGED))
        found.append(Template(RuleId(f"t{n}"), kind, "level", "cause", draw(limits(kind)),
                              window_min=draw(st.sampled_from([1.0, 2.0, 5.0]))))
    return tuple(found)


@st.composite
def cities(draw):
    """Templates, which of them each stream has, and what happens: readings (some late or repeated) and ticks."""
    ts = draw(templates())
    profiles = {stream: tuple(sorted(draw(st.sets(st.integers(0, len(ts) - 1), min_size=1)))) for stream in (3, 4, 9)}
    events: list[Event] = []
    now, seq = START, 0
    for _ in range(draw(st.integers(1, 40))):
        now += draw(st.sampled_from([0, 0, SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 4 * MINUTE]))
        if draw(st.booleans()):
            events.append(now - now % SECOND)
        else:
            seq += 1
            back = draw(st.sampled_from([0, 0, 0, 1, 20 * SECOND, MINUTE, -30 * SECOND]))
            events.append(Reading(draw(st.sampled_from([3, 4, 9, 7])), now - back,
                                  draw(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 2.0 + 1e-12, 3.0, -1.0])), seq))
    ticks = [event for event in events if isinstance(event, int)]
    assert all(a <= b for a, b in pairwise(ticks))
    return ts, profiles, [*events, now - now % SECOND + 10 * MINUTE]


def begun(ts, profiles) -> Memory:
    memory = Memory(ts)
    for stream, profile in profiles.items():
        memory.know([stream], profile, START)
    return memory


def batches(events: list[Event], cuts: list[bool]) -> list[list[Event]]:
    parts: list[list[Event]] = [[]]
    for event, cut in zip(events, cuts, strict=True):
        parts[-1].append(event)
        if cut:
            parts.append([])
    return parts


def stepped(memory: Memory, events: list[Event]) -> list[Transition]:
    readings = [event for event in events if isinstance(event, Reading)]
    ticks, seen = [], 0
    for event in events:
        if isinstance(event, Reading):
            seen += 1
        else:
            ticks.append(Tick(seen, event))
    columns = Readings(*(np.array([r[i] for r in readings], kind) for i, kind in enumerate(("i8", "i8", "f8", "i8"))))
    memory, changes = step(memory, columns, ticks)
    assert changes.dtype == CHANGE
    return transitions(memory, changes)


@settings(max_examples=400, deadline=None)
@given(cities(), st.data())
def test_the_kernel_gives_the_transitions_of_the_trunks_engine(city, data):
    ts, profiles, events = city
    cuts = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
    memory = begun(ts, profiles)
    found = [said for part in batches(events, cuts) for said in stepped(memory, part)]
    assert found == judged(ts, profiles, events)


@settings(max_examples=100, deadline=None)
@given(cities(), st.data())
def test_a_memory_without_those_that_are_gone_says_the_same_of_the_others(city, data):
    ts, profiles, events = city
    cut = data.draw(st.integers(0, len(events)))
    gone = range(max(profiles, default=0) + 1, max(profiles, default=0) + 2 + len(profiles))
    memory, other = begun(ts, profiles), begun(ts, profiles)
    for number in gone:
        memory.know([number], tuple(range(len(ts))), START)
    before = memory.nbytes()
    assert stepped(memory, events[:cut]) is not None
    stepped(other, events[:cut])
    for number in gone:
        memory.forget(number)
    lean = memory.lean()
    assert lean is not memory
    assert (len(lean), lean.numbers(), lean.nbytes() <= before) == (len(profiles), other.numbers(), True)
    assert lean.lean() is lean
    assert stepped(lean, events[cut:]) == stepped(other, events[cut:])
