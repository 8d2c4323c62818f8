"""Where a case goes and why: every row says what failed, and nobody's case has no holder."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.command.casework.coverage import coverage
from banyan.command.casework.routing import contains, owner_of, route
from banyan.model.casework import Place
from banyan.model.ids import RoleId
from banyan.model.route import Area, Owner, Route, Routed, Routes, Unit
from tests.command.casework.town import HOLE, PAINT, name

ZONE = "Asia/Shanghai"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)       # Monday, noon in Shanghai


def unit(uid: str, deputy: str | None = None, last: date | None = None) -> Unit:
    return Unit(RoleId(uid), name(uid), deputy=RoleId(deputy) if deputy else None, last=last)


def row(rid: str, to: str, priority: int = 0, **conditions: object) -> Route:
    return Route(rid, RoleId(to), priority=priority, **conditions)  # type: ignore[arg-type]  # a test's own shorthand


EAST = Area("east", name("east"), "district", box=(1.0, 0.0, 2.0, 1.0))
CELL = Area("e1", name("e1"), box=(1.0, 0.0, 1.5, 0.5), within="east")
TABLE = Routes(
    RoleId("desk"), (unit("desk"), unit("roads"), unit("night", "roads"), unit("port")), (EAST, CELL),
    (Owner("port-*", "port"), Owner("port-7", "city")),
    (
        row("east-roads", "roads", 5, classes=("01",), areas=("east",)),
        row("by-night", "night", 9, classes=("hole",), hours=((time(22), time(6)),)),
        row("port", "port", 20, owners=("port",)),
        row("sunday", "night", 7, weekdays=(6,)),
    ),
)  # fmt: skip


def sent(position: tuple[float, float] | None = None, at: datetime = NOON, table: Routes = TABLE,
         thing: str | None = None) -> Routed:  # fmt: skip
    return route(table, HOLE, Place(position, thing=thing), at, ZONE)


def test_the_row_with_the_highest_priority_that_holds_is_taken_and_the_others_say_why_not() -> None:
    found = sent((1.2, 0.2))
    assert (found.to, found.route, found.area) == ("roads", "east-roads", "east")
    assert {t.route: t.failed for t in found.tried} == {
        "east-roads": (), "by-night": ("hours",), "port": ("owner",), "sunday": ("weekday",)}
    night = sent((1.2, 0.2), NOON + timedelta(hours=11))
    assert (night.to, night.route) == ("night", "by-night")


def test_what_no_row_takes_goes_to_the_fallback() -> None:
    found = sent((5.0, 5.0))
    assert (found.to, found.route, found.instead_of) == ("desk", None, None)


def test_hours_past_midnight_end_before_their_end() -> None:
    at = [NOON.replace(hour=h, minute=m) for h, m in ((13, 59), (14, 0), (21, 59), (22, 0))]     # 21:59, 22, 5:59, 6
    assert [sent((1.2, 0.2), moment).route for moment in at] == ["east-roads", "by-night", "by-night", "east-roads"]


def test_a_unit_that_is_gone_is_stood_in_for_and_without_a_deputy_its_rows_fail() -> None:
    gone = replace(TABLE, units=(unit("desk"), unit("roads"), unit("night", "roads", date(2026, 1, 1)), unit("port")))
    found = sent((1.2, 0.2), NOON + timedelta(hours=11), gone)
    assert (found.to, found.route, found.instead_of) == ("roads", "by-night", "night")
    alone = replace(TABLE, units=(unit("desk"), unit("night", "roads", date(2026, 1, 1)), unit("port")))
    found = sent((1.2, 0.2), NOON + timedelta(hours=11), alone)
    assert (found.to, found.route) == ("desk", None)
    assert {t.route: t.failed for t in found.tried}["by-night"] == ("unit",)


def test_deputies_in_a_circle_end_at_the_fallback() -> None:
    ended = date(2026, 1, 1)
    circle = replace(TABLE, units=(unit("desk"), unit("roads", "night", ended), unit("night", "roads", ended)))
    assert sent((1.2, 0.2), table=circle).to == "desk"


def test_the_owner_of_a_thing_is_that_of_its_id_else_of_the_longest_prefix() -> None:
    assert [owner_of(TABLE.owners, t) for t in ("port-3", "port-7", "lamp-1", None)] == ["port", "city", None, None]
    assert sent(thing="port-3").to == "port"


@given(st.floats(0.0, 3.0), st.floats(-1.0, 2.0))
def test_a_box_and_the_ring_around_it_hold_the_same_points(x: float, y: float) -> None:
    ring = Area("r", name("r"), rings=(((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)),))
    if x not in (1.0, 2.0) and y not in (0.0, 1.0):
        assert contains(ring, (x, y)) is contains(EAST, (x, y)) is (1.0 < x < 2.0 and 0.0 < y < 1.0)


def test_a_hole_in_an_area_is_outside_it() -> None:
    outer, inner = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)), ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0))
    area = Area("a", name("a"), rings=(outer, inner))
    assert [contains(area, p) for p in ((0.5, 0.5), (2.0, 2.0), (3.5, 3.5))] == [True, False, True]


@given(st.floats(-1, 3), st.floats(-1, 3), st.integers(0, 7 * 24 * 60))
def test_nobodys_case_is_without_a_unit_that_is_there(x: float, y: float, minute: int) -> None:
    found = sent((x, y), NOON + timedelta(minutes=minute))
    assert found.to in {u.id for u in TABLE.units}
    assert found.route is None or not next(t for t in found.tried if t.route == found.route).failed


def test_the_report_names_orphans_unused_rows_and_idle_units() -> None:
    inward = replace(TABLE, areas=(replace(EAST, within="e1"), CELL), units=(*TABLE.units, unit("idle")))
    told = coverage(inward, [HOLE, PAINT], {"east-roads": 3}, NOON, ZONE)
    assert [(o.type, o.area) for o in told.orphans] == [("hole", "-"), ("paint", "-")]
    assert told.never == ("by-night", "port", "sunday")
    assert (told.idle, told.circles) == (("idle",), ("east", "e1"))
    assert told.used["east-roads"] == 3
