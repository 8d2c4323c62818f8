"""All rules over one tick: which readings concern which rule, which rules are due, and which are out of service."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from msgspec import Struct, field

from banyan.judge.expression import Expression, compile_expression
from banyan.judge.rules import RuleMemory, Tick, Value, begin, step
from banyan.model.alert import Transition
from banyan.model.forecast import Forecast
from banyan.model.ids import RuleId, StreamId
from banyan.model.observation import Evidence, Latest
from banyan.model.rule import SYNTHESIZED, Rule, RuleError, RuleKind
from banyan.model.stream import Stream
from banyan.model.template import Template, made_by
from banyan.model.time import Instant, minutes

LONGEST_MIN = 10 * 366 * 24 * 60.0     # of a delay or window: beyond ten years a declaration is a slip of the pen
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_NOT_OF_READINGS = (RuleKind.FORECAST, *SYNTHESIZED)


class Ready(Struct, frozen=True):
    """One rule with what it is of. `unit` only for the sentences."""

    rule: Rule
    expression: Expression | None       # None: not of readings
    unit: str


class Book(dict[RuleId, Rule]):
    """Rules by their ids: those declared one by one, and those that templates make of Datastreams."""

    def __init__(self, rules: Mapping[RuleId, Rule], templates: Sequence[Template] = ()) -> None:
        super().__init__(rules)
        self.templates = tuple(templates)

    def __missing__(self, rid: RuleId) -> Rule:
        rule = made_by(self.templates, rid)
        if rule is None:
            raise KeyError(rid)
        return rule

    def __contains__(self, rid: object) -> bool:
        return super().__contains__(rid) or (isinstance(rid, str) and made_by(self.templates, RuleId(rid)) is not None)

    def get(self, rid: RuleId, default: Any = None) -> Any:
        """As `[]` has it: a dict's own doesn't ask `__missing__`, and would know no rule of a template."""
        try:
            return self[rid]
        except KeyError:
            return default

    def beside(self, rules: Mapping[RuleId, Rule]) -> "Book":
        """With some more."""
        return Book({**self, **rules}, self.templates)


class Prepared(Struct, frozen=True):
    """The city's rules, made ready once. `concerns` lists the rules of each stream by their place in `rules`."""

    rules: tuple[Ready, ...]
    by_id: Book
    concerns: dict[StreamId, tuple[int, ...]]


class Memory(Struct, frozen=True):
    """What judge remembers between ticks: bounded by the number of rules and streams."""

    started: Instant
    rules: dict[RuleId, RuleMemory] = field(default_factory=dict)
    newest: dict[StreamId, Latest] = field(default_factory=dict)    # of the streams that rules name
    faults: dict[RuleId, str] = field(default_factory=dict)         # out of service, and why
    forecast: str | None = None
    quiet_until: Instant | None = None     # without a reading or a new forecast, nothing can change before


class RuleFault(Struct, frozen=True):
    """A rule that raised: out of service from `at` on. An alert of its stands until people close its case."""

    rule: RuleId
    error: str
    at: Instant


class Judged(Struct, frozen=True):
    """What one tick gave: transitions rule by rule in the order in which they were found."""

    memory: Memory
    transitions: tuple[Transition, ...]
    faults: tuple[RuleFault, ...]


def prepare(rules: Iterable[Rule], streams: Iterable[Stream] = (), templates: Sequence[Template] = ()) -> Prepared:
    """Compile what the rules are of. `streams` give units to the sentences; what `templates` make of Datastreams is
    only known by its id here, and judged in judge/kernel.

    Raises RuleError, naming the rule, for one that could never work.
    """
    units = {stream.id: stream.unit for stream in streams}
    ready: list[Ready] = []
    by_id: dict[RuleId, Rule] = {}
    concerns: dict[StreamId, list[int]] = {}
    for rule in rules:
        try:
            check(rule)
            expression = None if rule.kind in _NOT_OF_READINGS else compile_expression(rule.of)
        except RuleError as error:
            raise RuleError(f"rule {rule.id}: {error}") from None
        if rule.id in by_id:
            raise RuleError(f"rule {rule.id}: the id is given twice; each rule needs its own")
        for stream in expression.streams if expression else ():
            concerns.setdefault(stream, []).append(len(ready))
        said = [units.get(stream, "") for stream in (expression.streams if expression else ())]
        ready.append(Ready(rule, expression, said[0] if len(dict.fromkeys(said)) == 1 else ""))
        by_id[rule.id] = rule
    places = {stream: tuple(places) for stream, places in concerns.items()}
    return Prepared(tuple(ready), Book(by_id, templates), places)


