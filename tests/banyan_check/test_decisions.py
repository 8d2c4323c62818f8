"""No decision, estimate or plan for the crews without its inputs: one forged journal per rule, and what is allowed."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.control import cost as control
from banyan.model.decision import Costs
from banyan.model.decision import Member as Noun
from banyan_check import check
from banyan_check.decisions import RULES, score
from banyan_check.shapes import Member, Tried
from tests.banyan_check.decided_journal import LAKE, allocation, band, costs, decided, follow
from tests.banyan_check.small_journal import Journal, Line, clock, of

Forge = Callable[[list[Line]], object]


def body(rid: str, **fields: object) -> Forge:
    """Change fields of one record's body."""
    return lambda lines: of(lines, rid)["body"].update(deepcopy(fields))


def within(rid: str, change: Callable[[Any], object]) -> Forge:
    """Change a body in place."""
    return lambda lines: change(of(lines, rid)["body"])


def plan(name: str, **fields: object) -> Forge:
    """Change one plan that D-1 tried."""
    return within("D-1", lambda d: next(t for t in d["tried"] if t["id"] == name).update(deepcopy(fields)))


def without_plan(*names: str) -> Forge:
    return within("D-1", lambda d: d.update(tried=[t for t in d["tried"] if t["id"] not in names]))


def cost(number: int, **parts: float) -> Forge:
    """Change what plan-1 costs in a member."""
    return within("D-1", lambda d: d["tried"][2]["costs"][number].update(parts))


def made(rid: str, field: str, source: str) -> Forge:
    """Another source, in the body and in the cause that repeats it."""

    def forge(lines: list[Line]) -> None:
        record = of(lines, rid)
        for cause in record["causes"]:
            if cause["id"] == record["body"][field]:
                cause["id"] = source
        record["body"][field] = source

    return forge


def then(write: Callable[[Journal], object]) -> Forge:
    """Go on after the last record."""

    def forge(lines: list[Line]) -> None:
        journal = Journal()
        journal._last["gate-east"] = (20.0, 6.0)
        write(journal)
        lines += journal.lines

    return forge


def every(*forges: Forge) -> Forge:
    return lambda lines: [forge(lines) for forge in forges]


def sent(*pairs: tuple[str, str]) -> list[Line]:
    first = allocation("AL-1", 6)["plan"]["assignments"][0]
    return [first | {"task": task, "crew": crew} for task, crew in pairs]


def waits(*tasks: str) -> list[Line]:
    return [{"task": task, "why": {"key": "allocate.nobody", "args": {}}} for task in tasks]


def told(*pairs: tuple[str, str], unserved: tuple[str, ...]) -> Forge:
    return body("AL-1", plan={"assignments": sent(*pairs), "unserved": waits(*unserved)})


WHOLE = [costs(80.0), costs(90.0), costs(150.0)]
NINE = [{"factor": 1.0, "late_min": 0.0, "weight": 0.1}] * 10

