"""Which gauges are believed. Minutes from an hour ago (0) to now (60); the model's levels are told every 5 minutes."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.judge.trust import AGAIN_MIN, DEPARTS, Course, Weighed, groups, weigh
from banyan.model.city import City, Lake, Place
from banyan.model.decision import Estimate
from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, PlaceId, StreamId, SubjectId
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name, Said
from tests.command.small_city import CITY

NAME = Name("名", "name")
NOW = datetime(2026, 7, 24, 10, tzinfo=UTC)
LAKE, CANAL = StreamId("lake.level"), StreamId("canal.level")
EAST, MID, WEST = StreamId("east.level"), StreamId("mid.level"), StreamId("west.level")
SUMP, FLOW_1, FLOW_2 = StreamId("sump.level"), StreamId("pump-1.flow"), StreamId("pump-2.flow")
LEVELS = (LAKE, CANAL, EAST, MID, WEST, SUMP)


def _stream(sid: StreamId, measures: Measures = Measures.LEVEL) -> Stream:
    return Stream(sid, SubjectId(sid.split(".")[0]), measures, "m", -5, 10)


def _place(sid: StreamId, below: str | None) -> Place:
    return Place(PlaceId(sid.split(".")[0]), NAME, (119.0, 26.0), "gauge", sid, below=below)


def _pump(n: int, start: float) -> Device:
    return Device(DeviceId(f"pump-{n}"), Kind.PUMP, NAME, SubjectId("sump"), StreamId(f"pump-{n}.flow"), SUMP, 0.0, 0.0,
                  rated_m3s=3.0, start_level=start, stop_level=-1.5)


TOWN: City = replace(
    CITY,
    streams=(*(_stream(s) for s in LEVELS), _stream(FLOW_1, Measures.FLOW), _stream(FLOW_2, Measures.FLOW)),
    places=(_place(EAST, "river"), _place(MID, "river"), _place(WEST, "river"), _place(SUMP, None)),
    lakes=(Lake(SubjectId("lake"), NAME, LAKE, (0.5, 1.0), 1.5, 1.8, 2.0, ((0, 1e5), (2, 1e5)), 1e6),),
    devices=(_pump(1, -0.5), _pump(2, 0.1)),
    controller={"second.lake": str(CANAL)},
)  # fmt: skip
Of = Callable[[float], float]


def course(of: Of, begin: float = 0, every: float = 1, noise: float = 0.003) -> Course:
    """What a gauge says: its last digit trembles."""
    count = int((60 - begin) / every)
    minutes = [begin + every * (i + 1) for i in range(count)]
    return tuple((m, round(of(m) + noise * math.sin(97 * m), 3)) for m in minutes)


def readings(**changed: Of | Course) -> dict[StreamId, Course]:
    """Every gauge agrees with the model, but for those named (lake, canal, ...)."""
    found = {s: course(lambda _: 1.0) for s in LEVELS}
    for name, said in changed.items():
        found[StreamId(f"{name}.level")] = said if isinstance(said, tuple) else course(said)     # type: ignore[arg-type]
    return found


def model(**changed: Of) -> dict[StreamId, Course]:
    moves = {StreamId(f"{name}.level"): of for name, of in changed.items()}
    return {s: course(moves.get(s, lambda _: 1.0), every=5, noise=0) for s in LEVELS}


def blamed(weighed: Weighed) -> dict[str, str]:
    return {str(s): why.key for s, why in weighed.distrusted.items()}


def before(*streams: StreamId) -> Estimate:
    return Estimate(id="estimate/0", at=NOW, levels={}, distrusted={s: Said("judge.trust.departs") for s in streams})


def drift(rate_m_per_h: float, since: float = 0, level: float = 1.0) -> Of:
    return lambda m: level + rate_m_per_h * max(0.0, m - since) / 60


def test_neighbours_are_the_gauges_of_one_body_of_water_and_a_lakes_second_gauge() -> None:
    assert groups(TOWN) == ((LAKE, CANAL), (EAST, MID, WEST), (SUMP,))


def test_gauges_that_agree_with_the_model_are_believed_and_their_errors_told() -> None:
    weighed = weigh(TOWN, readings(lake=lambda _: 1.1, canal=lambda _: 1.1), model())
    assert weighed.distrusted == weighed.instead == weighed.beside == {}
    assert weighed.errors[LAKE] == pytest.approx(0.1, abs=0.002)
    assert weighed.errors[MID] == pytest.approx(0.0, abs=0.002)


@pytest.mark.parametrize("name", ["lake", "canal", "east", "mid", "west"])
def test_a_gauge_that_drifts_alone_is_found_and_no_other(name: str) -> None:
    assert blamed(weigh(TOWN, readings(**{name: drift(1.0, since=35)}), model())) == {
        f"{name}.level": "judge.trust.departs"}


def test_what_steers_in_its_place_is_the_neighbours_reading_with_the_slope_of_the_model() -> None:
    """The model has the canal 0.1 m over the lake, and is 0.3 m too low for both."""
    said = readings(lake=drift(1.0, since=20, level=1.3), canal=lambda _: 1.4)
    weighed = weigh(TOWN, said, model(canal=lambda _: 1.1))
    assert blamed(weighed) == {"lake.level": "judge.trust.departs"}
    assert weighed.instead[LAKE] == pytest.approx(1.3, abs=0.004)
    assert weighed.beside == {LAKE: {CANAL: pytest.approx(-0.1)}}
    assert weighed.distrusted[LAKE].args["believed"] == "1.30"


def test_a_model_that_is_wrong_everywhere_blames_no_gauge() -> None:
    off = {name: drift(1.5) for name in ("lake", "canal", "east", "mid", "west", "sump")}
    assert blamed(weigh(TOWN, readings(**off), model())) == {}


def test_of_two_gauges_the_one_whose_error_moved_since_they_agreed_is_wrong_though_the_model_sides_with_it() -> None:
    """The model stands 0.4 m too high; the lying lake gauge drifts right up to it."""
    said = readings(lake=drift(0.8, since=30, level=0.6), canal=lambda _: 0.6)
    assert blamed(weigh(TOWN, said, model())) == {"lake.level": "judge.trust.departs"}


def test_of_two_that_have_always_disagreed_the_model_decides() -> None:
    assert blamed(weigh(TOWN, readings(canal=lambda _: 1.5), model())) == {"canal.level": "judge.trust.departs"}


def test_a_wrong_slope_between_two_gauges_is_the_models_fault() -> None:
    """A storm's canal stands 0.6 m over its lake; a rougher model says 0.9 m."""
    said = readings(canal=lambda _: 1.6)
    assert blamed(weigh(TOWN, said, model(canal=lambda _: 1.9))) == {}
    assert blamed(weigh(TOWN, said, model())) == {"canal.level": "judge.trust.departs"}


