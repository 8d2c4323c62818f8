"""Perceive: what is accepted, what is flagged, what is rejected and why."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.ndjson.reader import read
from banyan.model.ids import StreamId, SubjectId
from banyan.model.messages import DESK
from banyan.model.observation import Message, Quality, Reason
from banyan.model.stream import Duplicates, Measures, Stream
from banyan.model.time import stamp
from banyan.perceive.accept import Memory, Seen, accept, prepare, start
from banyan.perceive.journal import again
from banyan.perceive.trail import MAX_RECENT

START = datetime(2026, 7, 24, 10, tzinfo=UTC)
LEVEL = Stream(StreamId("lake"), SubjectId("lake"), Measures.LEVEL, "m", low=-5, high=10, max_rate=0.1)
PUMP = Stream(StreamId("pump"), SubjectId("pump"), Measures.FLOW, "m3/s", low=0, high=20, duplicates=Duplicates.KEEP)
STREAMS = (LEVEL, PUMP)
TABLE = prepare(STREAMS)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def says(stream: str, seq: int | None, minutes: float, result: object, unit: str | None = None) -> Message:
    line = {"stream": stream, "seq": seq, "time": at(minutes).isoformat(), "result": result, "unit": unit}
    return Message("plant", json.dumps(line).encode())


def give(memory: Memory, now: float, *messages: Message) -> Seen:
    return accept(TABLE, memory, [(message, read(message.data)) for message in messages], at(now))


def reasons(seen: Seen) -> list[Reason]:
    return [reject.reason for reject in seen.rejects]


def flags(seen: Seen) -> list[Quality]:
    return [Quality(flag) for flag in seen.batch.quality.tolist()]


def steers(seen: Seen) -> list[float]:
    return [reading.value for reading in seen.fresh]


def test_a_good_reading_is_in_the_batch_and_steers():
    seen = give(start(), 0, says("pump", 7, 0, 1.5))
    columns = seen.batch
    assert (columns.stream.tolist(), columns.value.tolist(), columns.seq.tolist()) == ([1], [1.5], [7])
    assert columns.time.tolist() == [1784887200000000]  # 2026-07-24T10:00:00Z by date(1)
    assert [(r.stream, r.time, r.value, r.seq) for r in seen.fresh] == [("pump", START, 1.5, 7)]
    assert seen.latest == {"pump": seen.fresh[0]}
    assert seen.rejects == ()


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (says("nowhere", 1, 0, 1.0), Reason.UNKNOWN_STREAM),
        (says("lake", 1, 0, 1.0, "ft"), Reason.UNIT),
        (says("lake", 1, 0, 1.0, "mm/h"), Reason.UNIT),
        (says("lake", 1, 0, float("nan")), Reason.NOT_FINITE),
        (says("lake", 1, 0, float("-inf")), Reason.NOT_FINITE),
        (says("lake", 1, 0, 10**400), Reason.NOT_FINITE),
        (says("lake", 1, 0, "1.0"), Reason.NOT_FINITE),
        (says("lake", 1, 0, True), Reason.NOT_FINITE),
        (says("lake", 1, 0, None), Reason.NOT_FINITE),
        (says("lake", 1, 0, 10.001), Reason.RANGE),
        (says("lake", 1, 0, -5.001), Reason.RANGE),
        (says("lake", 1, 1.02, 1.0), Reason.FUTURE),
        (says("lake", 1, -5.02, 1.0), Reason.TOO_LATE),
        (Message("plant", b"\xff\xfe"), Reason.MALFORMED),
    ],
)
def test_a_bad_message_is_kept_whole_with_its_reason(message, reason):
    seen = give(start(), 0, message)
    assert reasons(seen) == [reason]
    assert seen.rejects[0].raw == message.data.decode("utf-8", "backslashreplace")
    assert seen.rejects[0].id == "reject/plant/20260724T100000Z.000000/1"
    assert seen.rejects[0].expected
    assert len(seen.batch) == 0


def test_the_edges_of_range_future_and_lateness_are_still_good():
    for message in (says("lake", 1, 0, 10), says("lake", 1, 0, -5), says("lake", 1, 1, 1), says("lake", 1, -5, 1)):
        assert reasons(give(start(), 0, message)) == []


def test_convertible_units_are_converted_without_a_stray_bit():
    litres, cubic = says("pump", 1, 0, 1500, "L/s"), says("pump", 2, 1, 9000, "m3/h")
    seen = give(start(), 0, says("lake", 1, 0, 142, "cm"), litres, cubic)
    assert seen.batch.value.tolist() == [1.42, 1.5, 2.5]


def test_the_range_is_that_of_the_declared_unit():
    assert reasons(give(start(), 0, says("lake", 1, 0, 999, "cm"))) == []
    assert reasons(give(start(), 0, says("lake", 1, 0, 1001, "cm"))) == [Reason.RANGE]


def test_a_second_delivery_is_rejected_in_the_same_call_and_in_a_later_one():
    seen = give(start(), 0, says("lake", 1, 0, 1.0), says("lake", 1, 0, 1.0))
    assert reasons(seen) == [Reason.DUPLICATE_DELIVERY]
    assert reasons(give(seen.memory, 2, says("lake", 1, 0, 1.0))) == [Reason.DUPLICATE_DELIVERY]


def test_without_a_sequence_number_time_and_value_tell_a_delivery():
    seen = give(start(), 1, says("pump", None, 0, 1.0), says("pump", None, 0, 1.0), says("pump", None, 1, 1.0))
    assert reasons(seen) == [Reason.DUPLICATE_DELIVERY]
    assert seen.batch.seq.tolist() == [-1, -2]  # named by numbers of ours


def test_an_old_reading_is_kept_and_does_not_steer():
    seen = give(give(start(), 3, says("lake", 2, 3, 1.0)).memory, 4, says("lake", 1, 2, 1.1))
    assert flags(seen) == [Quality.LATE]
    assert steers(seen) == []
    assert seen.latest == {}


def test_equal_content_under_another_number_is_a_matter_of_the_streams_policy():
    memory = give(start(), 0, says("lake", 1, 0, 1.0), says("pump", 1, 0, 1.0)).memory
    seen = give(memory, 0, says("lake", 2, 0, 1.0), says("pump", 2, 0, 1.0))
    assert reasons(seen) == [Reason.DUPLICATE_CONTENT]
    assert flags(seen) == [Quality.LATE]  # the pump's is kept, and steers no second time


def test_a_wild_value_is_kept_flagged_and_does_not_steer():
    memory = give(start(), 0, says("lake", 1, 0, 1.0)).memory
    wild = give(memory, 1, says("lake", 2, 1, 4.0))
    assert (flags(wild), steers(wild)) == ([Quality.JUMP], [])
    after = give(wild.memory, 2, says("lake", 3, 2, 1.05))
    assert (flags(after), steers(after)) == ([Quality.GOOD], [1.05])


def test_a_jump_that_the_next_reading_bears_out_is_believed():
    memory = give(start(), 0, says("lake", 1, 0, 1.0)).memory
    memory = give(memory, 1, says("lake", 2, 1, 4.0)).memory
    seen = give(memory, 2, says("lake", 3, 2, 4.05))
    assert (flags(seen), steers(seen)) == ([Quality.GOOD], [4.05])


def test_two_wild_values_that_disagree_are_both_doubted():
    memory = give(start(), 0, says("lake", 1, 0, 1.0)).memory
    seen = give(memory, 2, says("lake", 2, 1, 4.0), says("lake", 3, 2, -3.0))
    assert flags(seen) == [Quality.JUMP, Quality.JUMP]


def test_just_the_credible_rate_is_no_jump():
    levels = ((0, 1.0), (1, 1.1), (4, 1.4), (5, 1.51))
    seen = give(start(), 5, *[says("lake", minute, minute, level) for minute, level in levels])
    assert flags(seen) == [Quality.GOOD, Quality.GOOD, Quality.GOOD, Quality.JUMP]


def test_every_reading_of_one_call_that_steers_is_handed_on_in_order():
    lake = [says("lake", i, i, 1.0 + i / 10) for i in range(3)]
    seen = give(start(), 3, lake[0], says("pump", 1, 0, 2.0), *lake[1:])
    assert [(r.stream, r.value) for r in seen.fresh] == [("lake", 1.0), ("pump", 2.0), ("lake", 1.1), ("lake", 1.2)]
    assert {stream: r.value for stream, r in seen.latest.items()} == {"lake": 1.2, "pump": 2.0}


def test_the_memory_that_came_in_is_not_written():
    memory = give(start(), 0, says("lake", 1, 0, 1.0)).memory
    before = msgspec.msgpack.encode(memory)
    give(memory, 1, says("lake", 2, 1, 1.0), says("nowhere", 1, 1, 1))
    assert msgspec.msgpack.encode(memory) == before


def test_memory_stays_flat_and_a_repetition_beyond_it_is_still_not_accepted():
    memory = start()
    burst = [says("pump", i, i / 10_000, 1.0) for i in range(MAX_RECENT + 500)]
    memory = give(memory, 0.2, *burst).memory
    assert len(memory.trails["pump"].recent) == MAX_RECENT
    seen = give(memory, 0.2, *burst)
    assert Counter(reasons(seen)) == {Reason.DUPLICATE_DELIVERY: MAX_RECENT, Reason.TOO_LATE: 500}
    memory = give(memory, 60, says("pump", 5000, 60, 1.0)).memory
    assert list(memory.trails["pump"].recent) == [5000]


def forecast(fid: str, issued: float, until: float = 600) -> Message:
    line = {"forecast": fid, "issued_at": at(issued).isoformat(), "valid_until": at(until).isoformat(),
            "start": at(0).isoformat(), "step_min": 10, "rain_mm_per_h": [1]}  # fmt: skip
    return Message("plant", json.dumps(line).encode())


def test_a_forecast_never_replaces_a_newer_one_or_comes_twice():
    seen = give(start(), 10, forecast("F-2", 10), forecast("F-1", 5), forecast("F-2", 10), forecast("F-3", 12),
                forecast("F-4", 10, until=10), forecast("F-5", 10))  # fmt: skip
    tick = stamp(at(10))
    assert [f.id for f in seen.forecasts] == [f"forecast/plant/F-2@{tick}.0", f"forecast/plant/F-5@{tick}.1"]
    assert reasons(seen) == [Reason.TOO_LATE, Reason.DUPLICATE_DELIVERY, Reason.FUTURE, Reason.TOO_LATE]


def crew(seq: int | None, minutes: float = 0) -> Message:
    line = {"crew": "crew-1", "seq": seq, "time": at(minutes).isoformat(), "status": "travelling"}
    return Message("plant", json.dumps(line).encode())


def test_a_crews_report_is_taken_once():
    seen = give(start(), 0, crew(1), crew(1), crew(2), crew(None), crew(None))
    assert [report.seq for report in seen.crews] == [1, 2, None]
    assert reasons(seen) == [Reason.DUPLICATE_DELIVERY] * 2
    assert reasons(give(seen.memory, 1, crew(2))) == [Reason.DUPLICATE_DELIVERY]


def test_no_feed_speaks_for_a_person():
    line = b'{"intent":{"id":"i","by":"duty","action":"stop.pull","target":"city"}}'
    seen = give(start(), 0, Message("plant", line), Message(DESK, line))
    assert reasons(seen) == [Reason.MALFORMED]
    assert [intent.id for intent in seen.intents] == ["i"]


MINUTES = st.integers(-8, 3).map(lambda tens: tens / 2)
READINGS = st.builds(
    says,
    st.sampled_from(["lake", "pump", "nowhere"]),
    st.none() | st.integers(0, 6),
    MINUTES,
    st.sampled_from([1, 1.05, 1.1, 4.0, 4.05, 99, "x", float("nan")]),
    st.sampled_from([None, None, "m", "cm", "L/s", "m3/s"]),
)
OTHERS = st.sampled_from(
    [Message("web", b"{"), forecast("F-1", 0), forecast("F-2", 1), crew(1), crew(2), crew(9, 60),
     Message(DESK, b'{"intent":{"id":"i","by":"duty","action":"stop.pull","target":"city"}}')]
)  # fmt: skip
TICKS = st.lists(st.lists(READINGS | OTHERS, max_size=8), max_size=5)


@given(TICKS)
def test_no_message_is_lost_and_none_is_made(ticks):
    memory = start()
    for minute, messages in enumerate(ticks):
        seen = give(memory, minute, *messages)
        others = len(seen.forecasts) + len(seen.crews) + len(seen.intents)
        assert len(seen.batch) + len(seen.rejects) + others == len(messages)
        assert len({reject.id for reject in seen.rejects}) == len(seen.rejects)
        memory = seen.memory


@given(TICKS)
def test_no_reading_is_accepted_twice(ticks):
    memory, names = start(), []
    for minute, messages in enumerate(ticks):
        seen = give(memory, minute, *messages, *messages)
        columns = (seen.batch.stream.tolist(), seen.batch.seq.tolist(), seen.batch.time.tolist())
        names += list(zip(*columns, strict=True))
        memory = seen.memory
    assert len(set(names)) == len(names)


@given(TICKS)
def test_going_through_the_journal_again_gives_the_same_tick(ticks):
    memory = once_more = start()
    for minute, messages in enumerate(ticks):
        seen = give(memory, minute, *messages)
        items = [(m, read(m.data) if raw is None else raw) for m, raw in again(STREAMS, seen.batch, seen.kept)]
        repeated = accept(TABLE, once_more, items, at(minute))
        memory = msgspec.msgpack.decode(msgspec.msgpack.encode(seen.memory), type=Memory)
        once_more = repeated.memory
        assert memory == once_more
        assert repeated.rejects == seen.rejects
        assert repeated.fresh == seen.fresh
        assert repeated.batch.quality.tolist() == seen.batch.quality.tolist()
        assert (repeated.forecasts, repeated.crews, repeated.intents) == (seen.forecasts, seen.crews, seen.intents)