FORGED: list[tuple[str, str, str, Forge]] = [
    # rule, the record it must name, what is forged, how
    ("decision-inputs", "D-3#1", "two members", every(
        within("D-3", lambda d: d.update(members=d["members"][:2])),
        within("D-3", lambda d: d["members"][0].update(weight=0.7)),
        within("D-3", lambda d: [t["costs"].pop() for t in d["tried"]]))),
    ("decision-inputs", "D-3#1", "no members", body("D-3", members=[])),
    ("decision-inputs", "D-3#1", "ten members", every(body("D-3", members=NINE), within("D-3", lambda d: [
        t.update(costs=t["costs"][:1] * 10) for t in d["tried"]]), body("D-3", branches=20))),
    ("decision-inputs", "D-3#1", "members that weigh 0.998", within("D-3", lambda d: d["members"][0].update(
        weight=0.498))),
    ("decision-inputs", "D-3#1", "a member that weighs less than nothing", within("D-3", lambda d: [
        d["members"][0].update(weight=1.0), d["members"][1].update(weight=-0.2)])),
    ("decision-inputs", "D-1#1", "nobody tried to do nothing", without_plan("hold")),
    ("decision-inputs", "D-1#1", "the rule was not tried", every(without_plan("rule"), body("D-1", runner_up="hold"))),
    ("decision-inputs", "D-1#1", "two plans of one name", plan("plan-2", id="plan-3")),
    ("decision-inputs", "D-1#1", "an estimate that is none", made("D-1", "estimate", "F-1")),
    ("decision-inputs", "D-3#1", "an estimate that failed", made("D-3", "estimate", "E-2")),
    ("decision-inputs", "D-1#1", "no estimate", body("D-1", estimate="")),
    ("decision-inputs", "D-1#1", "a forecast that is none", made("D-1", "forecast", "E-1")),
    ("decision-inputs", "D-1#1", "no forecast", body("D-1", forecast=None)),
    ("decision-inputs", "D-3#1", "a forecast that had expired", body("F-1", valid_until=clock(29))),
    ("decision-inputs", "D-1#1", "a forecast from the future", body("F-1", issued_at=clock(6.5))),
    ("decision-inputs", "D-1#1", "causes that don't name the estimate",
     lambda lines: of(lines, "D-1")["causes"].pop(0)),
    ("decision-inputs", "D-1#1", "causes that don't name the forecast",
     lambda lines: of(lines, "D-1")["causes"].pop(1)),
    ("decision-inputs", "D-1#1", "a chosen plan simulated in two of three members",
     plan("plan-1", costs=WHOLE[:2], score=0.75 * 67 / 0.8 + 0.25 * 90)),
    ("decision-inputs", "D-1#1", "a plan without costs", plan("plan-2", costs=[])),
    ("decision-inputs", "D-1#1", "a plan with more costs than members", plan("plan-2", costs=[*WHOLE, costs(1.0)])),
    ("decision-inputs", "D-3#1", "no weight for an hour outside the band", every(
        within("D-3", lambda d: d["weights"].pop("band_h")), within("D-3", lambda d: [
            c.update(street_m3=c["total"] - 2.0) for t in d["tried"] for c in t["costs"]]))),
    ("decision-inputs", "D-1#1", "no share of the worst member", within("D-1", lambda d: d["weights"].pop("worst"))),
    ("decision-inputs", "D-1#1", "a share above 1", every(
        within("D-1", lambda d: d["weights"].update(worst=1.5)), plan("hold", score=505.0), plan("rule", score=240.0),
        plan("plan-1", score=176.5), plan("plan-3", score=377.0))),
    ("decision-inputs", "D-1#1", "a weight below 0", within("D-1", lambda d: d["weights"].update(starts=-2.0))),
    ("decision-inputs", "D-1#1", "a weight of nothing", within("D-1", lambda d: d["weights"].update(boats=3.0))),
    ("decision-inputs", "D-1#1", "a cost that leaves a part out", within("D-1", lambda d: d["tried"][0]["costs"][
        0].pop("bank_m3"))),
    ("decision-inputs", "D-3#1", "costs without parts", every(within("D-3", lambda d: [
        t.update(costs=[{"total": 0.0}] * 3, score=0.0) for t in d["tried"]]), body("D-3", weights={"worst": 0.25}))),
    ("decision-inputs", "D-1#1", "12 different courses in 11 branches", body("D-1", branches=11)),
    ("decision-inputs", "D-1#1", "no times", every(body("D-1", times=[]), body("D-1", with_plan={LAKE: band()}),
                                                 body("D-1", without={LAKE: band()}), body("D-1", rain=band()))),
    ("decision-inputs", "D-1#1", "times that go back", within("D-1", lambda d: d["times"].reverse())),
    ("decision-inputs", "D-1#1", "times from before the question", within("D-1", lambda d: d.update(
        times=[clock(4), *d["times"][1:]]))),
    ("decision-inputs", "D-1#1", "no curves", every(body("D-1", with_plan={}), body("D-1", without={}))),
    ("decision-inputs", "D-1#1", "a curve only with the plan", body("D-1", without={})),
    ("decision-inputs", "D-1#1", "a curve that ends early", body("D-1", without={LAKE: band(2.0, 2.3, 2.6)})),
    ("decision-inputs", "D-1#1", "a curve without its lowest",
     within("D-1", lambda d: d["with_plan"][LAKE].update(low=[]))),
    ("decision-inputs", "D-1#1", "a level below the lowest", within("D-1", lambda d: d["with_plan"][LAKE].update(
        low=[2.0, 2.0, 2.3, 2.0]))),
    ("decision-inputs", "D-1#1", "rain above the highest", within("D-1", lambda d: d["rain"].update(
        high=[6.0, 12.0, 11.9, 0.3]))),
    ("decision-inputs", "D-1#1", "no rain", body("D-1", rain=None)),
    ("decision-inputs", "D-3#1", "an answer before its question", body("D-3", asked_at=clock(30.5))),
    ("decision-inputs", "D-3#1", "an answer 80 s after its question", body("D-3", asked_at=clock(29))),
    ("decision-costs", "D-1#1", "a total that its parts don't make", cost(1, total=91.0)),
    ("decision-costs", "D-1#1", "a part more, and the same total", cost(1, bank_m3=1.0)),
    ("decision-costs", "D-1#1", "no total", within("D-1", lambda d: d["tried"][3]["costs"][0].pop("total"))),
    ("decision-costs", "D-1#1", "a total without end", cost(1, total=float("inf"))),
    ("decision-costs", "D-1#1", "another weight", within("D-1", lambda d: d["weights"].update(band_h=21.0))),
    ("decision-costs", "D-1#1", "a score that flatters", plan("plan-1", score=110.2)),
    ("decision-costs", "D-1#1", "a score without the worst member", plan("plan-1", score=97.0)),
    ("decision-costs", "D-1#1", "a score of a plan given up early", plan("plan-2", score=299.0)),
    ("decision-costs", "D-1#1", "another share of the worst", within("D-1", lambda d: d["weights"].update(worst=0.3))),
    ("decision-choice", "D-1#1", "a plan worse than the rule", body("D-1", chosen="plan-3")),
    ("decision-choice", "D-3#1", "the rule where nothing is better", body("D-3", chosen="rule", runner_up="hold")),
    ("decision-choice", "D-1#1", "a plan that was not tried", body("D-1", chosen="plan-9")),
    ("decision-choice", "D-1#1", "a runner-up that was not tried", body("D-1", runner_up="plan-9")),
    ("decision-choice", "D-1#1", "a plan that is its own runner-up", body("D-1", runner_up="plan-1")),
    ("decision-followed", "P-9#1", "a decision nobody made", then(lambda j: follow(j, "P-9", 32, "E-4"))),
    ("decision-followed", "P-9#1", "a decision that decided nothing", then(lambda j: follow(j, "P-9", 32, "D-2"))),
    ("decision-followed", "P-9#1", "a decision to do nothing", then(lambda j: follow(j, "P-9", 32, "D-3"))),
    ("decision-followed", "P-9#1", "a decision 76 minutes old", then(lambda j: follow(j, "P-9", 81, "D-1"))),
    ("decision-followed", "P-1#1", "causes that don't name the decision",
     lambda lines: of(lines, "P-1")["causes"].pop()),
    ("estimate-inputs", "E-1#1", "no levels", body("E-1", levels={})),
    ("estimate-inputs", "E-1#1", "a gauge that isn't believed, and nobody says why",
     body("E-1", distrusted={"harbour.level": {"args": {}}})),
    ("estimate-inputs", "E-1#1", "a reason without words", body("E-1", distrusted={"harbour.level": None})),
    ("estimate-inputs", "E-1#1", "something in the place of a gauge that is believed",
     body("E-1", instead={"river.level": 1.0})),
    ("estimate-inputs", "E-3#1", "a forecast that is none", body("E-3", forecast="E-1")),
    ("estimate-inputs", "E-2#1", "an estimate of yesterday", body("E-2", at=clock(-1440))),
    ("estimate-inputs", "E-1#1", "an estimate of tomorrow", body("E-1", at=clock(1440))),
    ("allocation-inputs", "AL-1#1", "a demand nobody answers",
     told(("T-1", "crew-1"), ("T-2", "crew-2"), unserved=())),
    ("allocation-inputs", "AL-1#1", "a demand served and not served",
     told(("T-1", "crew-1"), ("T-2", "crew-2"), unserved=("T-2", "T-3"))),
    ("allocation-inputs", "AL-1#1", "a demand served twice",
     told(("T-1", "crew-1"), ("T-1", "crew-2"), unserved=("T-2", "T-3"))),
    ("allocation-inputs", "AL-1#1", "a task nobody asked for",
     told(("T-1", "crew-1"), ("T-2", "crew-2"), unserved=("T-3", "T-9"))),
    ("allocation-inputs", "AL-1#1", "a demand twice", within("AL-1", lambda a: [
        a["demands"].append(a["demands"][0]), a["minutes"].append(a["minutes"][0])])),
    ("allocation-inputs", "AL-1#1", "a crew at two places",
     told(("T-1", "crew-1"), ("T-2", "crew-1"), unserved=("T-3",))),
    ("allocation-inputs", "AL-1#1", "a crew that isn't there",
     told(("T-1", "crew-1"), ("T-2", "crew-9"), unserved=("T-3",))),
    ("allocation-inputs", "AL-1#1", "a crew that can't get there",
     told(("T-1", "crew-1"), ("T-3", "crew-2"), unserved=("T-2",))),
    ("allocation-inputs", "AL-1#1", "another way than the table's", within("AL-1", lambda a: a["plan"]["assignments"][
        0].update(minutes=9.0))),
    ("allocation-inputs", "AL-1#1", "no demands", body(
        "AL-1", demands=[], minutes=[], plan={"assignments": [], "unserved": []})),
    ("allocation-inputs", "AL-1#1", "no crews", body("AL-1", hands=[], minutes=[])),
    ("allocation-inputs", "AL-1#1", "ways of other crews", body("AL-1", minutes=[[10.0], [12.0], [30.0]])),
    ("allocation-inputs", "AL-1#1", "a plan worth less than nearest-first", body("AL-1", nearest=21_701.0)),
    ("allocation-inputs", "AL-1#1", "a plan worth more than its bound", body("AL-1", bound=21_699.0)),
    ("allocation-inputs", "AL-1#1", "no status and no error", body("AL-1", status="none")),
    ("allocation-inputs", "AL-2#1", "a plan although there is none", body(
        "AL-2", plan={"assignments": sent(("T-1", "crew-1")), "unserved": []})),
    ("allocation-inputs", "AL-1#1", "a plan of an hour ago", body("AL-1", asked_at=clock(-54))),
    ("well-formed", "D-3#1", "members that are left out", within("D-3", lambda d: d.pop("members"))),
    ("well-formed", "D-3#1", "costs in words", within("D-3", lambda d: d["tried"][0]["costs"][0].update(
        street_m3="much"))),
    ("well-formed", "D-3#1", "a score that is no number", within("D-3", lambda d: d["tried"][0].update(score=None))),
    ("well-formed", "AL-1#1", "a bound that is left out", within("AL-1", lambda a: a.pop("bound"))),
    ("well-formed", "F-2#1", "a forecast that holds until whenever", body("F-2", valid_until="tomorrow")),
    ("schema", "D-1#1", "a decision from tomorrow", lambda lines: of(lines, "D-1").update(
        schema="banyan.decision/2")),
    ("proposal-changed", "P-1#2", "a proposal that follows another decision afterwards",
     within("P-1#2", lambda p: p["plan"].update(decision="D-3"))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "record", "forge"), [pytest.param(r, n, f, id=f"{r}: {t}") for r, n, t, f in FORGED])
