"""Whatever is seen: targets in range, no gate opened blindly or towards higher water, the same answer twice."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.model.forecast import Forecast
from banyan.packs.water.storm_rule import StormRule
from tests.packs.water.situations import NOON, city, gate, moment, pump, rain

RULE = StormRule()
TOWN = city(
    (gate(initial=10.0), gate("other", downstream="brook.level", low=5.0, high=80.0), pump()),
    controller={"second.pond": "canal.level", "opening_m2.gate": 3.0},
)
STREAMS = ("pond.level", "canal.level", "river.level", "brook.level", "sump.level", "sea.tide")
levels = st.dictionaries(st.sampled_from(STREAMS), st.floats(-5.0, 5.0))
ages = st.dictionaries(st.sampled_from(STREAMS), st.floats(0.0, 30.0))
forecasts = st.none() | st.builds(
    lambda mm, tide: rain(*mm, tide=tuple(tide)),
    st.lists(st.floats(0.0, 200.0), max_size=30), st.lists(st.floats(-3.0, 3.0), max_size=30),
)  # fmt: skip
standing = st.fixed_dictionaries(
    {"gate": st.floats(0.0, 100.0), "other": st.floats(5.0, 80.0), "pump": st.sampled_from([0.0, 100.0])}
)

moments = st.tuples(levels, ages, forecasts, standing, st.floats(0.0, 100.0))


@settings(max_examples=300)
@given(st.lists(moments, min_size=1, max_size=6))
def test_any_run_of_moments(
    run: list[tuple[dict[str, float], dict[str, float], Forecast | None, dict[str, float], float]],
) -> None:
    memory: object = None
    for i, (levels_, ages_, forecast, at, fell) in enumerate(run):
        seen = moment(TOWN, levels_, forecast, fell, at, ages_, NOON + timedelta(minutes=5 * i))
        again = RULE.propose(seen, memory)
        memory, plan = RULE.propose(seen, memory)
        assert (memory, plan) == again
        if plan is None:
            continue
        assert plan.targets
        assert plan.expires_at > seen.now
        for target in plan.targets:
            device = next(d for d in TOWN.devices if d.id == target.device)
            assert device.low <= target.setting <= device.high
            own = seen.latest.get(device.level)
            assert own is not None
            assert seen.now - own.time <= timedelta(minutes=10)
            if target.setting > at[str(device.id)] and device.downstream is not None:
                below = seen.latest.get(device.downstream)
                assert below is not None
                assert seen.now - below.time <= timedelta(minutes=10)
                assert own.value - below.value > device.head_margin
        for told in plan.predicted:
            assert told.low <= told.high
