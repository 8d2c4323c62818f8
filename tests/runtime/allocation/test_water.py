import pytest
from msgspec.structs import replace

from banyan.model.decision import Band, Decision
from banyan.model.ids import PlaceId, StreamId
from banyan.model.observation import Latest
from banyan.model.time import minutes
from banyan.runtime.allocation.about import About, about, news
from banyan.runtime.allocation.water import with_water
from tests.allocate.small_town import NOW, demand, hand, held

STREAM = StreamId("a.depth")
GAUGES = {PlaceId("a"): STREAM}
READ = {STREAM: Latest(STREAM, NOW - minutes(1), 0.2, 7)}
ASKED = replace(demand("a"), depth_m=None)


def decided(*expected: tuple[float, float]) -> Decision:
    """(minutes from now, m)."""
    times = [NOW + minutes(m) for m, _ in expected]
    metres = [m for _, m in expected]
    return Decision(
        id="d", asked_at=NOW, estimate="e", forecast=None, horizon_h=6, members=[], tried=[], chosen="rule",
        fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={STREAM: Band(metres, metres, [9.0] * len(metres))},
    )  # fmt: skip


def test_the_deepest_that_is_expected_within_two_hours_counts() -> None:
    seen = with_water(ASKED, GAUGES, READ, decided((-15, 0.9), (30, 0.3), (120, 0.45), (121, 0.8)), True, NOW)
    assert (seen.depth_m, seen.expected_m) == (0.2, 0.45)


def test_without_a_look_ahead_nothing_is_expected_and_an_old_reading_is_none() -> None:
    assert with_water(ASKED, GAUGES, READ, None, True, NOW).expected_m is None
    assert with_water(ASKED, GAUGES, READ, None, True, NOW + minutes(40)).depth_m is None
    assert with_water(ASKED, {}, READ, decided((0, 1.0)), True, NOW) == ASKED


def test_where_nobody_obeys_the_water_without_the_plan_counts() -> None:
    metres = [0.7]
    undone = replace(decided((30, 0.3)), without={STREAM: Band(metres, metres, metres)})
    found = [with_water(ASKED, GAUGES, READ, undone, obeyed, NOW).expected_m for obeyed in (True, False)]
    assert found == [0.3, 0.7]


@pytest.mark.parametrize(("metres", "because"), [(0.04, ()), (0.05, ("water",)), (-0.05, ("water",))])
def test_five_centimetres_are_news(metres: float, because: tuple[str, ...]) -> None:
    before = about((demand("a", depth_m=0.25),), (), ())
    assert news(before, about((demand("a", depth_m=round(0.25 + metres, 3)),), (), ())) == because


def test_what_is_news_is_said() -> None:
    one, hands = (demand("a"),), (hand("c"),)
    before = about(one, hands, ())
    assert news(before, before) == ()
    assert news(About(), before) == ("task", "crew")
    assert news(before, about((held("c", demand("a")),), (hand("c", task="a"),), ())) == ("task", "crew")
    assert news(before, about(one, (), ())) == ("crew",)
    assert news(before, about(one, hands, (PlaceId("b"),))) == ("roads",)
    assert news(before, about((replace(demand("a"), looked=True),), hands, ())) == ("crew",)
