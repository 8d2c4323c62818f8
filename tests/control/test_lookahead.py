"""Ask and tell: which plans are tried, and which is chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.control.cost import WEIGHTS, WORST, score, weighed
from banyan.control.lookahead import HOLD, MARGIN, MARGIN_SHARE, RULE, Knob, best, candidates, choose, harmless, single
from banyan.model.decision import Costs, Member, Tried

KNOBS = (Knob("a", 0.0, 10.0, 4.0), Knob("b", -1.0, 1.0, 0.0), Knob("c", 1.0, 5.0, 5.0))
MEMBERS = (Member(1.0, 0.0, 0.75), Member(1.4, 0.0, 0.25))
numbers = st.floats(-4, 4, allow_nan=False)


def tried(name, *totals):
    costs = [Costs(total=t, street_m3=t) for t in totals]
    return Tried(name, {} if name in (HOLD, RULE) else {"a": 1.0}, costs, score(costs, MEMBERS))


def test_the_total_is_the_weighted_sum_in_cubic_metres_of_street_water():
    costs = weighed(Costs(street_m3=10, bank_m3=5, band_h=2, travel=40, starts=3, pump_h=4, stored_m3=100))
    assert costs.total == pytest.approx(10 + 5 + 2 * 2 + 40 * 0.01 + 3 * 0.5 + 4 * 0.2 + 100 * 0.02)
    assert set(WEIGHTS) == set(Costs.__struct_fields__) - {"total"}


def test_the_score_is_the_mean_by_weight_and_a_share_of_the_worst():
    costs = [Costs(total=100.0), Costs(total=300.0)]
    assert score(costs, MEMBERS) == (1 - WORST) * (0.75 * 100 + 0.25 * 300) + WORST * 300
    assert score(costs[:1], MEMBERS) == 100.0


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=12), st.floats(0, 2))
def test_candidates_stay_in_range_and_say_only_what_differs_from_the_rule(draws, spread):
    for plan in candidates(KNOBS, {}, spread, draws):
        for knob in KNOBS:
            if knob.id in plan:
                assert knob.low <= plan[knob.id] <= knob.high
                assert plan[knob.id] != knob.usual


def test_a_draw_moves_a_knob_by_its_share_of_the_range():
    assert candidates(KNOBS, {"a": 2.0}, 0.1, [(1.0, 0.5, 0.0)]) == [{"a": 3.0, "b": 0.1}]


def test_every_other_plan_moves_one_knob_of_three():
    plans = candidates(KNOBS, {}, 0.1, [(1.0, 1.0, -1.0)] * 4)
    assert [sorted(plan) for plan in plans] == [["a", "b", "c"], ["a"], ["a", "b", "c"], ["c"]]


def test_single_knobs_are_tried_at_their_ends():
    assert single(KNOBS) == [{"a": 0.0}, {"a": 10.0}, {"b": -1.0}, {"b": 1.0}, {"c": 1.0}]


def test_where_the_rule_floods_nothing_there_is_nothing_to_search_for():
    assert harmless([tried(HOLD, 9, 9), tried(RULE, 0.5, 0.9)])
    assert not harmless([tried(HOLD, 0, 0), tried(RULE, 0.5, 1.0)])


def test_the_best_plans_leave_hold_and_rule_apart():
    found = best([tried(HOLD, 0, 0), tried(RULE, 1, 1), tried("plan-1", 30, 30), tried("plan-2", 20, 20)], MEMBERS, 1)
    assert [t.id for t in found] == ["plan-2"]


def test_a_clearly_better_plan_is_chosen_and_the_runner_up_named():
    choice = choose([tried(HOLD, 900, 900), tried(RULE, 100, 200), tried("plan-1", 50, 100)], MEMBERS)
    assert (choice.chosen, choice.runner_up) == ("plan-1", RULE)


def test_a_plan_that_is_hardly_better_leaves_the_rule_in_force():
    choice = choose([tried(HOLD, 900, 900), tried(RULE, 100, 200), tried("plan-1", 100 - MARGIN, 200)], MEMBERS)
    assert choice.chosen == RULE


def test_a_plan_that_saves_wear_alone_leaves_the_rule_in_force() -> None:
    worn = [Costs(total=300.0, street_m3=100.0)] * 2
    spared = [Costs(total=100.0, street_m3=100.0)] * 2
    everything = [tried(HOLD, 900, 900), Tried(RULE, {}, worn, 300.0), Tried("plan-1", {"a": 1.0}, spared, 100.0)]
    assert choose(everything, MEMBERS).chosen == RULE


def test_a_plan_that_floods_more_in_the_likeliest_member_is_not_chosen() -> None:
    everything = [tried(HOLD, 9000, 9000), tried(RULE, 100, 5000), tried("plan-1", 120, 100)]
    assert choose(everything, MEMBERS).chosen == RULE


def test_doing_nothing_is_chosen_where_the_rule_floods_more():
    assert choose([tried(HOLD, 10, 10), tried(RULE, 60, 60)], MEMBERS).chosen == HOLD
    assert choose([tried(HOLD, 10, 10), tried(RULE, 10, 10)], MEMBERS).chosen == RULE


def test_a_plan_given_up_early_is_never_chosen():
    assert choose([tried(HOLD, 90, 90), tried(RULE, 60, 60), tried("plan-1", 0.0)], MEMBERS).chosen == RULE


totals = st.tuples(st.floats(0, 1e6), st.floats(0, 1e6))


@given(totals, totals, st.lists(totals, max_size=6))
def test_nothing_predicted_worse_than_the_rule_or_than_doing_nothing_is_chosen(hold, rule, plans):
    everything = [tried(HOLD, *hold), tried(RULE, *rule), *(tried(f"plan-{i}", *p) for i, p in enumerate(plans))]
    choice = choose(everything, MEMBERS)
    chosen = next(t for t in everything if t.id == choice.chosen)
    hold, rule = everything[0], everything[1]
    assert chosen.score <= rule.score
    least = min(hold.score, rule.score)             # all of it water, here
    assert chosen.score <= least + max(MARGIN, MARGIN_SHARE * rule.score) + 1e-9


def test_what_would_change_its_mind_is_the_member_in_which_another_is_better():
    choice = choose([tried(HOLD, 900, 900), tried(RULE, 10, 200), tried("plan-1", 100, 100)], MEMBERS)
    assert choice.chosen == RULE
    said = choice.would_change[0]
    assert said.key == "control.changes_mind"
    assert said.args == {"percent": "140", "late": "0", "plan": "plan-1", "m3": "100"}


def test_where_nothing_would_the_distance_to_the_next_is_said():
    choice = choose([tried(HOLD, 900, 900), tried(RULE, 10, 10)], MEMBERS)
    assert [s.key for s in choice.would_change] == ["control.stays_in_mind"]
    assert choice.would_change[0].args == {"plan": HOLD, "m3": "890"}


@pytest.mark.parametrize("names", [(HOLD,), (HOLD, RULE)])
def test_alone_a_plan_has_no_runner_up_but_the_other_safe_one(names):
    choice = choose([tried(name, 1, 1) for name in names], MEMBERS)
    assert choice.runner_up == (HOLD if len(names) == 2 else None)
