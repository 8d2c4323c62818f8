"""No decision, estimate or plan for the crews without its inputs: one forged journal per rule, and what is allowed."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from banyan_check import check
from banyan_check.decisions import RULES
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
    ("decision-inputs", "D-1#1", "13 courses in 12 branches", body("D-1", branches=12)),
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
