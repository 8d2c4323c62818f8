"""References, yardstick and search of the pystorms benchmark, with figures told by hand and no simulation."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from benchmarks.pystorms import following
from benchmarks.pystorms.branches import Trial
from benchmarks.pystorms.lookahead import MARGIN, Budget, Search
from benchmarks.pystorms.objective import WORSE, yardstick
from benchmarks.pystorms.plant import Figures
from benchmarks.pystorms.references import EqualFilling, SharedOutflow, equal_filling
from benchmarks.pystorms.report import Row, markdown, worse
from benchmarks.pystorms.runs import Run
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.control.lookahead import HOLD
from banyan.model.city import City, Lake
from banyan.model.decision import Decision
from banyan.model.ids import DeviceId, StreamId, SubjectId
from banyan.model.situation import Controller
from banyan.model.text import Name
from tests.packs.water.situations import city, gate, moment, targets

BOTTOM, DEEP = 10.0, 2.0
START = datetime(2020, 1, 1, tzinfo=UTC)


def basins(count: int, name: str = "town", gates: str = "{}", nodes: str = "T{}") -> City:
    """Basins 2 m deep, numbered from 1, each with a gate that stands open."""
    tanks = [nodes.format(i + 1) for i in range(count)]
    lakes = tuple(Lake(SubjectId(t), Name(t, t), StreamId(f"{t}.level"), (BOTTOM, BOTTOM), 12.0, 12.0, BOTTOM + DEEP,
                       ((BOTTOM, 1.0), (12.0, 1.0)), 0.0) for t in tanks)  # fmt: skip
    devices = tuple(gate(gates.format(i + 1), t, initial=100.0, standing=50.0, downstream=None, band_foot=None)
                    for i, t in enumerate(tanks))  # fmt: skip
    return replace(city(devices, lakes), id=name)


def asked(rule: Controller, town: City, depths: Sequence[float]) -> dict[str, float]:
    levels = {str(lake.level): BOTTOM + depth for lake, depth in zip(town.lakes, depths, strict=True)}
    return targets(rule.propose(moment(town, levels), None)[1])


def figures(metric: float, weighted: float | None = None, flooding: float = 0.0, peak: float = 1.0) -> Figures:
    return Figures(metric, metric if weighted is None else weighted, flooding, [], {"out": peak}, 100, 1.0)


def test_equal_filling_opens_by_the_excess_over_the_mean_and_shuts_what_is_far_below() -> None:
    """Fillings 0.9, 0.4, 0.2: mean 0.5. Over it: 1.5 × 0.4; just under it: the mean; 0.3 under it: shut."""
    wanted = asked(EqualFilling(), basins(3), (1.8, 0.8, 0.4))
    assert wanted == {"1": pytest.approx(60.0), "2": pytest.approx(50.0), "3": 0.0}


def test_gammas_own_depths_count_as_full_and_its_other_basins_stay_open() -> None:
    rule = EqualFilling({DeviceId("1"): 1.0, DeviceId("2"): 2.0})
    assert asked(rule, basins(3), (0.8, 0.8, 2.0)) == {"1": pytest.approx(30.0), "2": pytest.approx(60.0)}


def test_a_shared_outflow_is_shared_alike_between_basins_within_the_tolerance() -> None:
    """Each lets out 0.25 m³/s through 1 m² under heads of 1.8 m and 0.8 m: over the root of 2 g h."""
    wanted = asked(SharedOutflow(), basins(2), (1.8, 0.8))
    assert wanted == {"1": pytest.approx(100 * 0.25 / 35.316**0.5), "2": pytest.approx(100 * 0.25 / 15.696**0.5)}
    assert asked(SharedOutflow(), basins(2), (0.0, 0.0)) == {"1": 0.0, "2": 0.0}


def test_zetas_rule_throttles_the_emptiest_and_opens_the_fullest() -> None:
    town = basins(6, "zeta", "V{}")
    rule = equal_filling(town)
    assert rule is not None
    base = {"V2": 23.66, "V3": 65.08, "V4": 35.23, "V6": 43.03}
    assert asked(rule, town, (0.5,) * 6) == {name: pytest.approx(setting) for name, setting in base.items()}
    full = asked(rule, town, (1.0, 1.5, 0.1, 1.0, 1.0, 1.0))      # V2 is open already
    assert full == {"V3": pytest.approx(31.59), "V4": pytest.approx(35.23), "V6": pytest.approx(43.03)}


def test_one_basin_alone_cannot_be_compared() -> None:
    assert equal_filling(basins(1)) is None
    assert equal_filling(basins(2)) is not None


def test_a_plan_that_is_better_in_steps_but_worse_in_time_is_worse_than_either_reference() -> None:
    stick = yardstick([figures(400.0, 33.0), figures(402.0, 36.0)])
    assert stick.score(figures(195.0, 38.0)) > stick.score(figures(402.0, 36.0)) > stick.score(figures(400.0, 33.0))
    assert stick.score(figures(395.0, 32.0)) < stick.score(figures(400.0, 33.0))
    assert stick.score(None) == float("inf")


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1e9)), min_size=1, max_size=3),
       st.floats(0, 1e9), st.floats(0, 1e9))  # fmt: skip
def test_whoever_beats_every_reference_in_both_figures_scores_better_than_all_of_them(
    pairs: list[tuple[float, float]], metric: float, weighted: float
) -> None:
    references = [figures(m, w) for m, w in pairs]
    stick = yardstick(references)
    if all(metric < 0.99 * m and weighted < 0.99 * w and m > 1 and w > 1 for m, w in pairs):
        assert all(stick.score(figures(metric, weighted)) < stick.score(one) for one in references)


def test_flooding_and_peaks_decide_only_between_equals() -> None:
    stick = yardstick([figures(100.0, flooding=500.0)])
    assert stick.score(figures(0.0, flooding=10.0, peak=0.5)) < stick.score(figures(0.0, flooding=400.0, peak=0.9))
    assert stick.score(figures(10.0)) < stick.score(figures(90.0, peak=0.0)) < WORSE


def test_a_reference_that_is_nought_is_still_a_limit() -> None:
    stick = yardstick([figures(1630.0, 233.0), figures(0.0, 0.0)])
    assert stick.score(figures(1.0, 0.1)) > stick.score(figures(0.0, 0.0))


class Hills:
    """Stands for the model: the metric is the distance of the first gate's release from `best`, and 50 for hold."""

    def __init__(self, best: float, fails: Sequence[str] = ()) -> None:
        self.best, self.fails, self.seen = best, fails, list[Trial]()
        self.told: list[int] = []

    def advance(self, orders: Sequence[object], until: datetime) -> None:
        self.told.append(len(orders))

    def tried(self, trials: Sequence[Trial]) -> list[Figures | None]:
        self.seen += trials
        return [None if trial.name in self.fails else figures(self._metric(trial)) for trial in trials]

    def _metric(self, trial: Trial) -> float:
        if trial.name in (HOLD, following.REFERENCE):
            return 50.0
        return abs(trial.parameters.get("release.1", 50.0) - self.best)