def check(rule: Rule) -> None:
    """Raises RuleError for a rule that could never work."""
    if not rule.limits:
        raise RuleError("limits are missing; at least one is needed")
    if not all(isfinite(limit.raise_at) and isfinite(limit.clear_at) for limit in rule.limits):
        raise RuleError("limits must be finite numbers")
    minutes_given = [rule.window_min]
    if rule.kind in (RuleKind.SILENCE, RuleKind.STUCK):
        minutes_given += [limit.raise_at for limit in rule.limits]
    if not all(0 < given <= LONGEST_MIN for given in minutes_given):
        raise RuleError("a window, or a limit in minutes, must be above 0 and at most ten years")
    delays = [delay for limit in rule.limits for delay in (limit.on_delay, limit.off_delay)]
    if max(delays) > minutes(LONGEST_MIN):
        raise RuleError("a delay can be at most ten years")


def start(now: Instant) -> Memory:
    """The memory before the first tick. Silence counts from `now`."""
    return Memory(started=now)


def run(
    rules: Prepared,
    memory: Memory,
    latest: Mapping[StreamId, Latest] | Sequence[Latest],
    forecast: Forecast | None,
    tick: Instant,
) -> Judged:
    """One tick: first the readings that steer, in order of arrival, then the tick itself.

    `latest` should be all of them (perceive's `fresh`): of a mapping with the newest of each stream only those count.
    `forecast` is the newest issue, however old.
    """
    readings = list(latest.values()) if isinstance(latest, Mapping) else latest
    issue = None if forecast is None else forecast.id
    news = issue != memory.forecast
    if not readings and not news and memory.quiet_until is not None and tick < memory.quiet_until:
        return Judged(memory, (), ())
    work = _Work(rules, memory, tick)
    for reading in readings:
        work.reading(reading)
    work.tick(Tick(tick, forecast), news)
    return Judged(work.memory_after(issue), tuple(work.transitions), tuple(work.found))


class _Work:
    """One tick at work on copies."""

    def __init__(self, rules: Prepared, memory: Memory, tick: Instant) -> None:
        self.prepared = rules
        self.started = memory.started
        self.at = tick
        self.rules = dict(memory.rules)
        self.newest = dict(memory.newest)
        self.faults = memory.faults
        self.transitions: list[Transition] = []
        self.found: list[RuleFault] = []

    def reading(self, reading: Latest) -> None:
        concerned = self.prepared.concerns.get(reading.stream)
        if concerned is None:
            return
        self.newest[reading.stream] = reading
        for place in concerned:
            ready = self.prepared.rules[place]
            if ready.rule.id in self.faults:
                continue
            value = self._value(ready, reading)
            if value is not None:
                self._step(ready, value)

    def _value(self, ready: Ready, reading: Latest) -> Value | None:
        """What the rule is of, or None: a stream has not spoken yet, or the expression failed."""
        expression = ready.expression
        if expression is None:
            return None
        if len(expression.streams) == 1 and ready.rule.of == reading.stream:
            return Value(reading.time, reading.value, (_evidence(reading),))
        known = [self.newest.get(stream) for stream in expression.streams]
        parts = [part for part in known if part is not None]
        if len(parts) < len(known):
            return None
        if ready.rule.kind is RuleKind.SILENCE:
            return Value(min(part.time for part in parts), 0.0, tuple(map(_evidence, parts)))
        at = max(part.time for part in parts)
        try:
            value = expression.evaluate({part.stream: part.value for part in parts})
        except Exception as error:  # noqa: BLE001  whatever a rule raises, its neighbours go on (DESIGN 5.7)
            self._step(ready, Tick(at))
            self._fault(ready.rule, error)
            return None
        return Value(at, value, tuple(map(_evidence, parts)))

    def tick(self, tick: Tick, news: bool) -> None:
        for ready in self.prepared.rules:
            if ready.rule.id in self.faults or ready.rule.kind in SYNTHESIZED:
                continue
            due = self._memory(ready.rule).due
            if (due is not None and due <= tick.time) or (news and ready.rule.kind is RuleKind.FORECAST):
                self._step(ready, tick)

    def _memory(self, rule: Rule) -> RuleMemory:
        memory = self.rules.get(rule.id)
        if memory is None:
            memory = self.rules[rule.id] = begin(rule, self.started)
        return memory

    def _step(self, ready: Ready, given: Value | Tick) -> None:
        rule = ready.rule
        try:
            self.rules[rule.id], transitions = step(rule, self._memory(rule), given, ready.unit)
        except Exception as error:  # noqa: BLE001  as above
            self._fault(rule, error)
        else:
            self.transitions.extend(transitions)

    def _fault(self, rule: Rule, error: Exception) -> None:
        if rule.id in self.faults:
            return
        said = f"{type(error).__name__}: {error}"
        self.faults = {**self.faults, rule.id: said}
        self.found.append(RuleFault(rule.id, said, self.at))

    def memory_after(self, forecast: str | None) -> Memory:
        dues = [memory.due for rid, memory in self.rules.items() if memory.due is not None and rid not in self.faults]
        return Memory(
            started=self.started,
            rules=self.rules,
            newest=self.newest,
            faults=self.faults,
            forecast=forecast,
            quiet_until=min(dues, default=_NEVER),
        )


def _evidence(reading: Latest) -> Evidence:
    return Evidence(reading.stream, reading.time, reading.value, reading.seq)