def test_while_a_wave_passes_minutes_count_and_nobody_is_blamed() -> None:
    late = {name: drift(6.0, since=50 + n) for n, name in enumerate(("east", "mid", "west"))}
    early = {name: drift(6.0, since=53 - n) for n, name in enumerate(("east", "mid", "west"))}
    assert blamed(weigh(TOWN, readings(**late), model(**early))) == {}


def test_two_liars_on_one_river_are_both_found() -> None:
    said = readings(east=drift(1.0), west=drift(-1.2))
    assert blamed(weigh(TOWN, said, model())) == {
        "east.level": "judge.trust.departs", "west.level": "judge.trust.departs"}


def test_one_absurd_reading_accuses_nobody() -> None:
    said = readings()
    said[LAKE] = (*said[LAKE][:-1], (60.0, 9.9))
    assert blamed(weigh(TOWN, said, model())) == {}


def test_a_gauge_that_stands_still_while_the_model_moves_is_frozen() -> None:
    frozen = tuple((m + 1.0, 1.0) for m in range(60))
    moving = drift(0.3)
    rising = dict.fromkeys(("lake", "canal", "sump"), moving)
    weighed = weigh(TOWN, readings(**rising | {"sump": frozen}), model(**rising))   # type: ignore[arg-type]
    assert blamed(weighed) == {"sump.level": "judge.trust.frozen"}
    assert weighed.instead[SUMP] == pytest.approx(1.3)        # it has no neighbour: the model alone
    assert weighed.beside[SUMP] == {}


