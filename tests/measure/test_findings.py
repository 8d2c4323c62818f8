"""Each rule over the smallest case in which it finds something, and beside it one in which it doesn't."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any

import pytest

from banyan.measure.courses import Course
from banyan.measure.deed_texts import TEXTS as DEEDS
from banyan.measure.finding_texts import TEXTS
from banyan.measure.findings import Finding, Known, findings
from banyan.measure.history import History
from banyan.measure.predicted import Expected, LevelError, RainError
from banyan.measure.warnings import Told, false_alarms, missed
from banyan.model.city import Place
from banyan.model.effect import Flooding, Run
from banyan.model.ids import AlertId, PlaceId, RecordId, StreamId
from banyan.model.level import Level
from banyan.model.record import Record
from banyan.model.stream import Measures
from banyan.model.text import Name, Said
from banyan.model.time import Instant, minutes

START = datetime(2026, 7, 24, 3, 0, tzinfo=UTC)
DEPTH = StreamId("tower-road.depth")
TOWER = Name("塔前路", "Tower Road")
STREET = Place(PlaceId("tower-road"), TOWER, (119.6, 26.0), stream=DEPTH, pump_position="tower-road")
CALM: dict[str, Any] = {
    "history": History([]), "courses": {}, "places": (STREET,), "lakes": (), "run": None,
    "ends": START + timedelta(hours=6), "mark_m": 0.10, "accepted": 1000, "alerts": [], "missed": [], "false": [],
    "looks": [], "levels": [], "rain": [], "models": [],
}  # fmt: skip


def at(minute: float) -> Instant:
    return START + minutes(minute)


def depth(peak: float, over: Instant | None) -> Course:
    none: list[float | None] = [None]
    return Course(DEPTH, Measures.DEPTH, "m", START, minutes(10), none, none, none, 60, peak, at(70), over, over)


def look(known: Instant, high: float) -> Expected:
    times = [known + minutes(60)]
    return Expected("D-1", DEPTH, known - minutes(5), known, times, [high / 2], [0.0], [high])


def alert(**changes: Any) -> Told:
    given: dict[str, Any] = {
        "id": AlertId("a"), "rule": "street.tower-road", "kind": "threshold", "place": STREET.id,
        "subject": "tower-road", "worst": Level.II, "raised_at": at(60), "reason": Said("judge.threshold.over"),
        "records": ("a#1",), "over_at": at(59), "acknowledged_at": at(62), "acknowledged_by": "duty-officer-1",
    }  # fmt: skip
    return Told(**(given | changes))


def keys(**known: Any) -> list[str]:
    return [finding.said.key for finding in findings(Known(**(CALM | known)))]


def found(**known: Any) -> Finding:
    (one,) = findings(Known(**(CALM | known)))
    return one


WET = {"courses": {DEPTH: depth(0.31, at(60))}, "places": (
    Place(STREET.id, STREET.name, STREET.at, stream=DEPTH),)}      # no position: nobody could have come


def test_nothing_is_found_where_nothing_happened() -> None:
    assert findings(Known(**CALM)) == []


def test_a_flood_that_was_expected_says_how_long_before() -> None:
    flood = found(**WET, looks=[look(at(10), 0.2)])
    assert (flood.said.key, flood.said.args["lead"], flood.records) == ("finding.flooded.foreseen", "50", ("D-1",))


def test_a_flood_that_no_look_ahead_saw_counts_only_the_looks_before_it() -> None:
    flood = found(**WET, looks=[look(at(10), 0.05), look(at(90), 0.5)])
    assert (flood.said.key, flood.said.args["n"]) == ("finding.flooded.unseen", "1")


def test_a_flood_before_the_first_look_ahead_was_not_watched() -> None:
    assert keys(**WET, looks=[look(at(90), 0.5)]) == ["finding.flooded.unwatched"]


def task(arrived: Instant | None) -> Record:
    body = {"id": "T-1", "case": "C-1", "place": "tower-road", "action": "mobile-pump", "status": "working",
            "created_at": at(61), "crew": "crew-1", "arrived_at": arrived}
    return Record(RecordId("T-1#4"), "task", "banyan.task/1", at(70), "crew-1", (), body)


def test_a_crew_after_the_water_is_told_with_its_minutes_and_one_before_it_is_not() -> None:
    wet = {"courses": {DEPTH: depth(0.31, at(60))}}
    late = [f for f in findings(Known(**(CALM | wet | {"history": History([task(at(68))])}))) if f.kind == "crew"]
    assert [(f.said.key, f.said.args["minutes"], f.records) for f in late] == [("finding.crew.late", "8", ("T-1#4",))]
    assert "finding.crew.late" not in keys(**wet, history=History([task(at(50))]))
    assert "finding.crew.none" in keys(**wet)


def test_alerts_acknowledged_in_time_are_no_finding_late_or_never_are() -> None:
    assert keys(alerts=[alert()]) == []
    assert found(alerts=[alert(acknowledged_at=at(75))]).said.args["minutes"] == "15"
    never = found(alerts=[alert(), alert(acknowledged_at=None, records=("b#1",))])
    assert (never.said.key, never.said.args, never.records) == (
        "finding.alert.unacknowledged", {"n": "1", "of": "2"}, ("b#1",))


@pytest.mark.parametrize(("expected", "fell", "key"), [
    (100.0, 150.0, ["finding.forecast.low"]), (150.0, 100.0, ["finding.forecast.high"]), (100.0, 105.0, []),
    (2.0, 6.0, []),       # a drizzle says nothing about a forecast
])  # fmt: skip
def test_a_forecast_far_off_is_found(expected: float, fell: float, key: list[str]) -> None:
    assert keys(rain=[RainError("F-1", START, expected, fell)]) == key


def test_bands_that_said_too_little_are_one_finding_over_all_gauges() -> None:
    wrong = [LevelError(StreamId(f"g{i}"), 100, {60: 0.05, 360: 0.4}, 0.1, 0.1 * i, 0.9, at(5), ("D-1",))
             for i in (1, 2, 8)]
    one = found(levels=wrong)
    assert (one.said.args["n"], one.said.args["of"], one.said.args["stream"]) == ("2", "3", "g1")


def test_the_gravest_comes_first() -> None:
    grave = findings(Known(**(CALM | {"violations": [("O-9", "ramp: 40 % in a minute")],
                                      "rain": [RainError("F-1", START, 100, 150)]})))
    assert [f.kind for f in grave] == ["violation", "forecast"]


def test_a_street_under_water_without_an_alert_is_missed_and_a_silent_gauge_is_no_alert_about_water() -> None:
    courses = {str(DEPTH): depth(0.31, at(60))}
    assert [m.place for m in missed([], (STREET,), courses, None, 0.10)] == ["tower-road"]
    assert [m.place for m in missed([alert(kind="silence")], (STREET,), courses, None, 0.10)] == ["tower-road"]
    assert missed([alert()], (STREET,), courses, None, 0.10) == []
    assert missed([], (STREET,), {str(DEPTH): depth(0.04, None)}, None, 0.10) == []


def test_a_street_whose_gauge_saw_nothing_is_missed_when_the_run_says_that_it_ponded() -> None:
    ponded = Run(Flooding(), {"tower-road": 0.5}, {}, {}, {})
    assert [m.peak for m in missed([], (STREET,), {}, ponded, 0.10)] == [None]


def test_expected_ponding_that_did_not_come_was_averted_unless_it_would_not_have_come_anyway() -> None:
    dry, wet = (Run(Flooding(v, v, 0, {"tower-road": v}), {"tower-road": v}, {}, {}, {}) for v in (0.0, 9.0))
    told = [alert(rule="expected/tower-road.depth", kind="expected")]

    def false(run: Run | None, passive: Run | None) -> list[str]:
        return [f.said.key for f in false_alarms(told, (), (STREET,), {}, run, at(600), passive)]

    assert false(dry, dry) == ["false.expected"]
    assert false(dry, wet) == []
    assert false(wet, wet) == []
    assert false(dry, None) == []


def test_a_flood_of_unknown_volume_is_not_said_to_be_none() -> None:
    assert found(**WET, looks=[look(at(10), 0.2)]).said.args["m3"] == "finding.unknown"


def test_without_a_run_no_ponding_alarm_is_called_false() -> None:
    assert false_alarms([alert()], (), (STREET,), {}, None, at(600)) == []


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(TEXTS | DEEDS))
def test_both_languages_tell_the_same_facts(key: str) -> None:
    name = (TEXTS | DEEDS)[key]
    assert fields(name.zh) == fields(name.en)
    assert name.zh != ""
