"""Acceptance of columns says of every row what perceive/accept.py says of the reading by itself."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.model.acceptance import Acceptance, AcceptanceError, acceptance_of
from banyan.model.ids import StreamId, SubjectId
from banyan.model.messages import RawReading
from banyan.model.observation import Message, Quality, Reason
from banyan.model.stream import Duplicates, Measures, Stream
from banyan.model.time import instant
from banyan.perceive import accept as slow
from banyan.perceive.columns import REASONS, Memory

T0 = 1_700_000_000_000_000
SECOND = 1_000_000
FULL = Acceptance(low=-5.0, high=50.0, max_rate=2.0, period_s=30.0, late_s=300.0, future_s=60.0,
                  duplicates=Duplicates.REJECT)


def accepted(memory, rows, now):
    stream, time, value = (np.array([row[i] for row in rows], kind) for i, kind in enumerate(("i8", "i8", "f8")))
    return memory.accept(stream, time, value, now)


def reasons(memory, rows, now=T0):
    return [REASONS[n - 1] if n else None for n in accepted(memory, rows, now).reasons]


def declared(said, *numbers):
    memory = Memory()
    for number in numbers or (1,):
        memory.declare(number, said)
    return memory


@st.composite
def deliveries(draw):
    """Batches of (stream, time, value), each with the time at which it came."""
    now, batches = T0, []
    for _ in range(draw(st.integers(1, 5))):
        now += draw(st.sampled_from([0, SECOND, 40 * SECOND, 200 * SECOND]))
        size = draw(st.integers(1, 12))
        batches.append((now, [(
            draw(st.sampled_from([1, 2])),
            now - SECOND * draw(st.sampled_from([0, 1, 20, 301, 300, -60, -61])),
            draw(st.sampled_from([0.0, 0.5, 1.0, 2.0, 4.0, 9.0, 50.0, 51.0, -5.0, -6.0, inf, nan])),
        ) for _ in range(size)]))
    return batches


def row_by_row(said, batches):
    """(reason or None, flags) of each row, by the trunk's own way; each reading is a delivery of its own."""
    stream = Stream(StreamId(""), SubjectId("s"), Measures.LEVEL, "m", said.low, said.high, said.max_rate,
                    int(said.period_s), int(said.late_s), int(said.future_s), said.duplicates)
    table = slow.prepare([replace(stream, id=StreamId(str(n))) for n in (1, 2)])
    memory, found, seq = slow.start(), [], 0
    for now, rows in batches:
        for number, time, value in rows:
            seq += 1
            raw = RawReading(StreamId(str(number)), seq, instant(time), value)
            seen = slow.accept(table, memory, [(Message("test", b""), raw)], instant(now))
            memory = seen.memory
            quality = int(seen.batch.quality[0]) if len(seen.batch) else 0
            found.append((seen.rejects[0].reason if seen.rejects else None, quality))
    return found


@settings(max_examples=400, deadline=None)
@given(deliveries(), st.sampled_from([Duplicates.REJECT, Duplicates.KEEP]), st.sampled_from([None, 2.0]))
def test_every_row_is_accepted_as_the_reading_by_itself_would_be(batches, duplicates, rate):
    said = replace(FULL, duplicates=duplicates, max_rate=rate)
    memory, found = declared(said, 1, 2), []
    for now, rows in batches:
        seen = accepted(memory, rows, now)
        found += [(REASONS[r - 1] if r else None, int(q)) for r, q in zip(seen.reasons, seen.quality, strict=True)]
    assert found == row_by_row(said, batches)


@settings(max_examples=200, deadline=None)
@given(deliveries(), st.data())
def test_a_batch_that_was_undone_leaves_no_trace(batches, data):
    failing = data.draw(st.integers(0, len(batches) - 1))
    straight, undone = declared(FULL, 1, 2), declared(FULL, 1, 2)
    for n, (now, rows) in enumerate(batches):
        if n == failing:
            accepted(undone, [(s, t, v + 1) for s, t, v in rows], now).undo()
        one, other = accepted(straight, rows, now), accepted(undone, rows, now)
        assert one.reasons.tolist() == other.reasons.tolist()
        assert one.quality.tolist() == other.quality.tolist()


