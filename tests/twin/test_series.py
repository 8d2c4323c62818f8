"""Time series of an input file: every form the engine reads, as minutes from the start."""

import pytest

from banyan.twin.swmm.network import NetworkError, load, parse
from banyan.twin.swmm.scenario import own_inflow, own_rain, own_tide, without_storm
from banyan.twin.swmm.series import all_series, gage_rain, relative, series, with_inflow, with_rain, with_tide
from tests.twin.towns import TINY, city_of

PLAIN = TINY.read_text(encoding="utf-8")


def with_series(lines):
    head, _ = PLAIN.split("[TIMESERIES]")
    return parse(head + "[TIMESERIES]\n" + lines)


@pytest.mark.parametrize(
    "lines",
    [
        "S 0:00 1\nS 1:30 2\nS 26:00 3",
        "S 0:00 1 1:30 2 26:00 3",
        "S 0 1\nS 1.5 2\nS 26.0 3",
        "S 07/24/2026 0:00 1\nS 07/24/2026 1:30 2\nS 07/25/2026 2:00 3",
        "S 07/24/2026 0:00 1\nS 1:30 2\nS 07-25-2026 2:00:00 3",
        "S JUL-24-2026 0:00 1 1:30 2\ns 26:00 3 ; lower case is the same series",
    ],
)
def test_every_form_gives_the_same_minutes(lines):
    assert all_series(with_series(lines)) == {"S": ((0.0, 1.0), (90.0, 2.0), (1560.0, 3.0))}


def test_a_series_in_a_file_beside_the_network_is_taken_in(tmp_path):
    (tmp_path / "rain.dat").write_text("; comment\n0:00 5\n0:10 7\n")
    (tmp_path / "town.inp").write_text(PLAIN.split("STORM 2:00")[0] + 'STORM FILE "rain.dat"\n')
    network = load(tmp_path / "town.inp")
    assert series(relative(network), "storm") == ((0.0, 5.0), (10.0, 7.0))
    assert "FILE" not in relative(network).text()


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("S 0:00 1\nS 0:00 2", "times must rise"),
        ("S 0:00 wet", "a number was expected"),
        ("S soon 1", "a time as H:MM was expected"),
        ("S 0:00 1 0:10", "lacks a value"),
        ("S 07/24/26x 1 2", "a time as H:MM|a date as"),
        ("S FILE nowhere.dat", "nowhere.dat can't be read"),
        ("S", "a name, a time and a value"),
    ],
)
def test_a_bad_series_is_refused_in_one_sentence(lines, says):
    with pytest.raises(NetworkError, match=says):
        all_series(with_series(lines))


def test_gage_formats_give_the_same_intensity():
    """6 mm in each of two 10-minute steps is 36 mm/h, however the gage says it."""
    expected = ((0.0, 36.0), (10.0, 36.0), (20.0, 0.0))
    intensity = with_series("STORM 0:00 36\nSTORM 0:10 36")
    assert gage_rain(intensity, intensity.rows("RAINGAGES")[0]) == expected
    volume = with_series("STORM 0:00 6\nSTORM 0:10 6")
    assert gage_rain(volume, ["G1", "VOLUME", "0:10", "1.0", "TIMESERIES", "STORM"]) == expected
    cumulative = with_series("STORM 0:00 6\nSTORM 0:10 12")
    assert gage_rain(cumulative, ["G1", "CUMULATIVE", "0:10", "1.0", "TIMESERIES", "STORM"]) == expected


def test_several_gages_are_weighed_by_their_areas():
    text = PLAIN.replace("[SUBCATCHMENTS]", "G2 INTENSITY 0:10 1.0 TIMESERIES OTHER\n\n[SUBCATCHMENTS]")
    text = text.replace("S2 G1 B1", "S2 G2 B1") + "\n[TIMESERIES]\nOTHER 2:00 48\n"
    rain = dict(own_rain(parse(text)))
    assert rain[120.0] == pytest.approx((20 * 20 + 8 * 48) / 28)   # hectares: S1 20, S2 8


def test_rain_from_a_gage_file_asks_for_another_rain():
    network = parse(PLAIN.replace("TIMESERIES STORM", "FILE rain.dat STA1 MM"))
    with pytest.raises(NetworkError, match="give the rain with --rain"):
        own_rain(network)


def test_what_is_written_is_what_is_read():
    network = load(TINY)
    rain, tide, inflow = ((0.0, 0.0), (20.0, 12.5), (30.0, 0.0)), ((0.0, 0.5), (45.0, -0.25)), ((0.0, 2.0), (90.0, 7.0))
    changed = with_inflow(with_tide(with_rain(network, rain, 360), "sea", tide, 360), "r1", inflow, 360)
    assert own_rain(changed)[:3] == ((0.0, 0.0), (10.0, 0.0), (20.0, 12.5))
    assert own_tide(changed, "SEA")[:2] == tide
    assert own_inflow(changed, "R1")[:2] == inflow
    assert own_inflow(changed, "R1")[-1] == (420.0, 7.0)          # the last value holds to beyond the end


def test_inflow_is_written_in_the_files_own_unit():
    network = parse(PLAIN.replace("FLOW_UNITS CMS", "FLOW_UNITS LPS"))
    changed = with_inflow(network, "R1", ((0.0, 2.0),), 60)
    assert ["BANYAN_INFLOW", "0:00:00", "2000"] in changed.rows("TIMESERIES")
    assert own_inflow(changed, "R1")[0] == (0.0, 2.0)


def test_nothing_of_the_storm_is_left_for_the_model():
    city = city_of(load(TINY))
    network = without_storm(load(TINY), city.hydraulics)
    assert max(value for _, value in own_rain(network)) == 0
    assert len({value for _, value in own_tide(network, "SEA")}) == 1
    assert "STORM" not in [row[0] for row in network.rows("TIMESERIES")]
    assert "120" not in network.text().split("[TIMESERIES]")[1]
