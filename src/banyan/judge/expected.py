"""Water that isn't there yet: alerts of ponding that the look ahead expects, so that crews are there before it comes.

A place is looked at where it has a depth gauge and a threshold rule that asks for a case. "Expected" is the depth under
the chosen plan in the mean of the members (`Band.expected`), within the next 90 minutes; where nobody obeys (control is
advisory, or the emergency stop is pulled) the depth if nothing is done. Such an alert is one level
milder than the same depth measured, and asks for the same case where a mobile pump can be set up. That only the worst
member sees water raises nothing: it is on the curves, as the band's upper edge.

The mildest such alert is also raised where no water is expected but a mobile pump would spare much of what floods
elsewhere (`Decision.spares`): the street above the one that floods, on the same pipe.

It is raised at once, since time is what it is for. It ends

* when the water has come: the measured alert, of the same cause and place, goes on with its incident and case. Once
  that has cleared, only a look ahead that was asked for afterwards raises it again: an older one expected this water;
* when two looks ahead in a row no longer expect it (below the limit's `clear_at`): one alone may be a stray forecast.
  Looks ahead reckon with the mobile pumps at work, so where a crew is, or on its way, no water expected is no reason to
  call it away as long as rain is expected that could bring some;
* when nobody has looked ahead for so long that the last look is out of date.
"""

from collections.abc import Container, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.judge.run import Memory as Judging
from banyan.model.alert import Condition, Transition
from banyan.model.city import City, Place
from banyan.model.decision import Decision
from banyan.model.ids import PlaceId, RuleId, StreamId
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

HORIZON = minutes(90)          # so far ahead is a crew sent: the longest way and set-up take half of it
BEHIND = minutes(30)           # water that should have come so lately and hasn't is still expected
EVERY = minutes(1)
LASTS = minutes(75)            # without a new look ahead, so long is the last one relied on
SPARES_M3 = 50.0               # from so much on a pump is worth its crew ...
RAINS = 2.0                    # ... while it rains or will soon; mm/h from which a street that is pumped dry isn't dry
SPARED = 2                     # looks ahead in a row that must not expect it any more
_MILDER = {Level.I: Level.II, Level.II: Level.III, Level.III: Level.IV, Level.IV: Level.IV}


class Watch(Struct, frozen=True):
    """A place that is looked at: the rule of what is measured there, and the rule of what is expected."""

    measured: RuleId
    asks_from: Level           # what is measured asks for a case from this level on
    rule: Rule
    zone: str                  # of the city's clock, for the sentence


class Expecting(Struct, frozen=True):
    """One standing alert: its level, the last decision that was counted, and how many in a row expected nothing."""

    level: Level
    decision: str
    asked_at: Instant
    spared: int = 0


class Memory(Struct, frozen=True):
    """Standing alerts by rule, and when to look again without news.

    `come`: rules whose water has come, with when its measured alert cleared; None while it stands. Looks ahead that
    were asked for before raise nothing there.
    """

    standing: dict[RuleId, Expecting] = field(default_factory=dict)
    decision: str | None = None
    due: Instant | None = None
    come: dict[RuleId, Instant | None] = field(default_factory=dict)


class _Outlook(Struct, frozen=True):
    """What one decision says of one place: the greatest depth within the horizon, and when it passes the limit."""

    peak: float
    begins: Instant


def expected_rule(stream: StreamId) -> RuleId:
    """Screens tell these alerts by the prefix of their rule."""
    return RuleId(f"expected/{stream}")


def watches(city: City) -> tuple[Watch, ...]:
    """One for each ponding point whose depth has a threshold rule with a case, in the city's order."""
    found: list[Watch] = []
    for place in city.places:
        measured = _measured_rule(city, place)
        if measured is not None and place.stream is not None:
            rule = _rule(measured, place, place.stream, _case_type(city, measured, place))
            found.append(Watch(measured.id, measured.case_from, rule, city.timezone))
    return tuple(found)


