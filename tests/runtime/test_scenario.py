"""What the city brain may know of a demo: its folder, and nothing of the plant's truth."""

from pathlib import Path

import msgspec
import pytest

from banyan.model.record import plain
from banyan.runtime.scenario import Options, UsageError, build


def test_the_city_brain_gets_no_storm_no_network_and_no_fault() -> None:
    scenario = build(Options(faults=("gate-stuck@30",)))
    assert scenario.city.storms
    assert (scenario.known.storms, scenario.known.hydraulics) == ((), None)
    told = msgspec.json.encode(plain(scenario.known)).decode()
    assert "gate-stuck" not in told
    assert all(f'"{storm.id}"' not in told for storm in scenario.city.storms)


def test_every_part_of_a_storm_can_be_replaced_alone(tmp_path: Path) -> None:
    rain = tmp_path / "rain.csv"
    rain.write_text("minutes,mm_per_h\n0,0\n60,25\n120,0\n")
    plain_storm, own_rain = build(Options()), build(Options(rain=rain))
    assert own_rain.spec.rain == ((0.0, 0.0), (60.0, 25.0), (120.0, 0.0))
    assert (own_rain.spec.tide, own_rain.spec.inflow) == (plain_storm.spec.tide, plain_storm.spec.inflow)


def test_playing_takes_the_standing_authority_away_and_nothing_else() -> None:
    play, watch = build(Options(play=True)).known, build(Options()).known
    assert (play.authority.standing, len(watch.authority.standing)) == ((), 1)
    assert (play.authority.roles, play.rules, play.devices) == (watch.authority.roles, watch.rules, watch.devices)


def test_crews_are_planned_unless_nearest_first_is_asked_for() -> None:
    assert (build(Options()).crews, build(Options(crews="nearest")).crews) == ("planned", "nearest")
    with pytest.raises(UsageError, match="planned or nearest was expected"):
        build(Options(crews="best"))
