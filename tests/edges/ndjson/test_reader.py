"""The NDJSON edge: every line becomes a noun or says why not, and nothing raises."""

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.ndjson.reader import MAX_LINE, read
from banyan.model.case import CrewStatus
from banyan.model.forecast import Forecast
from banyan.model.intent import Action, Intent
from banyan.model.messages import CrewReport, Malformed, RawReading

AT = datetime(2026, 7, 24, 14, tzinfo=UTC)
TIME = '"time":"2026-07-24T14:00:00Z"'


def reading(**changes: object) -> bytes:
    line = {"stream": "east-lake.level", "seq": 12, "time": "2026-07-24T14:00:00Z", "result": 1.42, "unit": "m"}
    line.update(changes)
    return json.dumps(line).encode()


def where(line: bytes) -> str:
    answer = read(line)
    assert isinstance(answer, Malformed), answer
    return answer.where


def test_the_line_of_the_architecture_page_is_a_reading():
    assert read(reading()) == RawReading("east-lake.level", 12, AT, 1.42, "m")


def test_seq_and_unit_may_be_left_out_or_null():
    expected = RawReading("a", None, AT, 1, None)
    assert read(f'{{"stream":"a",{TIME},"result":1}}'.encode()) == expected
    assert read(f'{{"stream":"a",{TIME},"result":1,"seq":null,"unit":null}}\r\n'.encode()) == expected


def test_fields_that_we_do_not_know_are_let_pass():
    assert read(reading(battery="good", tags={"a": [1]})) == RawReading("east-lake.level", 12, AT, 1.42, "m")


def test_an_offset_is_turned_into_utc():
    answer = read(reading(time="2026-07-24T22:00:00+08:00"))
    assert isinstance(answer, RawReading)
    assert answer.time == AT
    assert answer.time.tzinfo is UTC


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_token_that_is_no_finite_number_reaches_perceive_as_what_it_is(token):
    answer = read(f'{{"stream":"a","seq":1,{TIME},"result":{token}}}'.encode())
    assert isinstance(answer, RawReading)
    assert not math.isfinite(answer.result)


@pytest.mark.parametrize("result", ["NaN", "1.42", True, None, [1], {"value": 1}])
def test_a_result_that_is_no_number_reaches_perceive_as_it_is(result):
    answer = read(reading(result=result))
    assert isinstance(answer, RawReading)
    assert answer.result == result


@pytest.mark.parametrize(
    ("line", "at"),
    [
        (b"", "character 0"),
        (b"not json", "character 0"),
        (b"\xff\xfe{}", "byte 0"),
        (b"[1, 2]", "line"),
        (b"{}", "line"),
        (b'{"stream":"a","crew":"b"}', "line"),
        (b"[" * 100_000, "line"),
        (b'{"a":' * 50_000, "line"),
        (f'{{"stream":"a",{TIME},"result":{"[" * 20_000}{"]" * 20_000}}}'.encode(), "line"),
        (f'{{"stream":"a",{TIME},"result":{"9" * 5000}}}'.encode(), "line"),
        (f'{{"stream":"a",{TIME}}}'.encode(), "line"),
        (f'{{"stream":"\\ud800",{TIME},"result":1}}'.encode(), "line"),
        (f'{{"stream":"a",{TIME},"result":1,"x":"\\udfff"}}'.encode(), "line"),
        (b" " * (MAX_LINE + 1), "line"),
        (reading(stream=""), "stream"),
        (reading(stream="a" * 201), "stream"),
        (reading(stream="a\n"), "stream"),
        (reading(stream=7), "$.stream"),
        (reading(seq=-1), "seq"),
        (reading(seq=2**63), "seq"),
        (reading(seq="12"), "$.seq"),
        (reading(seq=True), "$.seq"),
        (reading(unit=5), "$.unit"),
        (reading(time="2026-07-24T14:00:00"), "time"),
        (reading(time="yesterday"), "$.time"),
        (reading(time=1784901600), "$.time"),
        (reading(time="0001-01-01T00:00:00+12:00"), "time"),
        (reading(time="9999-12-31T23:59:59-12:00"), "time"),
    ],
)
def test_a_bad_line_says_where_it_is_bad(line, at):
    assert where(line) == at


