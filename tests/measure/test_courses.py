from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from banyan.measure.courses import Gathering, rain_mm
from banyan.model.ids import StreamId, SubjectId
from banyan.model.observation import Quality, batch
from banyan.model.stream import Measures, Stream
from banyan.model.time import EPOCH, instant, micros, minutes

BEGINS = EPOCH + timedelta(days=20000)
ENDS = BEGINS + timedelta(hours=2)
MINUTE = 60_000_000


def stream(sid: str, measures: Measures = Measures.DEPTH) -> Stream:
    return Stream(StreamId(sid), SubjectId(sid), measures, "m", -10, 1000)


def gathered(rows: list[tuple[int, float]], quality: int = 0, mark: float | None = None) -> Gathering:
    """Rows of (minute, value) of the one stream."""
    marks = {} if mark is None else {StreamId("a"): mark}
    found = Gathering((stream("a"),), BEGINS, ENDS, marks)
    n = len(rows)
    times = [micros(BEGINS) + minute * MINUTE for minute, _ in rows]
    found.add(batch([0] * n, times, [value for _, value in rows], [quality] * n, list(range(n))))
    return found


readings = st.lists(st.tuples(st.integers(-30, 150), st.floats(-5, 5)), max_size=40)


@given(readings)
def test_a_course_is_what_a_plain_count_gives(rows: list[tuple[int, float]]) -> None:
    course = gathered(rows, mark=1.0).courses()[StreamId("a")]
    inside = [(minute, value) for minute, value in rows if 0 <= minute < 120]
    for step in range(12):
        mine = [value for minute, value in inside if minute // 10 == step]
        expected = (round(min(mine), 4), round(max(mine), 4)) if mine else (None, None)
        assert (course.low[step], course.high[step]) == expected
    over = [minute for minute, value in inside if value > 1.0]
    assert course.over_at == (instant(micros(BEGINS) + min(over) * MINUTE) if over else None)
    assert course.over_until == (instant(micros(BEGINS) + max(over) * MINUTE) if over else None)
    assert course.peak == max((value for _, value in inside), default=None)
    assert course.readings == len(inside)


@given(readings, st.integers(0, 40))
def test_batches_in_any_pieces_give_the_same_course(rows: list[tuple[int, float]], cut: int) -> None:
    whole, parts = gathered(rows, mark=1.0), gathered(rows[:cut], mark=1.0)
    rest = rows[cut:]
    times = [micros(BEGINS) + minute * MINUTE for minute, _ in rest]
    parts.add(batch([0] * len(rest), times, [v for _, v in rest], [0] * len(rest), list(range(len(rest)))))
    first, second = whole.courses()[StreamId("a")], parts.courses()[StreamId("a")]
    assert (first.low, first.high, first.over_at, first.over_until) == (
        second.low, second.high, second.over_at, second.over_until)
    assert whole.accepted == parts.accepted == len(rows)


def test_a_jump_is_counted_and_not_drawn() -> None:
    found = gathered([(5, 9.0)], quality=int(Quality.JUMP))
    assert found.accepted == 1
    assert found.courses()[StreamId("a")].peak is None


def test_missing_is_none_and_not_zero() -> None:
    course = gathered([(25, 0.0)]).courses()[StreamId("a")]
    assert course.mean[:4] == [None, None, 0.0, None]
    assert course.at(BEGINS + minutes(5)) is None
    assert course.at(ENDS + minutes(5)) is None


def test_a_year_has_no_more_points_than_can_be_drawn() -> None:
    found = Gathering((stream("a"),), BEGINS, BEGINS + timedelta(days=365))
    assert len(found.courses()[StreamId("a")].mean) <= 3000


def test_rain_is_the_mean_of_the_gauges_that_spoke() -> None:
    gauges = (stream("r1", Measures.RAIN), stream("r2", Measures.RAIN))
    found = Gathering(gauges, BEGINS, ENDS)
    times = [micros(BEGINS) + minute * MINUTE for minute in (1, 1, 11)]
    found.add(batch([0, 1, 0], times, [30.0, 60.0, 12.0], [0, 0, 0], [1, 1, 2]))
    # Ten minutes at 45 mm/h, then ten at 12 mm/h by the one gauge that still speaks.
    assert rain_mm(found.courses(), BEGINS, ENDS) == 7.5 + 2.0
    assert rain_mm({}, BEGINS, ENDS) is None