def test_a_forged_journal_fails_with_its_rule_and_no_other(rule: str, record: str, forge: Forge):
    lines = decided()
    forge(lines)
    report = check(lines)
    assert {found.rule for found in report.violations} == {rule}
    assert record in {found.record for found in report.violations}


def test_the_journal_that_is_forged_is_clean_itself():
    report = check(decided())
    assert (report.records, report.actuations) == (31, 1)
    assert (report.violations, report.warnings) == ((), ())


def test_every_rule_about_decisions_has_a_forged_journal():
    assert set(RULES) <= {rule for rule, *_ in FORGED}


def clean(*forges: Forge) -> bool:
    lines = decided()
    for forge in forges:
        forge(lines)
    return check(lines).violations == ()


def asleep(minute: float) -> Forge:
    """In front of D-3's estimate the city slept from `minute` on."""
    record = {"id": "clock#1", "kind": "clock", "schema": "banyan.clock/1", "at": clock(minute), "by": "system",
              "causes": [], "body": {"id": "clock", "at": clock(minute), "to": clock(30)}, "meta": {}}
    return lambda lines: lines.insert(lines.index(of(lines, "E-4")), record)


EARLIER = every(body("E-4", at=clock(25)), body("D-3", asked_at=clock(25)))


def ticking(every_min: int) -> Forge:
    return lambda lines: of(lines, "city/banyan-bay")["body"]["value"].update(tick=f"PT{every_min}M")


