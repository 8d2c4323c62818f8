"""The meaning of a rule: frozen declaration and memory in, memory and transitions out. One function a kind.

Times are those at which something was so (phenomenon time), not those at which it became known. A transition's time is
that of the reading or the end of the delay that decided it, and never before the transition before it.
"""

from msgspec import Struct
from msgspec.structs import replace

from banyan.judge.ladder import Change, Holds, Ladder, bottom, expire, feed
from banyan.judge.ladder import due as ladder_due
from banyan.judge.texts import reason
from banyan.model.alert import Condition, Transition
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.time import Instant, minutes

SAME = 1e-9                # readings closer than this are the same value: a float's noise, below any gauge's resolution
MAX_POINTS = 360           # kept of a rise's window: closer readings than window / 360 are compared, but not kept
FORECAST_EVERY = minutes(1)


class Value(Struct, frozen=True):
    """What a rule is of took a new value at `time`; `evidence` are the readings it was made from, newest first."""

    time: Instant
    value: float
    evidence: tuple[Evidence, ...]


class Tick(Struct, frozen=True):
    """City time is now `time`; `forecast` is the newest issue, however old, or None."""

    time: Instant
    forecast: Forecast | None = None


class Point(Struct, frozen=True):
    """One value within a rise's window."""

    time: Instant
    value: float
    evidence: tuple[Evidence, ...]


class RuleMemory(Struct, frozen=True):
    """What one rule remembers. `due` is the next instant at which a tick may change something; None: none will."""

    ladder: Ladder
    since: Instant                         # silence: the last reading, or the start. stuck: the value's first reading
    due: Instant | None = None
    value: float | None = None             # what the limits were last compared with
    newest: tuple[Evidence, ...] = ()      # the last readings
    points: tuple[Point, ...] = ()         # rise: from the newest before the window on
    told: Instant | None = None            # forecast: when a valid issue was last looked at
    unsettled: bool = False                # silence: a reading came since the last tick


Stepped = tuple[RuleMemory, tuple[Transition, ...]]


def begin(rule: Rule, start: Instant) -> RuleMemory:
    """The memory before the first reading. Silence counts from `start`."""
    memory = RuleMemory(bottom(rule.limits), start)
    return replace(memory, due=_due(rule, memory))


def step(rule: Rule, memory: RuleMemory, given: Value | Tick, unit: str = "") -> Stepped:
    """One input. `unit` is only for the sentences.

    Delays that ended before `given` end first, on the readings of then: a tick in between would have said the same.
    """
    passed: tuple[Transition, ...] = ()
    if rule.kind is not RuleKind.SILENCE and memory.ladder.waits:
        ladder, changes = expire(rule.limits, memory.ladder, given.time)
        memory = replace(memory, ladder=ladder)
        passed = _transitions(rule, unit, memory, changes)
    after, changes = _look(rule, memory, given)
    after = replace(after, due=_due(rule, after))
    return after, passed + _transitions(rule, unit, after, changes)


def _look(rule: Rule, memory: RuleMemory, given: Value | Tick) -> "_Changed":
    match rule.kind, given:
        case RuleKind.THRESHOLD, Value():
            return _threshold(rule, memory, given)
        case RuleKind.RISE, Value():
            return _rise(rule, memory, given)
        case RuleKind.STUCK, Value():
            return _stuck(rule, memory, given)
        case RuleKind.SILENCE, Value():
            return _heard(memory, given), []
        case RuleKind.SILENCE, Tick():
            return _silence(rule, memory, given)
        case RuleKind.FORECAST, Tick():
            return _forecast(rule, memory, given)
        case _:
            return memory, []


_Changed = tuple[RuleMemory, list[Change]]


def _threshold(rule: Rule, memory: RuleMemory, given: Value) -> _Changed:
    """The value against the limits."""
    ladder, changes = feed(rule.limits, memory.ladder, given.time, _against(given.value), given.evidence)
    return replace(memory, ladder=ladder, value=given.value, newest=given.evidence), changes


def _against(value: float) -> Holds:
    def holds(limit: Limit) -> bool | None:
        if value >= limit.raise_at:
            return True
        return False if value < limit.clear_at else None

    return holds


_unknown: Holds = lambda _: None  # noqa: E731  beside _against: a limit's answer where nothing is known


def _rise(rule: Rule, memory: RuleMemory, given: Value) -> _Changed:
    """Change an hour since the newest value at least a window old, over the time that really lies between.

    Where that value is more than two windows old, or there is none, nothing is known: what is latched stays, and
    running delays are set back.
    """
    window = minutes(rule.window_min)
    points = memory.points
    while len(points) > 1 and points[1].time <= given.time - window:
        points = points[1:]
    base = points[0] if points and given.time - 2 * window <= points[0].time <= given.time - window else None
    if not points or given.time - points[-1].time >= window / MAX_POINTS:
        points = (*points, Point(given.time, given.value, given.evidence))
    value, evidence, holds = None, given.evidence, _unknown
    if base is not None:
        value = (given.value - base.value) / ((given.time - base.time).total_seconds() / 3600)
        evidence, holds = (*given.evidence, *base.evidence), _against(value)
    ladder, changes = feed(rule.limits, memory.ladder, given.time, holds, evidence)
    return replace(memory, ladder=ladder, value=value, newest=given.evidence, points=points), changes


