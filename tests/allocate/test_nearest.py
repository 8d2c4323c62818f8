import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.allocate.nearest import haversine_km, nearest
from banyan.allocate.texts import TEXTS
from banyan.model.case import Crew, CrewState, CrewStatus
from banyan.model.demand import Demand
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import Level
from banyan.model.text import Name, render
from banyan.model.time import minutes

SKILLS = (None, "pump", "look")
NOW = datetime(2026, 7, 24, 14, tzinfo=UTC)


def crew(name: str, lon: float, *skills: str, speed: float = 30.0, detour: float = 1.5) -> Crew:
    return Crew(CrewId(name), Name(zh=name, en=name), skills or ("pump",), (lon, 0.0), speed, detour)


def demand(
    name: str, lon: float | None = 0.0, level: Level = Level.III, age: float = 0, skill: str | None = "pump"
) -> Demand:
    position = None if lon is None else (lon, 0.0)
    return Demand(
        TaskId(name), CaseId("C"), PlaceId(f"at-{name}"), "mobile-pump", level, NOW - minutes(age), position, skill
    )


def busy(name: str) -> dict[CrewId, CrewState]:
    return {CrewId(name): CrewState(CrewId(name), CrewStatus.WORKING, NOW, task=TaskId("T-other"))}


def who(
    demands: tuple[Demand, ...], crews: tuple[Crew, ...], states: dict[CrewId, CrewState] | None = None
) -> list[str]:
    return [f"{a.task}:{a.crew}" for a in nearest(demands, crews, states or {}, NOW).assignments]


def test_it_says_kilometres_minutes_and_arrival() -> None:
    plan = nearest((demand("t"),), (crew("c", 0.1),), {}, NOW)
    km = 6371.0088 * math.radians(0.1) * 1.5         # along the equator, times the detour
    assert plan.assignments[0].km == pytest.approx(km, rel=1e-12)
    assert plan.assignments[0].minutes == pytest.approx(km / 30 * 60, rel=1e-12)
    assert plan.assignments[0].expected_at == NOW + timedelta(seconds=math.ceil(km / 30 * 3600))
    assert plan.assignments[0].place == "at-t"


def test_distance_from_the_pole_to_the_equator_is_a_quarter_of_the_way_round() -> None:
    assert haversine_km((12.0, 90.0), (-77.0, 0.0)) == pytest.approx(math.pi / 2 * 6371.0088)
    assert haversine_km((0.0, 0.0), (180.0, 0.0)) == pytest.approx(math.pi * 6371.0088)
    assert haversine_km((119.3, 26.0), (119.3, 26.0)) == 0


def test_the_nearest_free_crew_goes() -> None:
    crews = (crew("far", 0.3), crew("near", 0.1))
    assert who((demand("t"),), crews) == ["t:near"]
    assert who((demand("t"),), crews, busy("near")) == ["t:far"]


def test_a_crew_goes_from_where_it_last_was() -> None:
    there = CrewState(CrewId("far"), CrewStatus.RETURNING, NOW, place=PlaceId("p"), position=(0.01, 0.0))
    assert who((demand("t"),), (crew("far", 0.3), crew("near", 0.1)), {CrewId("far"): there}) == ["t:far"]


def test_who_is_there_sooner_is_nearer() -> None:
    assert who((demand("t"),), (crew("slow", 0.1, speed=10), crew("fast", 0.2, speed=40))) == ["t:fast"]


def test_gravest_first_then_earliest_then_by_id() -> None:
    waiting = (demand("c", level=Level.III, age=9), demand("b", level=Level.II), demand("a", level=Level.III, age=9))
    crews = (crew("1", 0.1), crew("2", 0.2), crew("3", 0.3))
    assert who(waiting, crews) == ["b:1", "a:2", "c:3"]
    assert who((demand("y", age=1), demand("x", age=2)), crews[:1]) == ["x:1"]


def test_equally_near_crews_are_taken_by_id() -> None:
    assert who((demand("t"),), (crew("b", 0.1), crew("a", -0.1))) == ["t:a"]


def test_who_lacks_the_skill_stays() -> None:
    crews = (crew("looks", 0.1, "inspect"), crew("pumps", 0.3, "pump"))
    assert who((demand("t"),), crews) == ["t:pumps"]
    assert who((demand("t", skill=None),), crews) == ["t:looks"]


BUSY = "All crews able to do it are busy (1).", "具备条件的 1 支抢险队伍都在执行任务。"
UNABLE = "No crew has the skill it needs.", "没有抢险队伍具备所需技能。"
NOWHERE = "at-t has no declared position: nobody can be sent.", "at-t 没有登记位置，无法派遣。"


@pytest.mark.parametrize(
    ("wanted", "crews", "english", "chinese"),
    [
        (demand("t"), (crew("c", 0.1),), *BUSY),
        (demand("t"), (crew("c", 0.1, "inspect"),), *UNABLE),
        (demand("t"), (crew("c", 0.1, speed=0.0),), *UNABLE),
        (demand("t", None), (crew("c", 0.1),), *NOWHERE),
    ],
)
def test_what_is_unserved_says_why(wanted: Demand, crews: tuple[Crew, ...], english: str, chinese: str) -> None:
    plan = nearest((wanted,), crews, busy("c"), NOW)
    assert plan.assignments == ()
    assert [u.task for u in plan.unserved] == ["t"]
    assert [render(u.why, TEXTS, lang) for u in plan.unserved for lang in ("en", "zh")] == [english, chinese]


def test_nothing_wanted_gives_nothing() -> None:
    plan = nearest((), (crew("c", 0.1),), {}, NOW)
    assert (plan.assignments, plan.unserved) == ((), ())


@settings(max_examples=100, deadline=None)
@given(
    wants=st.lists(st.tuples(st.integers(-9, 9), st.sampled_from(Level), st.integers(0, 3), st.sampled_from(SKILLS))),
    have=st.lists(st.tuples(st.integers(-9, 9), st.sampled_from(("pump", "look")), st.booleans()), max_size=6),
    shuffled=st.randoms(use_true_random=False),
)
def test_it_agrees_with_asking_everybody_one_demand_at_a_time(wants, have, shuffled) -> None:  # type: ignore[no-untyped-def]
    demands = [demand(f"t{i:02}", lon / 10, level, age, skill) for i, (lon, level, age, skill) in enumerate(wants)]
    crews = tuple(crew(f"c{i}", lon / 10, skill) for i, (lon, skill, _) in enumerate(have))
    states = {k: v for i, (_, _, free) in enumerate(have) if not free for k, v in busy(f"c{i}").items()}
    expected, gone = {}, list(states)
    for rank in ("I", "II", "III", "IV"):
        for age in (3, 2, 1, 0):
            for want, (lon, level, old, skill) in zip(demands, wants, strict=True):
                if level != rank or old != age:
                    continue
                best: tuple[int, str] | None = None
                for i, (at, has, _) in enumerate(have):
                    if f"c{i}" not in gone and skill in (None, has) and (best is None or abs(at - lon) < best[0]):
                        best = (abs(at - lon), f"c{i}")
                if best is not None:
                    expected[want.task] = best[1]
                    gone.append(best[1])
    shuffled.shuffle(demands)
    plan = nearest(tuple(demands), crews, states, NOW)
    assert {a.task: a.crew for a in plan.assignments} == expected
    assert sorted([*expected, *(u.task for u in plan.unserved)]) == sorted(d.task for d in demands)
