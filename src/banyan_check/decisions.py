"""What was decided beside the loop: no look ahead, estimate or plan for the crews without what it was made of.

The formulas are those of docs/journal.md, written again from there. Figures are m³ of street water, for crews
person-minutes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from banyan_check.ledger import Ledger
from banyan_check.report import Fault, fault
from banyan_check.shapes import (
    Allocation,
    Band,
    Decision,
    Declaration,
    Envelope,
    Estimate,
    Forecast,
    Instant,
    Member,
    Proposal,
    Tried,
    clock,
    minutes,
)

RULES = ("estimate-inputs", "decision-inputs", "decision-costs", "decision-choice", "decision-followed",
         "allocation-inputs")
_ESTIMATE, _INPUTS, _COSTS, _CHOICE, _FOLLOWED, _CREWS = RULES
HOLD, RULE, WORST, TOTAL = "hold", "rule", "worst", "total"
FEWEST, MOST = 3, 9
LATEST = timedelta(seconds=60)      # from a question to its answer's record; two ticks where those are longer
SERVED = timedelta(minutes=11)      # ... and on the wall's clock, where nobody waits and it is given up after ten
EARLY = timedelta(seconds=60)       # a sender's clock may be ahead by so much
ALIKE, ALIKE_SHARE = 5.0, 0.025     # m³, and share of the water: plans that differ by less count as equal
STALE_MIN = 75.0                    # a look ahead that is older steers nobody
CLOSE, SHARE = 1e-3, 1e-6           # sums of figures kept with six decimals: so much off, and so much of them
BAND = 1.1e-3                       # curves are kept with three
_TICK = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")


class Looked(Struct, frozen=True):
    """What stays of a decision for the proposals that follow it."""

    asked_at: Instant
    chosen: str
    error: str | None


class Decisions:
    """The forecasts, estimates and decisions so far."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._latest = LATEST
        self._slept: datetime | None = None

    def declare(self, declaration: Declaration) -> None:
        """A city's tick says how long an answer may take."""
        tick = (declaration.value or {}).get("tick")
        if declaration.of == "city" and isinstance(tick, str) and (said := _TICK.fullmatch(tick)):
            hours, mins, seconds = (float(part or 0) for part in said.groups())
            self._latest = max(self._latest, 2 * timedelta(hours=hours, minutes=mins, seconds=seconds))
        if declaration.id == "run/serve":
            self._latest = max(self._latest, SERVED)

    def sleep(self, record: Envelope) -> None:
        """A city that slept leaves ticks out: what was asked before has its answer after."""
        self._slept = record.at

    def forecast(self, issue: Forecast) -> None:
        self._ledger.keep("forecast", issue.id, issue)

    def estimate(self, estimate: Estimate, record: Envelope) -> Iterator[Fault]:
        """One that failed says why, and nothing more is asked of it."""
        self._ledger.note("estimate", estimate.id, b"" if estimate.error is None else b"error")
        yield from self._timely(_ESTIMATE, estimate.id, estimate.at, record)
        if estimate.error is not None:
            return
        if not estimate.levels:
            yield fault(_ESTIMATE, f"{estimate.id} has no levels and no error")
        for stream, why in estimate.distrusted.items():
            if not isinstance(why, dict) or not why.get("key"):
                yield fault(_ESTIMATE, f"{estimate.id} doesn't believe {stream} and has no reason", stream=stream)
        for stream in sorted({*estimate.instead, *estimate.beside} - {*estimate.distrusted}):
            yield fault(_ESTIMATE, f"{estimate.id} has something in the place of {stream}, which it believes",
                        stream=stream)
        if estimate.forecast is not None and self._ledger.noted("forecast", estimate.forecast) is None:
            yield fault(_ESTIMATE, f"{estimate.id} names the forecast {estimate.forecast}, which no earlier record is",
                        forecast=estimate.forecast)

    def decide(self, decision: Decision, record: Envelope) -> Iterator[Fault]:
        """One that failed says why, and nobody may follow it."""
        self._ledger.keep("decision", decision.id, Looked(decision.asked_at, decision.chosen, decision.error))
        yield from self._timely(_INPUTS, decision.id, decision.asked_at, record)
        if decision.error is not None:
            return
        yield from self._sources(decision, record)
        yield from _members(decision)
        yield from _plans(decision)
        yield from _curves(decision)
        yield from _costs(decision)
        yield from _choice(decision)

    def followed(self, proposal: Proposal, record: Envelope) -> Iterator[Fault]:
        """Only what a proposal's first record names: that a later one names the same is `proposal-changed`."""
        name = proposal.plan.decision
        first = self._ledger.noted("follows", proposal.id) is None
        self._ledger.note("follows", proposal.id)
        if not first or name is None:
            return
        looked = self._ledger.kept("decision", name, Looked)
        if looked is None:
            yield fault(_FOLLOWED, f"{proposal.id} follows {name}, which no earlier record decides", decision=name)
            return
        if not self._caused(record, "decision", name):
            yield fault(_FOLLOWED, f"{proposal.id} follows {name}, its causes don't name it", decision=name)
        if looked.error is not None:
            yield fault(_FOLLOWED, f"{proposal.id} follows {name}, which decided nothing: {looked.error}",
                        decision=name)
        age = minutes(record.at, looked.asked_at)
        if not 0 <= age <= STALE_MIN:
            yield fault(_FOLLOWED, f"{proposal.id} follows {name}, asked {age:.1f} min before, 0 to {STALE_MIN:g} min "
                        "were expected", decision=name, age_min=age)
        if looked.chosen == HOLD and proposal.plan.targets:
            yield fault(_FOLLOWED, f"{proposal.id} moves something and follows {name}, which chose to do nothing",
                        decision=name)

    def allocate(self, allocation: Allocation, record: Envelope) -> Iterator[Fault]:
        """One that failed says why: then nearest-first serves alone, and it has no plan."""
        made = allocation
        yield from self._timely(_CREWS, made.id, made.asked_at, record)
        if made.error is not None:
            if made.plan.assignments:
                yield fault(_CREWS, f"{made.id} failed ({made.error}) and sends somebody",
                            sent=len(made.plan.assignments))
            return
        if not made.demands or made.status == "none":
            yield fault(_CREWS, f"{made.id} has {len(made.demands)} demands, status {made.status} and no error",
                        demands=len(made.demands), status=made.status)
        yield from _sent(made)
        if not _at_most(made.nearest, made.worth):
            yield fault(_CREWS, f"{made.id} is worth {made.worth:g}, nearest-first would have been worth "
                        f"{made.nearest:g}", worth=made.worth, nearest=made.nearest)
        if not _at_most(made.worth, made.bound):
            yield fault(_CREWS, f"{made.id} is worth {made.worth:g}, more than its bound {made.bound:g}",
                        worth=made.worth, bound=made.bound)

    def _timely(self, rule: str, name: str, asked_at: datetime, record: Envelope) -> Iterator[Fault]:
        took = record.at - asked_at
        slept = self._slept is not None and asked_at <= self._slept
        if took < timedelta(0) or (took > self._latest and not slept):
            yield fault(rule, f"{name} was asked at {clock(asked_at)} and is of {clock(record.at)}, at most "
                        f"{self._latest.total_seconds():g} s later was expected",
                        asked_at=clock(asked_at), at=clock(record.at))

    def _caused(self, record: Envelope, kind: str, wanted: str) -> bool:
        """Do the causes say the same as the body? `banyan trace` goes by them. They name the record or its entity."""
        return any((self._ledger.noted(f"named/{kind}", cause.id) or cause.id.encode()) == wanted.encode()
                   for cause in record.causes)

    def _sources(self, decision: Decision, record: Envelope) -> Iterator[Fault]:
        name = decision.id
        estimate = self._ledger.noted("estimate", decision.estimate)
        if estimate is None or estimate:
            why = "no earlier record is" if estimate is None else "failed"
            yield fault(_INPUTS, f"{name} names the estimate {decision.estimate or '(none)'}, which {why}",
                        estimate=decision.estimate)
        told = decision.forecast
        issue = self._ledger.kept("forecast", told, Forecast) if told is not None else None
        if issue is None:
            yield fault(_INPUTS, f"{name} names the forecast {told or '(none)'}, which no earlier record is",
                        forecast=told)
        elif not issue.issued_at - EARLY <= decision.asked_at <= issue.valid_until:
            yield fault(_INPUTS, f"{name} was asked at {clock(decision.asked_at)}, its forecast holds from "
                        f"{clock(issue.issued_at)} to {clock(issue.valid_until)}", asked_at=clock(decision.asked_at),
                        issued_at=clock(issue.issued_at), valid_until=clock(issue.valid_until))
        for kind, source in (("estimate", decision.estimate), ("forecast", told)):
            if source and not self._caused(record, kind, source):
                yield fault(_INPUTS, f"{name} was made of {source}, its causes don't name it", source=source)


