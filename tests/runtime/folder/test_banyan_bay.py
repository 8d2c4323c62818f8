"""Banyan Bay, the demo's city, and the template: what they declare agrees with their networks and sources."""

from datetime import date

import pytest

from banyan.model.authority import Refused, authorize
from banyan.model.calendar import Calendar
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action
from banyan.model.rule import RuleKind
from banyan.runtime.folder import find_city, load
from banyan.twin.swmm.network import Network
from banyan.twin.swmm.network import load as load_network


@pytest.fixture(scope="module")
def city() -> City:
    return load(find_city("banyan-bay"))


@pytest.fixture(scope="module", params=["banyan-bay", "template"])
def both(request: pytest.FixtureRequest) -> tuple[City, Network]:
    """A ready city and its network: the facts that stand in both must agree."""
    folder = find_city(request.param)
    city = load(folder)
    assert city.hydraulics is not None
    return city, load_network(folder / city.hydraulics.network)


def test_lakes_have_the_surface_and_the_bank_of_the_network(both: tuple[City, Network]) -> None:
    city, network = both
    assert city.hydraulics is not None
    for lake in city.lakes:
        node = network.nodes()[city.hydraulics.lakes[lake.id]]
        assert lake.bank == pytest.approx(node.rim)
        name = next(row[5] for row in network.rows("STORAGE") if row[0] == node.id)
        curve = [[float(x) for x in row[-2:]] for row in network.rows("CURVES") if row[0] == name]
        assert [list(pair) for pair in lake.area_m2] == [
            pytest.approx([node.invert + depth, area]) for depth, area in curve
        ]


def test_pumps_start_and_stop_where_their_floats_do(both: tuple[City, Network]) -> None:
    city, network = both
    assert city.hydraulics is not None
    rows = {row[0]: row for row in network.rows("PUMPS")}
    sump = network.nodes()["PS"].invert
    for device in city.devices:
        if device.kind is Kind.PUMP:
            start, stop = (float(x) for x in rows[city.hydraulics.pumps[device.id]][5:7])
            assert (device.start_level, device.stop_level) == pytest.approx((sump + start, sump + stop))


def test_gates_know_the_size_of_their_openings(both: tuple[City, Network]) -> None:
    city, network = both
    assert city.hydraulics is not None
    sizes = {row[0]: float(row[2]) * float(row[3]) for row in network.rows("XSECTIONS")}
    for gate in (d for d in city.devices if d.kind is Kind.GATE):
        assert city.controller[f"opening_m2.{gate.id}"] == pytest.approx(sizes[city.hydraulics.gates[gate.id]])


def test_every_stream_but_crews_and_forecast_has_a_silence_rule(city: City) -> None:
    watched = {rule.of for rule in city.rules if rule.kind is RuleKind.SILENCE}
    assert [s.id for s in city.streams if s.id not in watched] == []


def test_every_street_and_lake_has_a_ladder_of_four_levels(city: City) -> None:
    ladders = {rule.subject: len(rule.limits) for rule in city.rules if rule.id.startswith(("ponding.", "lake."))}
    streets = [p.id for p in city.places if p.kind == "ponding-point"]
    assert ladders == dict.fromkeys([*streets, *(lake.id for lake in city.lakes)], 4)


def test_rain_warnings_are_the_four_signals_of_the_standard(city: City) -> None:
    signals = {
        limit.level.value: (limit.raise_at, rule.window_min)
        for rule in city.rules if rule.kind is RuleKind.FORECAST for limit in rule.limits
    }  # fmt: skip
    # blue 50 mm in 12 h, yellow 50 mm in 6 h, orange 50 mm in 3 h, red 100 mm in 3 h
    assert signals == {"IV": (50, 720), "III": (50, 360), "II": (50, 180), "I": (100, 180)}


def test_names_are_chinese_in_chinese_and_english_in_english(city: City) -> None:
    things = (
        *city.lakes, *city.places, *city.devices, *city.crews, *city.case_types, *city.storms,
        *city.authority.roles, *city.authority.principals,
    )  # fmt: skip
    for name in (city.name, *(thing.name for thing in things)):
        assert not any(c.isascii() and c.isalpha() for c in name.zh), name.zh
        assert name.en.isascii(), name.en


def test_the_controller_may_propose_and_nothing_else(city: City) -> None:
    robot = PrincipalId("controller:storm-rule")
    assert authorize(city.authority, robot, "proposal.make") == "controller"
    for action in (*Action, "standing.grant", "readings.send"):
        with pytest.raises(Refused):
            authorize(city.authority, robot, action)
    (standing,) = city.authority.standing
    assert (standing.holder, standing.devices) == (robot, tuple(d.id for d in city.devices))


@pytest.mark.parametrize("principal", ["auditor-1", "gateway-1", "frontline-1"])
def test_who_only_reads_sends_or_works_on_the_street_approves_and_stops_nothing(city: City, principal: str) -> None:
    for action in (Action.APPROVE, Action.REFUSE, Action.STOP, Action.RELEASE, Action.CLOSE):
        with pytest.raises(Refused):
            authorize(city.authority, PrincipalId(principal), action)


def is_worked(calendar: Calendar, day: date) -> bool:
    return day in calendar.workdays or (day not in calendar.holidays and day.weekday() not in calendar.weekend)


# Holiday and make-up days per year, counted from the State Council's notices of 2023-10-25, 2024-11-12 and 2025-11-04.
@pytest.mark.parametrize(("year", "off", "swapped"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_the_calendar_has_the_days_of_the_notices(city: City, year: int, off: int, swapped: int) -> None:
    assert sum(day.year == year for day in city.calendar.holidays) == off
    assert sum(day.year == year for day in city.calendar.workdays) == swapped


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 9), True), (date(2024, 2, 10), False), (date(2024, 2, 18), True), (date(2024, 10, 12), True),
        (date(2025, 1, 26), True), (date(2025, 1, 28), False), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
        (date(2026, 1, 2), False), (date(2026, 1, 4), True), (date(2026, 2, 14), True), (date(2026, 2, 23), False),
        (date(2026, 7, 24), True), (date(2026, 7, 25), False), (date(2026, 9, 20), True), (date(2026, 10, 8), True),
    ],
)  # fmt: skip
def test_single_days_are_worked_or_not_as_published(city: City, day: date, worked: bool) -> None:
    assert is_worked(city.calendar, day) is worked
