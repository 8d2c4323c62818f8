"""The scanner of CreateObservations reads what the general reader reads, or nothing at all."""

import json
from datetime import timedelta, timezone

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from banyan.edges.sensorthings.arrays import read_arrays
from banyan.edges.sensorthings.entity import read_json
from banyan.edges.sensorthings.render import self_link
from banyan.edges.sensorthings.scan import scan, write_links
from banyan.model.columns import COLUMNS, NO_TIME
from banyan.model.compiled import FAST
from banyan.model.things import OBSERVATION, Draft, Wrong
from banyan.model.time import instant, iso
from banyan.stores.things.plain import plain

pytestmark = pytest.mark.skipif(not FAST, reason="without numba the general reader reads everything")
NOW = 1_700_000_000_000_000
TIMES = st.integers(-62_000_000_000_000_000, 250_000_000_000_000_000) | st.integers(0, 3_000_000_000).map(
    lambda second: second * 1_000_000)
NUMBERS = (
    st.integers(-(2**53), 2**53).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
    | st.decimals(-1000, 1000, places=3).map(str)
    | st.from_regex(r"-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?", fullmatch=True)
).filter(lambda text: text != "-0")     # fmt: skip
SPACE = st.sampled_from(["", "", "", " ", "\n", "\t ", "\r\n"])


def elsewhere(at):
    """The same instant as other clocks and other programs write it."""
    minutes = at.second * 29 % 1680 - 840
    text = at.astimezone(timezone(timedelta(minutes=minutes))).isoformat(timespec="milliseconds" if at.second % 2
                                                                         and at.microsecond % 1000 == 0 else "auto")
    return text if at.second % 3 or minutes else text.replace("+00:00", "Z")


@st.composite
def groups(draw):
    """One group of a plain body, as text."""
    names = draw(st.permutations(["phenomenonTime", "result", "resultTime", "FeatureOfInterest/id"]))
    names = [name for name in names if name == "result" or draw(st.booleans())]

    def cell(name):
        if name == "result":
            return draw(NUMBERS)
        if name == "FeatureOfInterest/id":
            return draw(st.sampled_from(["null", "1", "70", "4294967295"]))
        time = f'"{draw(st.sampled_from([iso, elsewhere]))(instant(draw(TIMES)))}"'
        return draw(st.sampled_from([time, "null"])) if name == "resultTime" else time

    rows = [f"[{','.join(draw(SPACE) + cell(name) + draw(SPACE) for name in names)}]"
            for _ in range(draw(st.integers(0, 4)))]
    parts = [f'"Datastream"{draw(SPACE)}:{{"@iot.id":{draw(st.integers(1, 2**31))}}}',
             f'"components":{json.dumps(names, separators=("," + draw(SPACE), ":"))}',
             f'"dataArray":[{(draw(SPACE) + ",").join(rows)}]']
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, 3)), f'"dataArray@iot.count":{len(rows)}')
    return "{" + (draw(SPACE) + ",").join(parts) + draw(SPACE) + "}"


bodies = st.builds(lambda parts, a, b: f"{a}[{','.join(parts)}]{b}".encode(), st.lists(groups(), max_size=3),
                   SPACE, SPACE)
PIECES = [b"", b" ", b"0", b"1", b"-", b".", b"e", b"E5", b",", b"[", b"]", b"{", b"}", b'"', b":", b"null", b"true",
          b"Z", b"\\u0041",
          "水".encode(), b"\x00", b"NaN", b"1e999", b"+01:00", b"T24:00:00", b"2024-02-30", b"99999999999999999999",
          b'"result"', b'"Datastream":{"@iot.id":2},', b'"x":1,', b".000", b".5", b"/"]  # fmt: skip


@st.composite
def mutated(draw):
    body = draw(bodies)
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(body)))
        end = min(len(body), begin + draw(st.integers(0, 6)))
        body = body[:begin] + draw(st.sampled_from(PIECES) | st.binary(max_size=2)) + body[end:]
    return body


def same(found, body):
    """Whether the general reader, too, takes every row of the body as plain, and as these columns."""
    drafts = read_arrays(read_json(body))
    assert all(isinstance(draft, Draft) for draft in drafts)
    places, theirs = plain(drafts, NOW)
    assert places == list(range(len(drafts)))
    for name, _ in COLUMNS:
        ours, other = getattr(found, name), getattr(theirs, name)
        assert ours.dtype == other.dtype
        np.testing.assert_array_equal(ours.view("i8") if name == "value" else ours,
                                      other.view("i8") if name == "value" else other)   # -0.0 is not 0.0


