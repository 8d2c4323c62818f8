"""Faults as written on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.twin.swmm.faults import FaultError, Faults, parse_fault, resolve
from banyan.twin.swmm.spec import Fault, FaultKind
from tests.twin.towns import tiny_city

CITY = tiny_city()


@given(st.sampled_from(list(FaultKind)), st.integers(0, 2000), st.integers(1, 500) | st.none(),
       st.sampled_from([None, "GATE", "east-lake.level", "a:b"]))
def test_what_is_written_is_read(kind, begin, length, target):
    end = None if length is None else begin + length
    text = f"{kind}@{begin}" + (f"-{end}" if end else "") + (f":{target}" if target else "")
    assert parse_fault(text) == Fault(kind, begin, end, target)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gate-stuck", "KIND@FROM"),
        ("gate-stuck@", "KIND@FROM"),
        ("gate-stuck@-5", "KIND@FROM"),
        ("gate-stuck@60-30", "ends at minute 30"),
        ("gate-stuck@60-60", "ends at minute 60"),
        ("gate-stuck@nan", "KIND@FROM"),
        ("flood@60", "unknown kind 'flood'; kinds: gauge-stuck, gauge-silent, gauge-lies, gate-stuck"),
        ("", "KIND@FROM"),
    ],
)
def test_what_is_no_fault_says_the_form_or_the_kinds(text, says):
    with pytest.raises(FaultError, match=says):
        parse_fault(text)


def test_without_a_target_the_first_of_its_kind_by_id():
    found = resolve([Fault(kind, 10) for kind in FaultKind], CITY)
    assert {f.kind: f.target for f in found} == {
        "gauge-stuck": "LAKE.level", "gauge-silent": "LAKE.level", "gauge-lies": "LAKE.level", "gate-stuck": "GATE",
        "pump-fails": "PU", "forecast-lost": None, "all-gauges-cut": None,
    }


def test_an_unknown_target_is_refused_with_those_there_are():
    with pytest.raises(FaultError, match="unknown target 'GX'; town has GATE"):
        resolve([Fault(FaultKind.GATE_STUCK, 0, None, "GX")], CITY)
    with pytest.raises(FaultError, match="takes no target"):
        resolve([Fault(FaultKind.FORECAST_LOST, 0, None, "GATE")], CITY)


def test_a_lying_gauge_drifts_a_metre_in_an_hour_and_comes_back():
    faults = Faults((Fault(FaultKind.GAUGE_LIES, 100, 300, "x"),))
    assert [faults.drift("x", m) for m in (99, 100, 130, 160, 299, 300)] == [0, 0, 0.5, 1, 1, 0]
    assert faults.drift("y", 200) == 0
