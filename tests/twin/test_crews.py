"""Crews of the simulated world: when they are where, and when their pump runs."""

import math
from datetime import UTC, datetime

import pytest

from banyan.model.case import Crew
from banyan.model.city import Place
from banyan.model.text import Name
from banyan.twin.crews import SET_UP_S, Crews, Pumping, distance_km, points

START = datetime(2026, 7, 24, tzinfo=UTC)
NAME = Name("一组", "One")
# Home lies one degree of latitude / 50 = 2.224 km north of the place; 1.4 times that at 25 km/h is 448 s.
HOME, THERE = (119.6, 26.02), (119.6, 26.00)
DECLARED_S = 448


def town(crews=1):
    places = (Place("road", NAME, THERE, pump_position="pump-road"), Place("gauge", NAME, THERE))
    return Crews(tuple(Crew(f"crew-{i + 1}", NAME, ("pump",), HOME) for i in range(crews)), places, 1, START)


def until(crews, status, second=0, depths=None):
    """Step by 10 s until a crew says `status`; returns (second, message, pumping)."""
    for at in range(second, second + 7200, 10):
        pumping, messages = crews.step(at, depths or {})
        for message in messages:
            if message["status"] == status:
                return at, message, pumping
    raise AssertionError(f"nobody was {status} within two hours")


def test_a_degree_of_latitude_is_111_km():
    assert round(distance_km((0, 0), (0, 1)), 1) == 111.2
    assert distance_km(HOME, HOME) == 0


def test_travel_arrive_pump_report_return():
    crews = town()
    _, [sent] = crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    assert (sent["status"], sent["seq"], sent["task"], sent["place"]) == ("travelling", 1, "T-1", "road")
    assert sent["expected_at"] == "2026-07-24T00:07:29Z"
    arrived, message, _ = until(crews, "on-site", depths={"road": 0.234})
    assert abs(arrived - DECLARED_S) <= 0.15 * DECLARED_S + 10
    assert message["report"] == {"key": "crew.arrived", "args": {"depth_cm": "23"}}
    working, message, pumping = until(crews, "working", arrived)
    assert arrived + SET_UP_S - 10 <= working <= arrived + SET_UP_S
    assert pumping == [Pumping("pump-road", True)]
    pumping, [message] = crews.recall("T-1", "crew-1", working + 600, 0.02)
    assert pumping == [Pumping("pump-road", False)]
    assert (message["status"], message["report"]["args"]) == ("returning", {"depth_cm": "2"})
    _, message, _ = until(crews, "home", working + 600)
    assert (message["seq"], message["task"], message["place"]) == (5, None, None)


def test_orders_delivered_twice_are_done_once():
    crews = town()
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    assert crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 10) == ([], [])
    crews.recall("T-1", "crew-1", 60, None)
    assert crews.recall("T-1", "crew-1", 70, None) == ([], [])
    assert crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 80) == ([], [])


def test_orders_for_nobody_and_nowhere_change_nothing():
    crews = town()
    assert crews.dispatch("T-1", "crew-9", "road", "mobile-pump", 0) == ([], [])
    assert crews.dispatch("T-1", "crew-1", "nowhere", "mobile-pump", 0) == ([], [])
    assert crews.recall("T-9", "crew-1", 0, None) == ([], [])
    assert not crews.awaited(7200)


def test_a_crew_called_back_on_its_way_turns_round_where_it_is():
    crews = town()
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    crews.recall("T-1", "crew-1", 100, None)
    home, _, pumping = until(crews, "home", 100)
    assert 100 * 0.7 < home - 100 < 100 * 1.4      # as far back as it had come, each way within 15 %
    assert pumping == []


def test_a_place_without_a_pump_position_is_only_looked_at():
    crews = town()
    crews.dispatch("T-1", "crew-1", "gauge", "mobile-pump", 0)
    arrived, message, _ = until(crews, "on-site", depths={"gauge": 0.4})
    assert message["report"]["args"] == {"depth_cm": "40"}
    assert crews.step(arrived + 3600, {}) == ([], [])


def test_sent_elsewhere_a_working_crew_stops_its_pump_first():
    crews = town()
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    working, _, _ = until(crews, "working")
    pumping, [message] = crews.dispatch("T-2", "crew-1", "gauge", "inspect", working + 10)
    assert pumping == [Pumping("pump-road", False)]
    assert message["expected_at"] == message["time"]       # the two places are one spot


def test_a_pump_stops_with_the_last_crew_that_works_it():
    crews = town(crews=2)
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    crews.dispatch("T-2", "crew-2", "road", "mobile-pump", 0)
    for at in range(0, 1800, 10):
        crews.step(at, {})
    assert crews.recall("T-1", "crew-1", 1800, None)[0] == []
    assert crews.recall("T-2", "crew-2", 1810, None)[0] == [Pumping("pump-road", False)]


# A corner as far from home as from the place.
CORNER = (119.62, 26.01)


def test_a_crew_follows_the_points_it_was_given():
    crews = town()
    _, [sent] = crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0, (HOME, CORNER, THERE))
    way = distance_km(HOME, CORNER) + distance_km(CORNER, THERE)
    minute, second = divmod(math.ceil(way / 25 * 3600), 60)
    assert sent["expected_at"] == f"2026-07-24T00:{minute:02}:{second:02}Z"
    arrived, _, _ = until(crews, "on-site")
    assert abs(arrived - way / 25 * 3600) <= 0.15 * way / 25 * 3600 + 10


def test_a_crew_turned_round_half_way_stands_on_its_way_and_not_beside_it():
    crews = town()
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0, (CORNER,))
    party = crews._parties["crew-1"]
    half = (party.arrive_s - party.left_s) // 2
    crews.recall("T-1", "crew-1", half, None)
    assert party.at == pytest.approx(CORNER, abs=0.001)      # both legs are equally long


def test_a_task_given_to_the_same_crew_again_is_told_by_its_number():
    crews = town()
    crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 0)
    crews.dispatch("T-2", "crew-1", "gauge", "inspect", 10)
    assert crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 20) == ([], [])
    _, [sent] = crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 30, n=2)
    assert (sent["task"], sent["place"]) == ("T-1", "road")
    assert crews.dispatch("T-1", "crew-1", "road", "mobile-pump", 40, n=2) == ([], [])


@pytest.mark.parametrize("said", [None, "119,26", [[119.6]], [[119.6, "26"]], [[True, False]], [[400.0, 26.0]],
                                  [[119.6, float("nan")]], {"a": 1}, [None]])
def test_points_that_are_none_are_no_way(said):
    assert points(said) == ()


def test_points_are_pairs_of_degrees():
    assert points([[119.6, 26], [119.7, 26.1]]) == ((119.6, 26.0), (119.7, 26.1))
