import pytest
from msgspec.structs import replace

from banyan.allocate.plan import taken, values
from banyan.allocate.worth import harm, worth
from banyan.model.case import TaskStatus
from banyan.model.demand import Assignment, Plan, Question, Weights
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.level import Level
from tests.allocate.small_town import NOW, ask, demand, hand, held

WEIGHTS = Weights()


def plan(*pairs: tuple[str, str]) -> Plan:
    return Plan(tuple(Assignment(TaskId(t), PlaceId(t), CrewId(c), NOW, 0.0, 0.0) for t, c in pairs))


def test_a_hundred_people_in_thirty_centimetres_for_an_hour_and_a_half() -> None:
    """Horizon 120 min, arrival after 30 min and 30 km: 90 min x 100 people, less 30 km at 50."""
    asked = ask([demand("a")], [hand("c")], [[30.0]])
    assert worth(asked, plan(("a", "c"))) == 90 * 100 - 30 * 50
    assert worth(asked, plan()) == 0


def test_deeper_water_counts_more_and_so_does_water_to_come() -> None:
    assert harm(demand("a", people=100, depth_m=0.60), WEIGHTS) == 200
    assert harm(replace(demand("a", people=100, depth_m=0.0), expected_m=0.90), WEIGHTS) == pytest.approx(300)


def test_water_that_nobody_measures_stands_where_its_level_says() -> None:
    unread = replace(demand("a", people=300, level=Level.I), depth_m=None)
    assert harm(unread, WEIGHTS) == pytest.approx(300 * 0.50 / 0.30)
    assert harm(replace(unread, level=Level.IV), WEIGHTS) == pytest.approx(300 * 0.10 / 0.30)


def test_where_nobody_is_declared_a_hundred_people_count() -> None:
    assert harm(demand("a", people=0), WEIGHTS) == harm(demand("a", people=100), WEIGHTS)


def test_who_only_looks_spares_a_quarter() -> None:
    looks = replace(demand("a"), action="inspect")
    assert worth(ask([looks], [hand("c")], [[0.0]]), plan(("a", "c"))) == 120 * 100 * 0.25


def test_minutes_after_the_shift_spare_nothing() -> None:
    asked = ask([demand("a")], [hand("c", left_min=40)], [[10.0]])
    assert worth(asked, plan(("a", "c"))) == 30 * 100 - 10 * 50


def test_better_late_than_never() -> None:
    assert worth(ask([demand("a")], [hand("c")], [[500.0]]), plan(("a", "c"))) == 1


def test_a_crew_under_way_costs_five_minutes_to_turn_and_one_that_is_there_twenty() -> None:
    for status, cost in ((TaskStatus.TRAVELLING, 5), (TaskStatus.ON_SITE, 20), (TaskStatus.WORKING, 20)):
        asked = ask([held("c", demand("a"), status), demand("b")], [hand("c", task="a")], [[0.0], [10.0]])
        assert worth(asked, plan(("a", "c"))) == 120 * 100
        assert worth(asked, plan(("b", "c"))) == 110 * 100 - 10 * 50 - cost * 100


@pytest.mark.parametrize("pairs", [(("a", "c"), ("a", "d")), (("a", "c"), ("b", "c"))])
def test_a_task_or_a_crew_given_twice_is_no_plan(pairs: tuple[tuple[str, str], ...]) -> None:
    asked = ask([demand("a"), demand("b")], [hand("c"), hand("d")], [[1.0, 1.0], [1.0, 1.0]])
    with pytest.raises(ValueError, match="twice"):
        worth(asked, plan(*pairs))


def test_a_crew_that_cannot_get_there_is_no_plan() -> None:
    asked = ask([demand("a")], [hand("c")], [[None]])
    with pytest.raises(ValueError, match="can't go"):
        worth(asked, plan(("a", "c")))


def test_the_solvers_figures_add_up_to_the_same_worth() -> None:
    """`values` is written apart from `worth`: every cell, alone, is the difference that its assignment makes."""
    demands = [held("c", demand("a", people=700), TaskStatus.WORKING), demand("b", depth_m=0.45), demand("e", people=0)]
    asked: Question = ask(demands, [hand("c", 90.0, "a"), hand("d")], [[0.0, 12.5], [30.25, 3.0], [200.0, None]])
    table = values(asked)
    for row, d in enumerate(asked.demands):
        for column, h in enumerate(asked.hands):
            cell = table[row][column]
            if cell is not None:
                assert worth(asked, plan((str(d.task), str(h.crew)))) == pytest.approx(cell - taken(asked))