def look(
    watched: Sequence[Watch], memory: Memory, decision: Decision | None, judged: Judging, served: Container[PlaceId],
    news: bool, obeyed: bool, now: Instant,
) -> tuple[Memory, tuple[Transition, ...]]:  # fmt: skip
    """One tick. `decision` is the one that is relied on; `served` are the places that have a crew, there or underway;
    `news`: something that is measured was raised or cleared, or `obeyed` has changed: whether the plan is carried out.

    Without news, a new decision or a minute gone by nothing is looked at again.
    """
    known = None if decision is None else decision.id
    if not memory.standing and not memory.come and decision is None and not news:
        return (memory if memory.decision is None else Memory()), ()
    if not news and known == memory.decision and memory.due is not None and now < memory.due:
        return memory, ()
    standing: dict[RuleId, Expecting] = {}
    said: list[Transition] = []
    come = _come(watched, memory.come, decision, judged, now)
    for watch in watched:
        newer = decision if watch.rule.id not in come else None
        after, transition = _judge(watch, memory.standing.get(watch.rule.id), newer, judged, served, obeyed, now)
        if after is not None:
            standing[watch.rule.id] = after
        if transition is not None:
            said.append(transition)
    due = now.replace(second=0, microsecond=0) + EVERY
    return Memory(standing, known, due, come), tuple(said)


def _come(
    watched: Sequence[Watch], before: Mapping[RuleId, Instant | None], decision: Decision | None,
    judged: Judging, now: Instant,
) -> dict[RuleId, Instant | None]:  # fmt: skip
    """Where water is measured, or was and nobody has looked ahead since; after LASTS no older look is relied on."""
    found: dict[RuleId, Instant | None] = {}
    for watch in watched:
        rule = watch.rule.id
        if _measured_stands(watch, judged):
            found[rule] = None
        elif rule in before:
            cleared = before[rule] or now
            if now - cleared <= LASTS and (decision is None or decision.asked_at < cleared):
                found[rule] = cleared
    return found


def _measured_rule(city: City, place: Place) -> Rule | None:
    if place.kind != "ponding-point" or place.stream is None:
        return None
    return next(
        (r for r in city.rules if r.kind is RuleKind.THRESHOLD and r.of == place.stream and r.case_type is not None
         and _asking(r)), None
    )  # fmt: skip


def _asking(rule: Rule) -> list[Limit]:
    return [limit for limit in rule.limits if limit.level.rank >= rule.case_from.rank]


def _case_type(city: City, measured: Rule, place: Place) -> str | None:
    """None where a mobile pump is called for and can't be set up: nobody is sent to look at a dry street."""
    kind = next((k for k in city.case_types if k.id == measured.case_type), None)
    pumped = kind is not None and kind.action == "mobile-pump"
    return None if pumped and place.pump_position is None else measured.case_type


def _rule(measured: Rule, place: Place, stream: StreamId, case_type: str | None) -> Rule:
    limits = tuple(replace(limit, level=_MILDER[limit.level]) for limit in _asking(measured))
    return Rule(
        expected_rule(stream), RuleKind.EXPECTED, measured.subject, place.id, measured.cause, str(stream), limits,
        window_min=HORIZON / minutes(1), version=measured.version, streams=(stream,), case_type=case_type,
        case_from=_MILDER[measured.case_from],
    )  # fmt: skip


def _judge(
    watch: Watch, before: Expecting | None, decision: Decision | None, judged: Judging, served: Container[PlaceId],
    obeyed: bool, now: Instant,
) -> tuple[Expecting | None, Transition | None]:  # fmt: skip
    if _measured_stands(watch, judged):
        return None, _cleared(watch, before, "judge.expected.come", now)
    outlook = None if decision is None else _outlook(watch.rule, decision, obeyed, now)
    if decision is None or outlook is None:
        lasts = before is not None and now - before.asked_at <= LASTS
        return (before, None) if lasts else (None, _cleared(watch, before, "judge.expected.stale", now))
    level = _level(watch.rule.limits, outlook.peak, before)
    helps = level is None and _helps(watch, decision, now)
    if helps:
        level = min((limit.level for limit in watch.rule.limits), key=lambda found: found.rank)
    if level is None:
        if before is not None and watch.rule.place in served and _rains(decision, now):
            return replace(before, decision=decision.id, asked_at=decision.asked_at, spared=0), None
        return _spared(watch, before, decision, now)
    after = Expecting(level, decision.id, decision.asked_at)
    if before is not None and before.level is level:
        return after, None
    reason = _helping(watch, decision) if helps else _coming(watch, before, level, outlook, now)
    evidence = (Evidence(StreamId(decision.id), decision.asked_at, round(outlook.peak, 3), 0),)
    condition = Condition.RAISE if before is None else Condition.AMEND
    return after, Transition(watch.rule.id, watch.rule.subject, condition, level, now, evidence, reason)


