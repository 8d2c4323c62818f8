"""When the city looks ahead: by the clock, and when something comes otherwise than expected."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from banyan.control.ensemble import Foretold
from banyan.control.watch import ESTIMATE_EVERY, EVERY, FIRST, LOST, SURPRISE, Look, errors, watch
from banyan.model.decision import Band, Decision, Doubt, Estimate, Tried
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId, SubjectId
from banyan.model.observation import Latest
from banyan.model.situation import Situation
from banyan.model.stream import Measures, Stream
from banyan.model.text import Said
from banyan.model.time import minutes
from tests.packs.water.situations import NOON as NOW
from tests.packs.water.situations import city, moment

LEVEL = StreamId("east-lake.level")
TOWN = replace(city(), streams=(Stream(LEVEL, SubjectId("east-lake"), Measures.LEVEL, "m", -5, 5),))
START = NOW - timedelta(hours=3)
DRY = Forecast("F-1", START, NOW + timedelta(hours=24), START, 60, (0.0,) * 48, ())
WET = replace(DRY, id="F-2", rain_mm_per_h=(0.0,) * 6 + (20.0,) * 6 + (0.0,) * 36)


def seen(forecast: Forecast | None = DRY, at=NOW, **more: object) -> Situation:
    return replace(moment(TOWN, {}), rain=forecast, now=at, **more)


def looked(look: Look, now: Situation, answered: bool = False) -> Look:
    return watch(look, now, START, None, dict, list, answered)


def after(look: Look, since: timedelta, **more: object) -> Look:
    """The question answered, and so much later."""
    return looked(replace(look, question=None), seen(at=NOW + since, **more))


FIRST_LOOK = looked(Look(), seen())


def test_the_first_look_waits_until_the_gauges_have_spoken() -> None:
    assert watch(Look(), seen(at=START + FIRST - minutes(1)), START, None, dict, list, False).question is None
    first = watch(Look(), seen(at=START + FIRST), START, None, dict, list, False).question
    assert first is not None
    assert (first.because, first.search) == ("time", True)


def test_one_question_at_a_time_and_none_once_it_is_answered() -> None:
    assert looked(FIRST_LOOK, seen(at=NOW + LOST)).question == FIRST_LOOK.question
    assert looked(FIRST_LOOK, seen(at=NOW + minutes(1)), answered=True).question is None


def test_a_question_that_nobody_answers_is_given_up() -> None:
    assert looked(FIRST_LOOK, seen(at=NOW + LOST + minutes(1))).question is None
    later = looked(FIRST_LOOK, seen(at=NOW + EVERY)).question
    assert later is not None
    assert later.at == NOW + EVERY


def test_every_quarter_hour_the_estimate_alone_is_asked_for() -> None:
    assert after(FIRST_LOOK, ESTIMATE_EVERY - minutes(1)).question is None
    question = after(FIRST_LOOK, ESTIMATE_EVERY).question
    assert question is not None
    assert not question.search


def test_it_looks_ahead_every_half_hour() -> None:
    first = replace(FIRST_LOOK, question=None, estimated_at=NOW + EVERY - minutes(2))
    assert looked(first, seen(at=NOW + EVERY - minutes(1))).question is None
    question = looked(first, seen(at=NOW + EVERY)).question
    assert question is not None
    assert (question.because, question.search) == ("time", True)


def test_a_forecast_that_turns_wet_is_a_surprise_and_so_is_one_that_is_lost() -> None:
    for forecast in (WET, None):
        question = after(FIRST_LOOK, minutes(10), forecast=forecast).question
        assert question is not None
        assert question.because == SURPRISE
        assert after(FIRST_LOOK, minutes(9), forecast=forecast).question is None


def decided(level: float, spread: float = 0.0) -> Decision:
    times = [NOW, NOW + minutes(10), NOW + minutes(20)]
    band = Band([level] * 3, [level - spread] * 3, [level + spread] * 3)
    return Decision(
        id="decision/1", asked_at=NOW, estimate="estimate/1", forecast="F-1", horizon_h=15.0, members=[],
        tried=[Tried("rule", {}, [], 0.0), Tried("plan-1", {"lead_h": 6.0}, [], 0.0)], chosen="plan-1",
        fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={LEVEL: band},
    )  # fmt: skip


def stands(level: float) -> dict[StreamId, Latest]:
    return {LEVEL: Latest(LEVEL, NOW + minutes(10), level, 1)}


@pytest.mark.parametrize(("level", "surprised"), [(1.2, False), (1.34, False), (1.36, True), (1.04, True)])
def test_a_level_outside_every_member_is_a_surprise(level: float, surprised: bool) -> None:
    question = after(FIRST_LOOK, minutes(10), decision=decided(1.2), latest=stands(level)).question
    assert (question is not None) == surprised


def test_a_gauge_that_always_departs_from_the_model_or_is_not_believed_surprises_nobody() -> None:
    off = Estimate(id="estimate/1", at=NOW, levels={}, errors={LEVEL: 0.2})
    known = {"decision": decided(1.2), "latest": stands(1.5), "estimate": off}
    assert after(FIRST_LOOK, minutes(10), **known).question is None
    liar = replace(off, errors={}, distrusted={LEVEL: off})
    assert after(FIRST_LOOK, minutes(10), **(known | {"estimate": liar})).question is None


def test_what_still_surprises_after_a_second_look_waits_for_its_time() -> None:
    twice = replace(FIRST_LOOK, because=SURPRISE)
    assert after(twice, minutes(10), decision=decided(1.2), latest=stands(2.0)).question is None


def test_the_plan_in_force_is_where_the_next_search_begins() -> None:
    question = after(FIRST_LOOK, EVERY, decision=decided(1.2)).question
    assert question is not None
    assert question.centre == {"lead_h": 6.0}


def test_gauges_that_are_doubted_stay_so_when_the_estimate_has_failed() -> None:
    doubt = Doubt(Said("judge.trust.frozen"), START, "estimate/0")
    question = after(FIRST_LOOK, EVERY, doubts={LEVEL: doubt}).question
    assert question is not None
    assert question.before is not None
    assert question.before.distrusted == {LEVEL: Said("judge.trust.frozen")}


def test_the_question_holds_what_was_foretold_and_the_members_of_the_issue() -> None:
    question = FIRST_LOOK.question
    assert question is not None
    assert sum(m.weight for m in question.members) == pytest.approx(1, abs=1e-5)
    assert looked(Look(), seen(None)).question.members == []  # type: ignore[union-attr]  # asked: by the clock
    assert FIRST_LOOK.foretold != Foretold()


@pytest.mark.parametrize(("declared", "height", "late"), [
    ({}, 0.2, 45.0), ({"forecast.height": 0.3, "forecast.late_min": 20}, 0.3, 20.0),
    ({"forecast.height": -1.0, "forecast.late_min": "late"}, 0.2, 45.0),
])
def test_a_city_may_say_how_wrong_its_forecasts_are(
    declared: dict[str, float | str], height: float, late: float
) -> None:
    assert (errors(declared).height, errors(declared).late_min) == (height, late)