def looked(hills: Hills, count: int, budget: Budget) -> tuple[Search, list[Decision]]:
    search = Search(basins(2), hills, budget, 1)  # type: ignore[arg-type]  it has what the search asks of a model
    return search, [search.look(START + timedelta(hours=i), [(START, "1", 0.0)] * i) for i in range(count)]


def test_nobody_acting_equal_filling_all_open_and_what_is_followed_are_tried_at_every_look() -> None:
    _, decisions = looked(Hills(20.0), 3, Budget(24, 4, 3))
    assert [{t.id for t in d.tried} >= {"hold", "reference", "open"} for d in decisions] == [True] * 3
    assert ["kept" in {t.id for t in d.tried} for d in decisions] == [False, True, True]
    assert [d.branches for d in decisions] == [24 + 3, 4 + 4, 4 + 4]


@given(st.floats(0, 100), st.integers(0, 5))
def test_what_is_chosen_is_never_predicted_worse_than_what_is_always_tried(best: float, again: int) -> None:
    search, decisions = looked(Hills(best), 3, Budget(20, again, 3))
    for decision in decisions:
        scores = {tried.id: tried.score for tried in decision.tried}
        assert scores[decision.chosen] <= min(scores[name] for name in scores if not name.startswith("plan-")) + 1e-12
    predicted = [one.metric for one in search.predicted]
    assert predicted == sorted(predicted, reverse=True)


