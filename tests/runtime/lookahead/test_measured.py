"""What was measured, as tables: means of gauges, moves of machines, crews at work, and nothing that came later."""

from datetime import timedelta

from msgspec.structs import replace

from banyan.model.case import CrewState, CrewStatus
from banyan.model.city import City
from banyan.model.ids import CrewId, PlaceId, StreamId
from banyan.model.observation import Quality, batch
from banyan.model.time import micros
from banyan.runtime.lookahead.measured import Measured
from tests.runtime.conftest import T0, at

Row = tuple[str, float, float, Quality]


def fed(bay: City, rows: list[Row]) -> Measured:
    order = {str(s.id): i for i, s in enumerate(bay.streams)}
    measured = Measured(bay, T0)
    measured.add(batch([order[s] for s, *_ in rows], [micros(T0 + timedelta(minutes=m)) for _, m, *_ in rows],
                       [v for *_, v, _ in rows], [int(q) for *_, q in rows], list(range(len(rows)))))
    return measured


def good(stream: str, *values: tuple[float, float]) -> list[Row]:
    return [(stream, minute, value, Quality.GOOD) for minute, value in values]


def test_jumps_and_readings_before_the_start_are_left_out(bay: City) -> None:
    rows = [*good("rain-1.rain", (1, 5.0)), ("rain-1.rain", 2, 500.0, Quality.JUMP), *good("sea.tide", (-1, 1.0))]
    measured = fed(bay, rows)
    assert measured.table("rain") == ((1.0, 5.0),)
    assert measured.table("tide") == ()


def test_gauges_that_measure_the_same_are_averaged(bay: City) -> None:
    first = next(s for s in bay.streams if s.id == "rain-1.rain")
    two = replace(bay, streams=(*bay.streams, replace(first, id=StreamId("rain-2.rain"))))
    measured = fed(two, [*good("rain-1.rain", (1, 4.0), (2, 6.0)), *good("rain-2.rain", (1, 5.0))])
    assert measured.table("rain") == ((1.0, 4.5), (2.0, 6.0))


def test_gates_move_by_a_percent_or_not_at_all_and_stay_in_range(bay: City) -> None:
    measured = fed(bay, good("gate-east.position", (1, 10.0), (2, 10.4), (3, 103.0)))
    assert measured.gates() == ((1.0, "gate-east", 10.0), (3.0, "gate-east", 100.0))


def test_pumps_run_by_their_flow(bay: City) -> None:
    flow = next(str(d.read_back) for d in bay.devices if d.id == "pump-1")
    measured = fed(bay, good(flow, (1, 0.0), (2, 2.0), (3, 2.0), (4, 0.0)))
    assert measured.pumps() == ((2.0, "pump-1", 100.0), (4.0, "pump-1", 0.0))


def test_a_crews_pump_runs_while_it_works_there(bay: City) -> None:
    place = next(p for p in bay.places if p.pump_position is not None)
    measured = Measured(bay, T0)
    works = CrewState(CrewId("crew-1"), CrewStatus.WORKING, T0, PlaceId(place.id))
    there = CrewState(CrewId("crew-1"), CrewStatus.ON_SITE, T0, PlaceId(place.id))
    for second, state in ((60, there), (120, works), (180, works), (600, there)):
        measured.worked(at(second), [state])
    position = place.pump_position
    assert measured.question(at(900)).work == ((2.0, position, 1.0), (10.0, position, 0.0))


def test_the_window_reaches_back_twelve_hours_and_keeps_what_held_at_its_begin(bay: City) -> None:
    hours = [(float(60 * h), float(h)) for h in range(21)]
    measured = fed(bay, [*good("rain-1.rain", *hours), *good("east-lake.level", *hours)])
    asked = measured.question(at(20 * 3600))
    assert asked.begin == at(8 * 3600)
    assert asked.levels[StreamId("east-lake.level")][0] == (480.0, 8.0)


def test_a_gauge_that_is_not_believed_corrects_nothing(bay: City) -> None:
    measured = fed(bay, good("east-lake.level", (1, 1.0)))
    assert StreamId("east-lake.level") in measured.question(at(60)).levels
    assert StreamId("east-lake.level") not in measured.question(at(60), [StreamId("east-lake.level")]).levels


def test_lately_are_the_last_hours_levels_and_flows(bay: City) -> None:
    measured = fed(bay, [*good("east-lake.level", (30, 1.0), (61, 1.1)), *good("rain-1.rain", (61, 3.0))])
    assert measured.lately(at(100 * 60)) == {StreamId("east-lake.level"): ((61.0, 1.1),)}


def test_where_the_rain_gauges_fell_silent_it_does_not_rain_on(bay: City) -> None:
    measured = fed(bay, good("rain-1.rain", (10, 60.0), (11, 60.0), (60, 0.0)))
    assert measured.question(at(3700)).rain == ((10.0, 60.0), (11.0, 60.0), (16.0, 0.0), (60.0, 0.0))
    alone = fed(bay, good("rain-1.rain", (10, 60.0)))
    assert alone.question(at(3700)).rain == ((10.0, 60.0), (15.0, 0.0))
    assert alone.question(at(13 * 60)).rain == ((10.0, 60.0),)


def test_gauges_of_a_second_are_kept_by_the_minute_and_old_ones_let_go(bay: City) -> None:
    measured = fed(bay, good("east-lake.level", *((m / 60, 1.0 + m / 1000) for m in range(120))))
    assert [minute for minute, _ in measured.level(StreamId("east-lake.level"), 0.0)] == [0.0, 1.0]
    long = fed(bay, good("east-lake.level", *((float(m), 1.0) for m in range(0, 3000, 10))))
    assert long.table("level:east-lake.level", 2900.0)[0][0] == 2900.0
    assert long.table("level:east-lake.level", 100.0)[0][0] == 2160.0  # 14 h, and less than an hour
