"""What comes after the moment, table by table; minutes count from the moment."""

from datetime import timedelta

import pytest

from banyan.model.city import Storm
from banyan.model.forecast import Forecast
from banyan.model.text import Name
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.weather import Weather, laid, weather
from tests.runtime.conftest import T0

HOUR = timedelta(hours=1)
# Issued an hour ago, from two hours ago on: 10, 20 and 30 mm/h, then nothing; the sea rises by 0.1 m a step.
KNOWN = Forecast("F-9", T0 - HOUR, T0 + HOUR, T0 - 2 * HOUR, 60, (10.0, 20.0, 30.0), (0.0, 0.1, 0.2, 0.3))
STORM = Storm("wild", Name("狂", "Wild"), 3, ((0, 50.0), (30, 0.0)), ((0, 1.0), (120, 3.0)), ((0, 40.0),), 0.5, 20.0)
TIDE, RIVER = ((-60.0, 0.1), (0.0, 0.7)), ((-5.0, 8.0),)


def come(forecast: Forecast | None = KNOWN, **question: object) -> Weather:
    return weather(Question(**question), T0, forecast, TIDE, RIVER, (STORM,))  # type: ignore[arg-type]  # as given


def keys(found: Weather) -> list[str]:
    return [note.key for note in found.notes]


def test_as_forecast_with_the_surge_of_now_and_the_river_of_now() -> None:
    found = come()
    assert found.rain == found.told == ((0.0, 30.0), (60.0, 0.0))
    assert found.tide == ((0.0, 0.7), (60.0, pytest.approx(0.8)))          # 0.2 m forecast for now, 0.7 measured
    assert found.inflow == ((0.0, 8.0),)
    assert (found.hours, keys(found)) == (1.0, ["whatif.rain_forecast", "whatif.inflow_held"])


@pytest.mark.parametrize("forecast", [None, Forecast("F-1", T0 - 3 * HOUR, T0 - HOUR, T0, 60, (99.0,), (9.0,))])
def test_without_a_forecast_that_holds_it_stays_dry_and_nobody_is_told_any(forecast: Forecast | None) -> None:
    found = come(forecast)
    assert (found.rain, found.told, found.tide) == (((0.0, 0.0),), None, ((0.0, 0.7),))
    assert keys(found) == ["whatif.no_forecast", "whatif.tide_held", "whatif.inflow_held"]
    assert found.hours == 6.0


def test_a_storm_begins_when_it_is_laid_and_is_told_as_wrongly_as_it_declares() -> None:
    found = come(storm="wild", storm_at=30.0)
    assert found.rain == ((0.0, 0.0), (30.0, 50.0), (60.0, 0.0))
    assert found.told == ((20.0, 0.0), (50.0, 25.0), (80.0, 0.0))
    assert found.hours == 3.5
    # until minute 30 as forecast, then on a line to what the storm says an hour later (1.0 + 60/120 * 2.0)
    assert found.tide == ((0.0, 0.7), (30.0, pytest.approx(0.75)), (90.0, 2.0), (150.0, 3.0))
    assert found.inflow == ((0.0, 8.0), (30.0, 8.0), (90.0, 40.0))


def test_each_table_replaces_only_its_part() -> None:
    rain, tide = ((0.0, 5.0), (600.0, 0.0)), ((0.0, 2.0),)
    found = come(storm="wild", rain=rain, tide=tide)
    assert (found.rain, found.told, found.tide) == (rain, rain, tide)
    assert found.inflow == ((0.0, 8.0), (60.0, 40.0))
    told = weather(Question(forecast=((0.0, 1.0),)), T0, KNOWN, TIDE, RIVER, ())
    assert (told.rain[0], told.told) == ((0.0, 30.0), ((0.0, 1.0),))


def test_how_far_is_looked_unless_it_is_said() -> None:
    assert come(hours=2.5).hours == 2.5
    assert come(rain=((0.0, 5.0), (600.0, 0.0))).hours == 16.0                # ten hours, and six after them
    assert come(rain=((0.0, 5.0), (1400.0, 0.0))).hours == 24.0
    long = Forecast("F-2", T0, T0 + HOUR, T0, 60, (1.0,) * 100, ())
    assert come(long).hours == 24.0


def test_an_unknown_storm_comes_with_the_list_and_a_city_without_storms_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="--storm mild: no such storm; the city's folder has wild"):
        come(storm="mild")
    with pytest.raises(UsageError, match="give --city, or the rain with --rain"):
        weather(Question(storm="mild"), T0, KNOWN, TIDE, RIVER, ())


def test_nothing_measured_leaves_sea_and_river_to_the_network() -> None:
    found = weather(Question(), T0, None, (), (), ())
    assert (found.tide, found.inflow, keys(found)) == ((), (), ["whatif.no_forecast"])


def test_laid_rain_is_dry_before_its_storm() -> None:
    assert laid(((0, 5.0),), 0) == ((0, 5.0), (10.0, 0.0))
    assert laid(((0, 5.0),), 15) == ((0.0, 0.0), (15, 5.0), (25.0, 0.0))