def _members(decision: Decision) -> Iterator[Fault]:
    count = len(decision.members)
    if not FEWEST <= count <= MOST:
        yield fault(_INPUTS, f"{decision.id} has {count} members, {FEWEST} to {MOST} were expected", members=count)
    weight = sum(m.weight for m in decision.members)
    if count and not abs(weight - 1.0) <= CLOSE:
        yield fault(_INPUTS, f"the members of {decision.id} weigh {weight:.6f} together, 1 was expected", weight=weight)
    if any(not m.weight >= 0 for m in decision.members):
        yield fault(_INPUTS, f"a member of {decision.id} weighs less than nothing")


def _plans(decision: Decision) -> Iterator[Fault]:
    """Doing nothing and the rule are always tried, and whatever is named has been simulated with every member."""
    name, count = decision.id, len(decision.members)
    plans = {t.id: t for t in decision.tried}
    if len(plans) < len(decision.tried):
        yield fault(_INPUTS, f"{name} has two plans of one name", plans=len(decision.tried))
    for needed in dict.fromkeys((HOLD, decision.fallback)):
        if needed not in plans:
            yield fault(_INPUTS, f"{name} has not tried {needed}", plan=needed)
    for plan in decision.tried:
        told, whole = len(plan.costs), plan.id in (HOLD, RULE, decision.fallback, decision.chosen, decision.runner_up)
        if not (told == count if whole else 1 <= told <= count):
            yield fault(_INPUTS, f"{name} has costs of {plan.id} for {told} of {count} members", plan=plan.id,
                        costs=told, members=count)
    yield from _weights(decision)
    courses = sum(len({tuple(sorted(costs.items())) for costs in plan.costs}) for plan in decision.tried)
    if decision.branches < courses:         # the same rain twice is one course, two costs of a plan are two
        yield fault(_INPUTS, f"{name} has costs of {courses} courses and says that it simulated {decision.branches}",
                    courses=courses, branches=decision.branches)