def test_a_key_that_comes_twice_is_not_guessed_at():
    assert where(f'{{"stream":"a","seq":1,"seq":2,{TIME},"result":1}}'.encode()) == "key 'seq'"
    assert where(f'{{"stream":"a","seq":1,{TIME},"result":1,"result":2}}'.encode()) == "key 'result'"
    assert where(f'{{"stream":"a","seq":1,{TIME},"result":{{"v":1,"v":2}}}}'.encode()) == "key 'v'"


def forecast(**changes: object) -> bytes:
    line = {
        "forecast": "F-0001",
        "issued_at": "2026-07-24T14:00:00Z",
        "valid_until": "2026-07-24T20:00:00Z",
        "start": "2026-07-24T14:00:00Z",
        "step_min": 10,
        "rain_mm_per_h": [0, 12.5],
        "tide_m": [1.0, -0.5],
    }
    line.update(changes)
    return json.dumps(line).encode()


def test_a_forecast_is_read_with_rain_and_tide():
    until = datetime(2026, 7, 24, 20, tzinfo=UTC)
    assert read(forecast()) == Forecast("F-0001", AT, until, AT, 10, (0.0, 12.5), (1.0, -0.5))


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"step_min": 0}, "step_min"),
        ({"step_min": 10.5}, "$.step_min"),
        ({"rain_mm_per_h": []}, "rain_mm_per_h"),
        ({"rain_mm_per_h": [-1]}, "rain_mm_per_h"),
        ({"rain_mm_per_h": [float("nan")]}, "rain_mm_per_h"),
        ({"rain_mm_per_h": [1e9]}, "rain_mm_per_h"),
        ({"rain_mm_per_h": [1] * 10_001}, "rain_mm_per_h"),
        ({"rain_mm_per_h": ["1"]}, "$.rain_mm_per_h[0]"),
        ({"tide_m": [float("inf")]}, "tide_m"),
        ({"start": "9999-12-31T23:00:00Z", "step_min": 1440}, "start"),
        ({"issued_at": "2026-07-24T14:00:00"}, "issued_at"),
        ({"forecast": ""}, "forecast"),
    ],
)
def test_a_forecast_that_can_not_be_used_says_why(changes, at):
    assert where(forecast(**changes)) == at


def test_a_crews_report_is_read():
    line = (
        '{"crew":"crew-1","seq":3,' + TIME + ',"status":"on-site","place":"tower-road","task":"T-0003",'
        '"expected_at":"2026-07-24T14:00:00Z","report":{"key":"crew.arrived","args":{"place":"tower-road"}}}'
    )
    answer = read(line.encode())
    assert isinstance(answer, CrewReport)
    assert (answer.crew, answer.seq, answer.status, answer.place) == ("crew-1", 3, CrewStatus.ON_SITE, "tower-road")
    assert answer.expected_at == AT
    assert where(b'{"crew":"crew-1","seq":3,' + TIME.encode() + b',"status":"asleep"}') == "$.status"


def test_an_intent_is_read_and_an_unknown_action_is_not():
    line = b'{"intent":{"id":"i-1","by":"duty","action":"alert.shelve","target":"x","args":{"minutes":"30"}}}'
    assert read(line) == Intent("i-1", "duty", Action.SHELVE, "x", {"minutes": "30"})
    assert where(line.replace(b"alert.shelve", b"alert.eat")) == "$.action"
    assert where(b'{"intent":[]}') == "line"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = ["stream", "seq", "time", "result", "unit", "forecast", "issued_at", "start", "step_min", "rain_mm_per_h",
        "crew", "status", "intent", "id", "by", "action"]  # fmt: skip
NEAR_MISSES = st.dictionaries(st.sampled_from(KEYS), JSON | st.just("2026-07-24T14:00:00Z")).map(
    lambda line: json.dumps(line).encode()
)


@given(st.binary() | NEAR_MISSES | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_the_reader_raise(line):
    read(line)


@given(st.text(), st.integers() | st.none(), JSON)
def test_a_well_formed_reading_comes_back_as_it_was_sent(stream, seq, result):
    answer = read(json.dumps({"stream": stream, "seq": seq, "time": "2026-07-24T14:00:00Z", "result": result}).encode())
    sound = 0 < len(stream) <= 200 and stream.isprintable() and (seq is None or 0 <= seq < 2**63)
    if sound and not isinstance(answer, Malformed):
        assert (answer.stream, answer.seq, answer.time) == (stream, seq, AT)
        assert repr(answer.result) == repr(result)
    else:
        assert isinstance(answer, Malformed)
        assert not sound or "surrogates" in answer.expected