@pytest.mark.parametrize(("until", "key"), [(40, {"sump.level": "judge.trust.frozen"}), (42, {})])
def test_twenty_minutes_of_one_value_are_frozen(until: float, key: dict[str, str]) -> None:
    said = readings(sump=tuple((m, v if m < until else 1.5) for m, v in course(drift(0.6))))
    assert blamed(weigh(TOWN, said, model(sump=drift(0.6)))) == key


def test_a_slow_water_shows_a_frozen_gauge_later() -> None:
    """The model moves by 0.07 m in an hour, by 0.03 m in twenty minutes."""
    slow = drift(0.07)
    frozen = tuple((m + 1.0, 1.0) for m in range(60))
    assert blamed(weigh(TOWN, readings(sump=frozen), model(sump=slow))) == {"sump.level": "judge.trust.frozen"}
    short = tuple((m, v if m < 30 else 1.03) for m, v in course(slow))
    assert blamed(weigh(TOWN, readings(sump=short), model(sump=slow))) == {}


def test_a_gauge_that_stands_still_with_the_water_is_believed() -> None:
    frozen = tuple((m + 1.0, 1.0) for m in range(60))
    assert blamed(weigh(TOWN, readings(lake=frozen), model())) == {}


def test_a_sump_that_stands_over_two_floats_whose_pumps_rest_is_not_believed() -> None:
    rest = {FLOW_1: course(lambda _: 0.0), FLOW_2: course(lambda _: 0.0)}
    high = readings(sump=lambda _: 0.5)
    assert blamed(weigh(TOWN, high | rest, model())) == {"sump.level": "judge.trust.floats"}
    one_runs = rest | {FLOW_2: course(lambda _: 3.0)}
    assert blamed(weigh(TOWN, high | one_runs, model())) == {}        # the first may be broken
    assert blamed(weigh(TOWN, readings(sump=lambda _: 0.25) | rest, model())) == {}
    assert blamed(weigh(TOWN, high, model())) == {}                   # nobody knows what the pumps do


def test_a_gauge_without_neighbours_is_not_blamed_for_departing() -> None:
    assert blamed(weigh(TOWN, readings(sump=drift(2.0, level=-1.5)), model())) == {}


def test_it_is_believed_again_after_it_has_agreed_for_half_an_hour() -> None:
    def mended(at: float) -> Of:
        return lambda m: 1.6 if m <= at else 1.0

    early, late = mended(60 - AGAIN_MIN), mended(65 - AGAIN_MIN)
    assert blamed(weigh(TOWN, readings(lake=late), model(), before(LAKE))) == {"lake.level": "judge.trust.departs"}
    assert blamed(weigh(TOWN, readings(lake=early), model(), before(LAKE))) == {}


def test_in_between_it_is_not_believed_though_it_departs_less_than_at_first() -> None:
    said = readings(lake=lambda _: 1.0 + 0.8 * DEPARTS)
    assert blamed(weigh(TOWN, said, model())) == {}
    assert blamed(weigh(TOWN, said, model(), before(LAKE))) == {"lake.level": "judge.trust.departs"}


def test_one_that_is_not_believed_bears_no_witness() -> None:
    """East was blamed before and still lies; mid and west agree with each other."""
    said = readings(east=lambda _: 3.0)
    assert blamed(weigh(TOWN, said, model(), before(EAST))) == {"east.level": "judge.trust.departs"}
    assert weigh(TOWN, said, model(), before(EAST)).beside == {EAST: {MID: 0.0, WEST: 0.0}}