@pytest.mark.parametrize(("better", "chosen"), [(0.9 * MARGIN, "open"), (1.1 * MARGIN, "plan-1")])
def test_a_drawn_plan_must_be_clearly_better_than_those_always_tried(better: float, chosen: str) -> None:
    class Flat(Hills):
        def _metric(self, trial: Trial) -> float:
            return {"hold": 50.0, "reference": 50.0, "open": 40.0}.get(trial.name, 40.0 - 50.0 * better)

    _, (decision,) = looked(Flat(0.0), 1, Budget(8, 0, 1))
    assert decision.chosen == chosen


def test_a_plan_under_which_the_model_breaks_down_is_not_chosen() -> None:
    _, (decision,) = looked(Hills(50.0, fails=[f"plan-{i}" for i in range(1, 200)]), 1, Budget(10, 0, 1))
    assert decision.chosen in ("hold", "reference", "open")
    with pytest.raises(RuntimeError, match="neither with nobody acting nor with equal filling"):
        looked(Hills(0.0, fails=["hold", "reference"]), 1, Budget(10, 0, 1))


def test_the_same_seed_tries_the_same_plans_and_the_model_is_told_each_order_once() -> None:
    one, two = Hills(30.0), Hills(30.0)
    looked(one, 3, Budget(24, 4, 3))
    looked(two, 3, Budget(24, 4, 3))
    assert one.seen == two.seen
    assert one.told == [0, 1, 1]


def test_a_basin_that_spills_with_nobody_acting_keeps_its_gate_open_in_the_first_plans() -> None:
    class Spilling(Hills):
        def tried(self, trials: Sequence[Trial]) -> list[Figures | None]:
            return [f and replace(f, spilled=["2"]) for f in super().tried(trials)]

    hills = Spilling(10.0)
    looked(hills, 1, Budget(8, 0, 1))
    ladder = [trial for trial in hills.seen if trial.name in {f"plan-{i}" for i in range(1, 5)}]
    assert [(t.parameters["release.1"], t.parameters["release.2"], t.parameters["even"]) for t in ladder] == [
        (50.0, 100.0, 0.0), (50.0, 100.0, 1.0), (25.0, 100.0, 0.0), (25.0, 100.0, 1.0)]  # fmt: skip


def test_following_a_decision_leaves_the_valves_to_whom_it_names() -> None:
    town = basins(2)
    _, (decision,) = looked(Hills(20.0), 1, Budget(24, 0, 1))
    seen = moment(town, {"T1.level": 11.8, "T2.level": 10.8})
    controller = following.Following(town, decision.chosen)
    assert (controller.every_s, following.Following(town, "reference").every_s) == (following.EVERY_S, 0)
    plan = controller.propose(replace(seen, decision=decision), None)[1]
    assert plan is not None
    assert plan.decision == decision.id
    equal = replace(decision, chosen="reference")
    same = targets(controller.propose(replace(seen, decision=equal), None)[1])
    assert same == asked(EqualFilling(), town, (1.8, 0.8))
    assert controller.propose(replace(seen, decision=replace(decision, chosen="hold")), None)[1] is None
    assert controller.propose(seen, None)[1] is None


def told(metric: float, weighted: float | None = None) -> Run:
    return Run(figures(metric, weighted), 1.0, 0)


def test_the_verdict_names_each_figure_in_which_look_ahead_is_worse_and_leaves_wrong_models_out() -> None:
    rows = [Row("theta", "uncontrolled", told(10.0, 5.0)), Row("theta", "equal-filling", told(8.0, 6.0)),
            Row("theta", "look-ahead", told(9.0, 5.5)), Row("theta", "look-ahead", told(99.0), 1)]  # fmt: skip
    assert worse(rows, "theta") == ["by time than uncontrolled", "metric than equal-filling"]
    said = "theta: look-ahead is **worse** in by time than uncontrolled, metric than equal-filling."
    assert said in markdown(rows, [])
    rows[2] = Row("theta", "look-ahead", told(8.0, 5.0))
    assert worse(rows, "theta") == []
    assert "theta: look-ahead is worse in nothing." in markdown(rows, [])


def test_the_table_has_a_cell_for_every_column_also_where_a_control_is_missing() -> None:
    table = markdown([Row("beta", "uncontrolled", told(1.0)), Row("beta", "equal-filling", None)], ["delta: why"])
    lines = [line for line in table.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1
    assert "- delta: why" in table
    assert "beta: look-ahead wasn't run." in table