def test_an_answer_may_come_two_ticks_after_its_question_where_ticks_are_long():
    assert not clean(EARLIER)
    assert clean(EARLIER, ticking(3))
    assert not clean(EARLIER, ticking(2))


def test_what_was_asked_before_the_city_slept_is_answered_after():
    assert clean(EARLIER, asleep(25))
    assert not clean(EARLIER, asleep(24))


def test_an_answer_within_a_minute_is_in_time_and_a_second_later_it_is_not():
    assert clean(body("D-3", asked_at=clock(30 + 1 / 3 - 1)))
    assert not clean(body("D-3", asked_at=clock(30 + 1 / 3 - 61 / 60)))


def test_a_look_ahead_is_followed_for_75_minutes_and_no_longer():
    def at(minute: float) -> Forge:
        return then(lambda j: follow(j, "P-9", minute, "D-1"))

    assert clean(at(80))
    assert not clean(at(80.1))


def test_a_plan_as_good_as_the_rule_may_be_chosen_and_one_simulated_course_may_stand_for_members_of_the_same_rain():
    assert clean(plan("plan-1", costs=[costs(100.0), costs(100.0), costs(200.0)], score=140.0))
    assert clean(body("D-3", branches=2))
    assert not clean(body("D-3", branches=1))


def test_where_nobody_steers_doing_nothing_is_all_there_is_to_try():
    assert clean(within("D-3", lambda d: d.update(tried=d["tried"][:1], fallback="hold", runner_up=None)))