@settings(max_examples=300, deadline=None)
@given(bodies)
def test_a_plain_body_is_read_as_the_general_reader_reads_it(body):
    try:
        drafts = read_arrays(read_json(body))
    except Wrong:
        drafts = [Wrong(400, "")]           # a number beyond all numbers
    found = scan(body, NOW)
    if not all(isinstance(draft, Draft) for draft in drafts) or len(plain(drafts, NOW)[0]) < len(drafts):
        assert found is None
    else:
        assert found is not None
        same(found, body)


@settings(max_examples=1500, deadline=None)
@given(mutated())
@example(b'[{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[-0]]}]')
@example(b'[{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[1]')
@example(b'[{"Datastream":{"@iot.id":1},"components":["result","phenomenonTime"],"dataArray":[[1,"2024-02-29T')
def test_the_same_bytes_are_never_read_otherwise(body):
    found = scan(body, NOW)
    if found is not None:
        same(found, body)


@pytest.mark.parametrize("row", [
    '["x"]', "[true]", "[null]", "[01]", "[1.]", "[.5]", "[1e]", "[-]", "[1,2]", "[]", "[9007199254740993]", "[1e400]",
    "[[1]]", '[{"a":1}]', "[1],", "[+1]", "[0x1]", "[Infinity]",
])  # fmt: skip
def test_what_is_not_plain_is_left_to_the_general_reader(row):
    assert scan(f'[{{"Datastream":{{"@iot.id":1}},"components":["result"],"dataArray":[{row}]}}]'.encode(), NOW) is None


@pytest.mark.parametrize("time", [
    "2024-05-01T08:00:00.1234567Z", "2024-05-01T08:00:00.Z", "2024-05-01T08:00:00+0800", "2024-05-01 08:00:00Z",
    "2024-05-01T08:00:00+24:00", "2024-05-01T08:00:00+08:60", "2024-05-01T08:00:00", "2024-05-01T08:00:00 08:00",
    "0001-01-01T00:00:00+08:00", "2024-05-01T08:00:00z",
    "2023-02-29T08:00:00Z", "0000-01-01T00:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T08:00:60Z",
    "2024-05-01T08:00:00Z/2024-05-01T09:00:00Z", "2024-13-01T08:00:00Z",
])  # fmt: skip
def test_a_time_in_another_form_is_left_to_the_general_reader(time):
    body = f'[{{"Datastream":{{"@iot.id":1}},"components":["phenomenonTime","result"],"dataArray":[["{time}",1]]}}]'
    assert scan(body.encode(), NOW) is None


@pytest.mark.parametrize("time", [
    "2024-05-01T00:00:00Z", "2024-05-01T08:00:00+08:00", "2024-04-30T20:30:00.0-03:30", "2024-05-01T00:00:00.000Z",
    "2024-05-01T00:00:00.000000-00:00",
])  # fmt: skip
def test_an_instant_is_read_in_whatever_offset_it_was_written(time):
    body = f'[{{"Datastream":{{"@iot.id":1}},"components":["phenomenonTime","result"],"dataArray":[["{time}",1]]}}]'
    found = scan(body.encode(), NOW)
    assert found is not None
    assert found.time.tolist() == [1_714_521_600_000_000]
    same(found, body.encode())


def test_a_time_that_is_not_said_is_now_and_a_result_time_none():
    found = scan(b'[{"components":["result"],"Datastream":{"@iot.id":7},"dataArray":[[5],[5.0]]}]', NOW)
    assert found is not None
    assert found.time.tolist() == [NOW, NOW]
    assert found.result_time.tolist() == [NO_TIME, NO_TIME]
    assert found.whole.tolist() == [True, False]
    assert found.stream.tolist() == [7, 7]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**53)), st.sampled_from(["http://localhost/v1.1", 'http://a"b\\c/v1.1', "http://水/v1.1"]))
def test_the_answer_has_a_link_for_each_observation_and_error_where_there_is_none(ids, base):
    said = msgspec.json.decode(write_links(base, np.array(ids, "i8")))
    assert said == [self_link(base, OBSERVATION, eid) if eid else "error" for eid in ids]