def _measured_stands(watch: Watch, judged: Judging) -> bool:
    """Whether the measured alert stands at a level that asks for a case."""
    memory = judged.rules.get(watch.measured)
    level = None if memory is None else memory.ladder.level
    return level is not None and level.rank >= watch.asks_from.rank


def _outlook(rule: Rule, decision: Decision, obeyed: bool, now: Instant) -> _Outlook | None:
    """None where the decision says nothing of this place, or nothing of this time."""
    band = decision.coming(obeyed).get(rule.streams[0])
    points = [] if band is None else _within(decision, band.expected, now)
    if not points:
        return None
    limit = min(limit.raise_at for limit in rule.limits)
    peak = max(depth for _, depth in points)
    return _Outlook(peak, next((at for at, depth in points if depth >= limit), points[0][0]))


def _within(decision: Decision, course: Sequence[float], now: Instant) -> list[tuple[Instant, float]]:
    points = zip(decision.times, course, strict=False)
    return [(at, value) for at, value in points if now - BEHIND <= at <= now + HORIZON]


def _rains(decision: Decision, now: Instant) -> bool:
    rain = [] if decision.rain is None else _within(decision, decision.rain.expected, now)
    return any(rate >= RAINS for _, rate in rain)


def _helps(watch: Watch, decision: Decision, now: Instant) -> bool:
    return decision.spares.get(watch.rule.place, 0.0) >= SPARES_M3 and _rains(decision, now)


def _level(limits: tuple[Limit, ...], peak: float, before: Expecting | None) -> Level | None:
    """The gravest limit that the depth reaches, or hasn't sunk below the `clear_at` of while it stood."""
    held = 0 if before is None else before.level.rank
    reached = [
        limit.level for limit in limits
        if peak >= limit.raise_at or (limit.level.rank <= held and peak >= limit.clear_at)
    ]  # fmt: skip
    return max(reached, key=lambda level: level.rank, default=None)


def _spared(
    watch: Watch, before: Expecting | None, decision: Decision, now: Instant
) -> tuple[Expecting | None, Transition | None]:
    """Not expected by this look ahead: counted once."""
    if before is None or before.decision == decision.id:
        return before, None
    counted = replace(before, decision=decision.id, asked_at=decision.asked_at, spared=before.spared + 1)
    if counted.spared < SPARED:
        return counted, None
    return None, _cleared(watch, before, "judge.expected.spared", now, decision)


def _coming(watch: Watch, before: Expecting | None, level: Level, outlook: _Outlook, now: Instant) -> Said:
    eased = before is not None and level.rank < before.level.rank
    at = max(outlook.begins, now).astimezone(ZoneInfo(watch.zone)).strftime("%H:%M")
    args = {"place": str(watch.rule.place), "depth_cm": f"{100 * outlook.peak:.0f}", "at": at}
    return Said("judge.expected.eased" if eased else "judge.expected.over", args)


def _helping(watch: Watch, decision: Decision) -> Said:
    spared = f"{decision.spares[watch.rule.place]:.0f}"
    return Said("judge.expected.helps", {"place": str(watch.rule.place), "m3": spared})


def _cleared(
    watch: Watch, before: Expecting | None, key: str, now: Instant, decision: Decision | None = None
) -> Transition | None:
    if before is None:
        return None
    evidence = () if decision is None else (Evidence(StreamId(decision.id), decision.asked_at, 0.0, 0),)
    reason = Said(key, {"place": str(watch.rule.place)})
    return Transition(watch.rule.id, watch.rule.subject, Condition.CLEAR, before.level, now, evidence, reason)
