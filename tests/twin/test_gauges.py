"""Gauges and forecasts of the simulated world: how they err, and that they err the same again."""

import itertools
import json
import statistics
from datetime import UTC, datetime, timedelta

import pytest

from banyan.model.stream import Measures, Stream
from banyan.twin.swmm.faults import Faults
from banyan.twin.swmm.gauges import Gauges
from banyan.twin.swmm.issue import Issues, forecast_error
from banyan.twin.swmm.scenario import Weather
from banyan.twin.swmm.spec import Fault, FaultKind
from tests.twin.towns import tiny_spec

START = datetime(2026, 7, 24, tzinfo=UTC)
DAYS = 20
LEVEL = Stream("lake.level", "lake", Measures.LEVEL, "m", -2, 5)
STREET = Stream("road.depth", "road", Measures.DEPTH, "m", 0, 3)


def heard(streams=(LEVEL,), faults=(), minutes=DAYS * 1440, true=1.0, seed=1):
    """[(minute of arrival, message), ...]"""
    gauges = Gauges(streams, seed, START, minutes, Faults(tuple(faults)))
    truth = dict.fromkeys((s.id for s in streams), true)
    return [(m, json.loads(line)) for m in range(minutes) for line in gauges.lines(m, truth)]


def fine(messages):
    results = [m["result"] for _, m in messages if m["unit"] == "m"]
    return [value for value in results if isinstance(value, float) and -5 < value < 9]


def test_levels_tremble_by_half_a_centimetre():
    values = fine(heard())
    assert statistics.mean(values) == pytest.approx(1.0, abs=0.001)
    assert statistics.stdev(values) == pytest.approx(0.005, rel=0.1)


def test_a_dry_street_reads_exactly_0():
    assert set(fine(heard((STREET,), true=0.0))) == {0.0}


def test_some_are_lost_late_doubled_and_absurd():
    messages = heard()
    count = DAYS * 1440
    by_seq = {}
    for arrived, message in messages:
        by_seq.setdefault(message["seq"], []).append((arrived, message))
    assert 0.003 < 1 - len(by_seq) / count < 0.008
    late = [(arrived, m) for ((arrived, m), *_) in by_seq.values() if arrived > m["seq"] - 1]
    assert 0.003 < len(late) / count < 0.008
    assert {arrived - (m["seq"] - 1) for arrived, m in late} == set(range(1, 9))
    twice = [two for two in by_seq.values() if len(two) == 2]
    assert 0.003 < len(twice) / count < 0.008
    assert all(a == b for a, b in twice)
    absurd = [m for _, m in messages if m["unit"] != "m" or m["result"] in (999.0, -99.0, "NaN", None)]
    assert 0.0004 < len(absurd) / count < 0.002
    assert {str(m["result"]) for m in absurd if m["unit"] == "m"} == {"999.0", "-99.0", "NaN", "None"}
    assert {m["unit"] for m in absurd} == {"m", "ft"}


def test_now_and_then_a_gauge_sticks_for_a_while():
    values = [m["result"] for _, m in heard()]
    longest, run = 1, 1
    for before, now in itertools.pairwise(values):
        run = run + 1 if now == before else 1
        longest = max(longest, run)
    assert 15 <= longest <= 61


def test_the_sequence_counts_minutes_whatever_is_lost():
    assert all(m["time"] == f"2026-07-24T{(m['seq'] - 1) // 60:02d}:{(m['seq'] - 1) % 60:02d}:00Z"
               for _, m in heard(minutes=600))


def test_a_streams_readings_do_not_depend_on_the_others():
    alone = heard((LEVEL,), minutes=500)
    assert [m for m in heard((STREET, LEVEL), minutes=500) if m[1]["stream"] == "lake.level"] == alone
    assert heard((LEVEL,), minutes=500, seed=2) != alone


def test_faults_of_gauges():
    stuck = heard(faults=[Fault(FaultKind.GAUGE_STUCK, 100, 200, "lake.level")], minutes=300)
    assert len(set(fine([(a, m) for a, m in stuck if 100 < m["seq"] <= 200]))) == 1
    silent = heard(faults=[Fault(FaultKind.GAUGE_SILENT, 100, 200, "lake.level")], minutes=300)
    assert [m["seq"] for _, m in silent if 100 < m["seq"] <= 200] == []
    lies = heard(faults=[Fault(FaultKind.GAUGE_LIES, 100, None, "lake.level")], minutes=300)
    assert fine([(a, m) for a, m in lies if m["seq"] == 201])[0] == pytest.approx(2.0, abs=0.03)
    cut = heard((LEVEL, STREET), [Fault(FaultKind.ALL_GAUGES_CUT, 100, 200)], 300)
    assert [a for a, _ in cut if 100 <= a < 200] == []
    assert {a for a, _ in cut if a >= 200} >= set(range(210, 299))


def test_forecasts_err_by_a_fifth_in_height_and_45_minutes_in_time():
    errors = [forecast_error(seed) for seed in range(2000)]
    assert statistics.stdev(height for height, _ in errors) >= 0.20
    assert statistics.stdev(late for _, late in errors) >= 45
    assert abs(statistics.mean(late for _, late in errors)) < 4
    assert 0.97 < statistics.mean(height for height, _ in errors) < 1.08
    assert min(height for height, _ in errors) > 0


def test_a_declared_error_is_kept_and_the_tide_is_true():
    weather = Weather(((60.0, 12.0), (120.0, 0.0)), ((0.0, 0.0), (600.0, 3.0)), None)
    issue = Issues(tiny_spec(forecast_height=0.5, forecast_late_min=120.0), weather).at(60)
    assert issue.rain_mm_per_h[17:25] == (0.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 0.0)
    assert issue.tide_m[10] == 0.5
    assert (issue.id, issue.issued_at.hour, issue.start.hour) == ("F-0002", 1, 0)
    assert issue.valid_until - issue.issued_at == timedelta(minutes=90)     # one issue may be late


def test_a_forecast_of_its_own_is_issued_as_it_is():
    weather = Weather(((60.0, 12.0), (120.0, 0.0)), None, None)
    issue = Issues(tiny_spec(forecast=((0.0, 3.0), (20.0, 0.0))), weather).at(0)
    assert issue.rain_mm_per_h[:3] == (3.0, 3.0, 0.0)
    assert issue.tide_m == ()