def test_a_forecast_holds_to_its_last_minute_and_a_senders_clock_may_be_a_minute_ahead():
    assert clean(body("F-1", issued_at=clock(6), valid_until=clock(30)))
    assert not clean(body("F-1", issued_at=clock(6.1)))


def test_what_failed_needs_no_inputs_and_may_not_be_followed():
    assert clean(body("D-1", error="the model died", members=[], tried=[], times=[], with_plan={}, without={}),
                 body("D-1", rain=None), within("P-1", lambda p: p["plan"].pop("decision")),
                 within("P-1#2", lambda p: p["plan"].pop("decision")))


def test_a_table_of_minutes_too_large_for_a_record_may_be_left_out():
    assert clean(body("AL-1", minutes=[]))


def test_a_journal_from_before_decisions_were_named_is_judged_as_before():
    lines = [record for record in decided() if record["kind"] not in ("decision", "allocation")]
    of(lines, "P-1")["causes"].pop()
    for rid in ("P-1", "P-1#2"):
        del of(lines, rid)["body"]["plan"]["decision"]
    assert check(lines).violations == ()


def test_a_finding_names_the_plan_and_what_its_costs_make():
    lines = decided()
    plan("plan-1", score=97.0)(lines)
    (found,) = check(lines).violations
    assert found.line() == ("D-1#1 decision-costs: plan-1 of D-1 has the score 97.000, its costs make 110.250")
    assert found.numbers == {"plan": "plan-1", "score": 97.0, "costs": 110.25}


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.001, 1.0)), min_size=3, max_size=9), st.integers(1, 9))
def test_a_score_is_the_one_that_control_reckons(pairs: list[tuple[float, float]], simulated: int):
    totals = [total for total, _ in pairs][:simulated]
    ours = score(Tried("plan-1", {}, tuple({"total": t} for t in totals), 0.0),
                 [Member(1.0, 0.0, weight) for _, weight in pairs], control.WORST)
    theirs = control.score([Costs(total=t) for t in totals], [Noun(1.0, 0.0, weight) for _, weight in pairs])
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)