def _weights(decision: Decision) -> Iterator[Fault]:
    """Every cost tells every part that is weighed, and no other; the worst member has a share of the score."""
    name, weights = decision.id, decision.weights
    parts = {part for plan in decision.tried for costs in plan.costs for part in costs} - {TOTAL}
    for lacking in sorted({*parts, WORST} - {*weights}):
        yield fault(_INPUTS, f"{name} has no weight for {lacking}", part=lacking)
    if not parts:
        yield fault(_INPUTS, f"{name} has costs without parts")
    for part in sorted(parts):
        if not all(part in costs for plan in decision.tried for costs in plan.costs):
            yield fault(_INPUTS, f"{name} has costs that don't tell {part}", part=part)
    for part in sorted({*weights} - {*parts, WORST}):
        yield fault(_INPUTS, f"{name} has a weight for {part}, which no cost tells", part=part)
    wrong = sorted(part for part, weight in weights.items() if not weight >= 0.0 or (part == WORST and weight > 1.0))
    if wrong:
        yield fault(_INPUTS, f"{name} has weights below 0, or a share above 1: {', '.join(wrong)}",
                    parts=", ".join(wrong))


def _curves(decision: Decision) -> Iterator[Fault]:
    """With the plan, without it, and the rain: over the same times, the expected between the lowest and the highest."""
    name, times = decision.id, decision.times
    if not times or list(times) != sorted(set(times)) or times[0] < decision.asked_at:
        yield fault(_INPUTS, f"{name} has no times that go on from its question", times=len(times))
    if not decision.with_plan or decision.with_plan.keys() != decision.without.keys():
        yield fault(_INPUTS, f"{name} has curves of {len(decision.with_plan)} levels with its plan and of "
                    f"{len(decision.without)} without", with_plan=len(decision.with_plan),
                    without=len(decision.without))
    if decision.rain is None:
        yield fault(_INPUTS, f"{name} has no rain")
    bands = [("rain", decision.rain), *decision.with_plan.items(), *decision.without.items()]
    for subject, band in bands:
        if band is not None:
            yield from _band(name, subject, band, len(times))