def test_a_frozen_gauge_without_neighbours_is_believed_again_once_it_has_moved_for_half_an_hour() -> None:
    def frozen_until(minute: float) -> Course:
        return tuple((m, 1.0 if m <= minute else v) for m, v in course(drift(0.3)))

    blamed_before = before(SUMP)
    for until, expected in ((45, {"sump.level"}), (30, set[str]())):
        said = readings(sump=frozen_until(until))
        assert set(blamed(weigh(TOWN, said, model(sump=drift(0.3)), blamed_before))) == expected


@pytest.mark.parametrize("missing", ["measured", "modelled"])
def test_without_readings_or_model_it_stays_as_it_was(missing: str) -> None:
    said, levels = readings(lake=drift(2.0)), model()
    if missing == "measured":
        del said[LAKE]
    else:
        del levels[LAKE]
    weighed = weigh(TOWN, said, levels, before(LAKE))
    assert blamed(weighed) == {"lake.level": "judge.trust.departs"}
    assert LAKE not in weighed.errors
    assert blamed(weigh(TOWN, said, levels)) == {}


def test_nothing_known_is_nothing_said() -> None:
    assert weigh(TOWN, {}, {}) == Weighed({}, {}, {}, {})


def test_a_gauge_that_fell_silent_is_not_judged_by_its_old_readings() -> None:
    said = readings(lake=tuple(row for row in course(drift(3.0)) if row[0] <= 45))
    assert blamed(weigh(TOWN, said, model())) == {}


_wiggle = st.floats(-0.03, 0.03)


@given(st.lists(_wiggle, min_size=360, max_size=360), st.floats(-2, 2), st.floats(-2, 2))
def test_a_gauge_that_agrees_within_noise_is_never_blamed(noise: list[float], level: float, rate: float) -> None:
    """Whatever the water does, and whatever the model is wrong about for all of them alike."""
    true = drift(rate, level=level)
    said = {
        s: tuple((m + 1.0, true(m + 1.0) + noise[60 * i + m]) for m in range(60)) for i, s in enumerate(LEVELS)
    }  # fmt: skip
    assert blamed(weigh(TOWN, said, model(**dict.fromkeys((s.split(".")[0] for s in LEVELS), lambda _: level)))) == {}


@given(st.permutations(LEVELS), st.sampled_from(LEVELS[:5]), st.sampled_from([-1.0, 1.0]))
def test_the_order_of_streams_changes_nothing(order: list[StreamId], liar: StreamId, sign: float) -> None:
    said = readings(**{liar.split(".")[0]: drift(sign)})
    shuffled = replace(TOWN, streams=tuple(_stream(s) for s in order))
    one, other = weigh(TOWN, said, model()), weigh(shuffled, _sorted(said, order), _sorted(model(), order))
    assert (one.distrusted, one.instead, one.errors, one.beside) == (
        other.distrusted, other.instead, other.errors, other.beside)


@given(st.sampled_from(LEVELS[:5]), st.permutations([*range(len(LEVELS))]))
def test_other_names_change_nothing_but_the_names(liar: StreamId, places: list[int]) -> None:
    named = {s: StreamId(f"g{places[i]}.level") for i, s in enumerate(LEVELS)}
    streams = tuple(_stream(named[s]) for s in LEVELS)
    other_town = replace(
        TOWN, streams=streams, places=tuple(replace(p, stream=named[p.stream]) for p in TOWN.places if p.stream),
        lakes=(replace(TOWN.lakes[0], level=named[LAKE]),), devices=(), controller={"second.lake": named[CANAL]},
    )  # fmt: skip
    said, levels = readings(**{liar.split(".")[0]: drift(1.0)}), model()
    one = weigh(TOWN, said, levels)
    other = weigh(other_town, {named[s]: c for s, c in said.items()}, {named[s]: c for s, c in levels.items()})
    assert {named[s]: v for s, v in one.instead.items()} == other.instead
    assert {named[s]: why.key for s, why in one.distrusted.items()} == {s: w.key for s, w in other.distrusted.items()}


def _sorted(given: Mapping[StreamId, Course], order: list[StreamId]) -> dict[StreamId, Course]:
    return {s: given[s] for s in order}