def _stuck(rule: Rule, memory: RuleMemory, given: Value) -> _Changed:
    """Minutes between the first and the last reading of one value. Only readings prove it: silence is no stillness."""
    moved = memory.value is None or abs(given.value - memory.value) > SAME
    since = given.time if moved else memory.since
    age = given.time - since
    ladder, changes = feed(
        rule.limits, memory.ladder, given.time, lambda limit: age >= minutes(limit.raise_at), given.evidence
    )
    value = given.value if moved else memory.value
    return replace(memory, ladder=ladder, since=since, value=value, newest=given.evidence), changes


def _heard(memory: RuleMemory, given: Value) -> RuleMemory:
    """Silence is judged at ticks only: a backlog that comes in at once must not clear and raise once a reading."""
    return replace(memory, since=max(memory.since, given.time), newest=given.evidence, unsettled=True)


def _silence(rule: Rule, memory: RuleMemory, given: Tick) -> _Changed:
    """Each limit is present from so many minutes after the last reading on, until a reading that is not that old."""
    last, now = memory.since, given.time
    begins = [last + minutes(limit.raise_at) for limit in rule.limits]

    def holds_at(at: Instant) -> Holds:
        def holds(limit: Limit) -> bool | None:
            begin = last + minutes(limit.raise_at)
            return True if begin <= at else False if begin > now else None

        return holds

    ladder, changes = memory.ladder, []
    for at in sorted({last, *(begin for begin in begins if begin <= now)}):
        ladder, more = feed(rule.limits, ladder, at, holds_at(at), memory.newest)
        changes += more
    ladder, more = expire(rule.limits, ladder, now)
    return replace(memory, ladder=ladder, unsettled=False), changes + more


def _forecast(rule: Rule, memory: RuleMemory, given: Tick) -> _Changed:
    """mm expected within the window from now on, looked at once a minute and at each new issue.

    Without a valid forecast nothing is known: no raise, no clear, running delays are set back. But what the last issue
    foretold lies within a window of the last look: once that is past, the alert has nothing left to warn of and clears.
    """
    window, issue = minutes(rule.window_min), given.forecast
    if issue is not None and issue.valid_until > given.time:
        mm = issue.rain_between(given.time, given.time + window)
        evidence = (Evidence(StreamId(issue.id), issue.issued_at, mm, 0),)
        ladder, changes = feed(rule.limits, memory.ladder, given.time, _against(mm), evidence)
        return replace(memory, ladder=ladder, value=mm, newest=evidence, told=given.time), changes
    if memory.told is not None and memory.told + window <= given.time:
        ladder, changes = feed(rule.limits, memory.ladder, memory.told + window, lambda _: False, ())
        return replace(memory, ladder=ladder, value=None, newest=(), told=None), changes
    ladder, changes = feed(rule.limits, memory.ladder, given.time, _unknown, ())
    return replace(memory, ladder=ladder, value=None, newest=()), changes


def _due(rule: Rule, memory: RuleMemory) -> Instant | None:
    candidates = [ladder_due(rule.limits, memory.ladder)]
    if rule.kind is RuleKind.SILENCE:
        idle = [limit for limit, latch in zip(rule.limits, memory.ladder.latches, strict=True)
                if not latch.on and latch.since is None]
        candidates += [memory.since + minutes(limit.raise_at) for limit in idle]
        if memory.unsettled and len(idle) < len(rule.limits):
            candidates.append(memory.since)
    elif rule.kind is RuleKind.FORECAST and memory.told is not None:
        lost = memory.value is None
        candidates.append(memory.told + minutes(rule.window_min) if lost else _minute(memory.told) + FORECAST_EVERY)
    return min((at for at in candidates if at is not None), default=None)


def _minute(at: Instant) -> Instant:
    return at.replace(second=0, microsecond=0)


def _transitions(rule: Rule, unit: str, memory: RuleMemory, changes: list[Change]) -> tuple[Transition, ...]:
    return tuple(
        Transition(
            rule=rule.id,
            subject=rule.subject,
            condition=_condition(change),
            level=_level(change),
            at=change.at,
            evidence=tuple(dict.fromkeys((*change.evidence, *memory.newest))),
            reason=reason(rule, unit, change, memory.value),
        )
        for change in changes
    )


def _condition(change: Change) -> Condition:
    if change.after is None:
        return Condition.CLEAR
    return Condition.RAISE if change.before is None else Condition.AMEND


def _level(change: Change) -> Level:
    """The level now; on clearing, the one that ended."""
    return change.after or change.before or change.limit.level