def _band(name: str, subject: str, band: Band, count: int) -> Iterator[Fault]:
    lengths = [len(band.expected), len(band.low), len(band.high)]
    if lengths != [count] * 3:
        yield fault(_INPUTS, f"{name} has {lengths} values of {subject} for {count} times", subject=subject)
        return
    for expected, low, high in zip(band.expected, band.low, band.high, strict=True):
        if not low - BAND <= expected <= high + BAND:
            yield fault(_INPUTS, f"{name} expects {expected:g} of {subject}, between {low:g} and {high:g}",
                        subject=subject, expected=expected, low=low, high=high)
            return


def _costs(decision: Decision) -> Iterator[Fault]:
    """A total is the sum of weight times part; a score is what `score` gives."""
    for plan in decision.tried:
        for number, costs in enumerate(plan.costs, 1):
            total = costs.get(TOTAL)
            wanted = sum(decision.weights.get(part, 0.0) * value for part, value in costs.items() if part != TOTAL)
            if total is None or not _equal(total, wanted):
                yield fault(_COSTS, f"{plan.id} of {decision.id} costs {total} in member {number}, its parts weigh "
                            f"{wanted:.3f}", plan=plan.id, member=number, total=total, parts=wanted)
        if not 1 <= len(plan.costs) <= len(decision.members) or WORST not in decision.weights:
            continue                        # said already: something it would be reckoned from is missing
        wanted = score(plan, decision.members, decision.weights[WORST])
        if not _equal(plan.score, wanted):
            yield fault(_COSTS, f"{plan.id} of {decision.id} has the score {plan.score:.3f}, its costs make "
                        f"{wanted:.3f}", plan=plan.id, score=plan.score, costs=wanted)


def score(plan: Tried, members: Sequence[Member], worst: float) -> float:
    """(1 - worst) x the mean by weight + worst x the dearest member, over the members simulated: the first so many."""
    totals = [costs.get(TOTAL, 0.0) for costs in plan.costs]
    weights = [member.weight for member in members[: len(totals)]]
    together = sum(weights)
    mean = sum(t * w for t, w in zip(totals, weights, strict=True)) / together if together else sum(totals)
    return (1.0 - worst) * mean + worst * max(totals)


def _water(plan: Tried, decision: Decision) -> float:
    """m³ in streets and over banks, reckoned over the members as a score is."""
    wet = [{TOTAL: costs.get("street_m3", 0.0) + costs.get("bank_m3", 0.0)} for costs in plan.costs]
    return score(replace(plan, costs=wet), decision.members, decision.weights[WORST]) if wet else 0.0