def test_a_thousand_readings_of_one_moment_are_told_apart_and_an_older_one_is_too_late():
    memory = declared(replace(FULL, max_rate=None, late_s=None))
    rows = [(1, T0 + n, n / 1000) for n in range(1200)]
    assert reasons(memory, rows, T0 + 2000) == [None] * 1200
    again = reasons(memory, [rows[1199], rows[200], rows[100]], T0 + 2000)
    assert again == [Reason.DUPLICATE_CONTENT, Reason.DUPLICATE_CONTENT, Reason.TOO_LATE]   # 1,024 are remembered


def test_one_value_is_flagged_stuck_once_it_has_stood_for_so_long_and_no_longer_when_it_moves():
    memory = declared(Acceptance(stuck_s=60.0))
    rows = [(1, T0 + n * 30 * SECOND, value) for n, value in enumerate([2.0, 2.0, 2.0, 2.0, 2.1])]
    assert accepted(memory, rows, T0).quality.tolist() == [0, 0, Quality.STUCK, Quality.STUCK, 0]


def test_a_stream_that_declares_nothing_is_asked_for_finite_numbers_alone():
    memory = declared(FULL, 2)
    assert reasons(memory, [(1, T0, 1e300), (1, T0, inf), (1, 0, 2.0)]) == [None, Reason.NOT_FINITE, None]
    assert accepted(memory, [(1, 0, 2.0)], T0).quality.tolist() == [0]


@pytest.mark.parametrize(("said", "why"), [
    ({"low": 2, "high": 1}, "low 2 is above high 1"),
    ({"late_s": -1}, "late_s is -1"),
    ({"lowest": 1}, "unknown field"),
    ({"duplicates": "maybe"}, "Invalid enum value"),
    (7, "Expected `object`"),
])
def test_an_acceptance_that_cannot_be_kept_to_says_why(said, why):
    with pytest.raises(AcceptanceError, match=why):
        acceptance_of({"acceptance": said})


def test_properties_without_acceptance_limit_nothing():
    assert acceptance_of({"other": 1}) is None
    assert acceptance_of(None) is None


def test_going_through_readings_again_leaves_no_trace_of_a_backfill():
    rows = [(1, T0 - 100 * SECOND, 1.0), (1, T0 - 50 * SECOND, 2.0), (1, T0 - 70 * SECOND, 3.0), (1, T0, 40.0)]
    stream, time, value = (np.array([row[i] for row in rows], kind) for i, kind in enumerate(("i8", "i8", "f8")))
    memory = declared(FULL)
    memory.again(stream, time, value, np.array([False, False, True, True]), T0)     # the last was a backfill
    assert memory.streams[0]["newest"] == T0 - 50 * SECOND
    assert reasons(memory, [rows[2]]) == [Reason.DUPLICATE_CONTENT]
    assert accepted(memory, [(1, T0 - 20 * SECOND, 2.5)], T0).quality.tolist() == [0]


def test_limits_that_no_stream_has_any_more_are_let_go():
    memory = declared(FULL, 1, 2)
    for n in range(2000):
        memory.declare(1, Acceptance(low=0.0, high=float(n)))
    assert len(memory.limits) < 100
    assert memory.kinds.count(FULL) == 1
    assert reasons(memory, [(1, T0, 1999.0), (1, T0, 1999.5), (2, T0, 51.0)]) == [None, Reason.RANGE, Reason.RANGE]
    again = Memory.of(memory.kinds, memory.arrays())
    assert reasons(again, [(1, T0 + 1, 1999.5), (2, T0, 51.0)], T0 + 1) == [Reason.RANGE, Reason.RANGE]


@pytest.mark.parametrize("other", [None, replace(FULL, high=1.0)])
def test_what_was_declared_and_remembered_comes_back_after_another_declaration(other):
    memory = declared(FULL, 1, 2)
    assert reasons(memory, [(1, T0, 2.0)]) == [None]
    back = memory.declared(1)
    memory.declare(1, other)
    for high in range(60, 64):          # so many that those without a stream are let go of
        memory.declare(2, replace(FULL, high=float(high)))
    back()
    assert reasons(memory, [(1, T0, 2.0), (1, T0 + SECOND, 2.0), (1, T0 + SECOND, 51.0), (2, T0, 55.0)]) == [
        Reason.DUPLICATE_CONTENT, None, Reason.RANGE, None]


def test_what_declared_nothing_declares_nothing_again():
    memory = declared(FULL, 1)
    back = memory.declared(3)
    memory.declare(3, FULL)
    assert reasons(memory, [(3, T0, 99.0)]) == [Reason.RANGE]
    back()
    assert reasons(memory, [(3, T0, 99.0)]) == [None]