def _choice(decision: Decision) -> Iterator[Fault]:
    """The chosen plan is tried, and not predicted to be worse than the rule or than doing nothing."""
    name = decision.id
    plans = {t.id: t for t in decision.tried}
    chosen = plans.get(decision.chosen)
    if chosen is None:
        yield fault(_CHOICE, f"{name} chose {decision.chosen}, which it has not tried", chosen=decision.chosen)
    if decision.runner_up is not None and (decision.runner_up not in plans or decision.runner_up == decision.chosen):
        yield fault(_CHOICE, f"{name} names {decision.runner_up} as runner-up, another plan that was tried was "
                    "expected", runner_up=decision.runner_up)
    hold = plans.get(HOLD)
    if chosen is not None and hold is not None and WORST in decision.weights:
        water, idle = _water(chosen, decision), _water(hold, decision)
        if water > idle + max(ALIKE, ALIKE_SHARE * water):
            yield fault(_CHOICE, f"{name} chose {chosen.id}, which floods {water:.1f} m3, doing nothing {idle:.1f}",
                        chosen=chosen.id, water=water, others=idle, other=HOLD)
    for other in dict.fromkeys((RULE, decision.fallback)):
        if chosen is not None and other in plans and not _at_most(chosen.score, plans[other].score):
            yield fault(_CHOICE, f"{name} chose {chosen.id} with the score {chosen.score:.3f}, {other} has "
                        f"{plans[other].score:.3f}", chosen=chosen.id, score=chosen.score, other=other,
                        others=plans[other].score)


def _sent(made: Allocation) -> Iterator[Fault]:
    """Every demand is served or told why not, by a crew that is there, that can get there, and goes nowhere else."""
    tasks, crews = [d.task for d in made.demands], [h.crew for h in made.hands]
    goes, waits = made.plan.assignments, made.plan.unserved
    told = [a.task for a in goes] + [u.task for u in waits]
    if sorted(told) != sorted(set(tasks)) or len(tasks) != len(set(tasks)):
        wrong = sorted({*told} ^ {*tasks}) or sorted(t for t in {*tasks, *told} if told.count(t) + tasks.count(t) != 2)
        yield fault(_CREWS, f"{made.id}: {', '.join(wrong)} must be one demand, and either served or not",
                    tasks=", ".join(wrong))
    for crew in sorted({a.crew for a in goes}):
        sent = sum(a.crew == crew for a in goes)
        if sent > 1 or crews.count(crew) != 1:
            yield fault(_CREWS, f"{made.id} sends {crew} to {sent} tasks and counts it {crews.count(crew)} times among "
                        "its crews, once each was expected", crew=crew, tasks=sent)
    if made.minutes and (len(made.minutes) != len(tasks) or any(len(row) != len(crews) for row in made.minutes)):
        yield fault(_CREWS, f"{made.id} has not {len(tasks)} rows of {len(crews)} minutes")
    elif made.minutes:
        ways = {(t, c): m for t, row in zip(tasks, made.minutes, strict=True) for c, m in zip(crews, row, strict=True)}
        for a in goes:
            way = ways.get((a.task, a.crew), a.minutes)
            if way is None or not _equal(a.minutes, way):
                said = "no way" if way is None else f"{way:g} min"
                yield fault(_CREWS, f"{made.id} sends {a.crew} to {a.task} in {a.minutes:g} min, where its table has "
                            f"{said}", crew=a.crew, task=a.task, minutes=a.minutes, way=way)


def _equal(said: float, wanted: float) -> bool:
    return abs(said - wanted) <= CLOSE + SHARE * abs(wanted)


def _at_most(one: float, other: float) -> bool:
    return one <= other + CLOSE + SHARE * abs(other)
