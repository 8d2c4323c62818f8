"""Rules over recorded readings: what they would have said, with ticks that follow the readings' own time.

A reading comes when it says it was taken, or with the reading before it where that was later; a tick of the grid
follows all readings up to it. Rules of one stream go through the kernel, the others (arithmetic over several streams,
forecasts) through the trunk's engine: both say the same, `plain` sends all of them the second way.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.ndjson import reader
from banyan.edges.tables import read_sheet
from banyan.judge import run as judging
from banyan.judge.kernel.layout import NEVER
from banyan.judge.kernel.memory import Memory
from banyan.judge.kernel.run import NOTHING, Readings, Tick, step
from banyan.judge.kernel.said import named, transitions
from banyan.judge.texts import TEXTS
from banyan.model.alert import Transition
from banyan.model.ids import StreamId
from banyan.model.messages import RawReading
from banyan.model.observation import Evidence, Latest
from banyan.model.record import plain as plain_data
from banyan.model.rule import Rule
from banyan.model.template import JUDGED, MOST_LIMITS, Template, template_of
from banyan.model.text import render
from banyan.model.time import Instant, instant, iso, micros
from banyan.runtime.folder import rules as folder_rules
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings
from banyan.runtime.folder.files import Files
from banyan.runtime.folder.shapes import RulesShape

GRID = 1_000_000           # µs between ticks
_REQUIRED = ("stream", "time", "result")


class Feed(NamedTuple):
    """Readings in order of arrival, as columns: `stream` the place in `streams`. `wrong`: lines that were left out."""

    streams: tuple[str, ...]
    stream: Any
    time: Any
    value: Any
    seq: Any
    wrong: tuple[str, ...]


class Said(Struct, frozen=True):
    """A line of the answer."""

    transition: Transition

    def line(self) -> bytes:
        body = plain_data(self.transition)
        said = named(self.transition, str(self.transition.subject)).reason       # readings in a file have no unit
        body["text"] = {language: _tidy(render(said, TEXTS, language)) for language in ("zh", "en")}
        return msgspec.json.encode(body, order="deterministic") + b"\n"


def _tidy(text: str) -> str:
    """Without the gap that an empty unit leaves."""
    return text.replace("  ", " ").replace(" ,", ",").replace(" ，", "，").strip()


def read_rules(path: Path) -> tuple[Rule, ...]:
    """[[rules]] of a TOML file as of a city's rules.toml. Raises FolderErrors with every mistake."""
    found = Findings()
    table = Files(path.parent, found).toml(path.name)
    shape = decode(table, RulesShape, found, path.name) if table is not None else RulesShape(())
    written = folder_rules.written_out(shape.rules, found)
    folder_rules.check(written, None, found)
    if table is not None and not shape.rules:
        found.add(path.name, "rules", "no rule", "[[rules]] as docs/city-folder.md has them")
    found.raise_any()
    return tuple(folder_rules.built(rule, found) for rule in written)


def read_readings(path: Path) -> Feed:
    """NDJSON lines {"stream", "time", "result"[, "seq"]}, or a CSV with these columns. Raises OSError, TableError."""
    data = path.read_bytes()
    lines = _csv(data, path.name) if path.suffix.lower() == ".csv" else \
        [(n, reader.read(line)) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    numbers: dict[str, int] = {}
    rows: list[tuple[int, int, float, int]] = []
    wrong = []
    for n, said in lines:
        number = _number(said.result) if isinstance(said, RawReading) else None
        if isinstance(said, RawReading) and number is not None:
            seq = len(rows) + 1 if said.seq is None else said.seq
            rows.append((numbers.setdefault(said.stream, len(numbers)), micros(said.time), number, seq))
        elif isinstance(said, RawReading):
            wrong.append(f"{path.name}, line {n}: the result is no finite number")
        else:
            wrong.append(f"{path.name}, line {n}: expected {getattr(said, 'expected', 'a reading')}")
    stream, time, value, seqs = (np.array([row[i] for row in rows], kind)
                                 for i, kind in enumerate(("i8", "i8", "f8", "i8")))
    return Feed(tuple(numbers), stream, time, value, seqs, tuple(wrong))


def _number(result: Any) -> float | None:
    """None for what is no finite number."""
    if type(result) not in (int, float):
        return None
    try:
        found = float(result)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _csv(data: bytes, file: str) -> list[tuple[int, Any]]:
    sheet = read_sheet(data, file, _REQUIRED)
    where = {name: sheet.column(name) for name in (*_REQUIRED, "seq")}
    found = []
    for n, row in zip(sheet.numbers, sheet.rows, strict=True):
        said = {name: row[at].strip() for name, at in where.items() if at is not None}
        line: dict[str, Any] = {"stream": said["stream"], "time": said["time"], "result": said["result"]}
        with suppress(ValueError):
            line |= {"result": float(said["result"])} | ({"seq": int(said["seq"])} if said.get("seq") else {})
        found.append((n, reader.read(msgspec.json.encode(line))))
    return found


def replay(rules: Sequence[Rule], feed: Feed, until: Instant, plain: bool = False) -> Iterator[Said]:
    """In the order of the ticks at which it became known, then of time and rules. Raises RuleError."""
    come = np.maximum.accumulate(feed.time) if len(feed.time) else feed.time
    begin = int(come[0]) // GRID * GRID if len(come) else micros(until)
    last = micros(until) // GRID * GRID
    engines = _engines(rules, feed, begin, plain)
    place = {rule.id: n for n, rule in enumerate(rules)}
    ticks = -(-come // GRID) * GRID
    edges = np.flatnonzero(np.diff(ticks, prepend=begin - 1)) if len(ticks) else ticks
    groups = [(int(ticks[first]), int(first)) for first in edges if ticks[first] <= last]
    ends = [first for _, first in groups[1:]] + [int(np.searchsorted(ticks, last, side="right"))]
    ticked = begin - GRID
    for (tick, first), end in zip(groups, ends, strict=bool(groups)):
        yield from _ordered(place, _idle(engines, ticked, tick - GRID))
        yield from _ordered(place, [said for engine in engines for said in engine.turn(first, end, tick)])
        ticked = tick
    yield from _ordered(place, _idle(engines, ticked, last))


def _idle(engines: "Sequence[_Engine]", ticked: int, to: int) -> Iterator[Transition]:
    """Ticks at which something is due, behind `ticked` and up to `to`."""
    while True:
        due = min(engine.due() for engine in engines)
        tick = max(ticked + GRID, -(-due // GRID) * GRID)
        if tick > to:
            return
        for engine in engines:
            yield from engine.turn(0, 0, tick)
        ticked = tick


def _ordered(place: dict[Any, int], found: "Iterator[Transition] | list[Transition]") -> Iterator[Said]:
    for said in sorted(found, key=lambda one: (one.at, place[one.rule])):
        yield Said(said)


class _Engine(Protocol):
    def due(self) -> int:
        """No tick before it (µs) changes anything."""
        ...

    def turn(self, first: int, end: int, tick: int) -> list[Transition]:
        """The readings from `first` up to `end`, then the tick."""
        ...


def _engines(rules: Sequence[Rule], feed: Feed, begin: int, plain: bool) -> list[_Engine]:
    fast = [] if plain else [rule for rule in rules if rule.kind in JUDGED and rule.streams == (rule.of,)
                             and len(rule.limits) <= MOST_LIMITS]
    others = [rule for rule in rules if rule not in fast]
    engines: list[_Engine] = []
    if fast:
        engines.append(_Kernel(fast, feed, begin))
    if others or not engines:
        engines.append(_Plain(others, feed, begin))
    return engines


class _Kernel:
    def __init__(self, rules: Sequence[Rule], feed: Feed, begin: int) -> None:
        judging.prepare(rules)                 # what could never work is refused in the same words
        self._rules = {str(n): rule for n, rule in enumerate(rules)}
        templates = [_template(str(n), rule) for n, rule in self._rules.items()]
        self._memory = Memory(templates)
        names = {name: n for n, name in enumerate(feed.streams)}
        of: dict[str, list[int]] = {}
        for n, rule in enumerate(rules):
            of.setdefault(rule.of, []).append(n)
        for n, (name, places) in enumerate(of.items(), len(names)):
            self._memory.know([names.get(name, n)], tuple(places), begin)
        self._feed = feed

    def due(self) -> int:
        return int(self._memory.state.soonest[0])

    def turn(self, first: int, end: int, tick: int) -> list[Transition]:
        feed = self._feed
        readings = Readings(feed.stream[first:end], feed.time[first:end], feed.value[first:end], feed.seq[first:end]) \
            if end > first else NOTHING
        self._memory, changes = step(self._memory, readings, [Tick(end - first, tick)])
        return [self._told(said) for said in transitions(self._memory, changes)] if len(changes) else []

    def _told(self, said: Transition) -> Transition:
        """Under the names that the rules' file has."""
        named = template_of(said.rule)
        rule = self._rules[str(named[0] if named is not None else said.rule)]
        evidence = tuple(Evidence(StreamId(rule.of), one.time, one.value, one.seq) for one in said.evidence)
        args = {**said.reason.args, "subject": str(rule.subject)}
        return replace(said, rule=rule.id, subject=rule.subject, evidence=evidence,
                       reason=replace(said.reason, args=args))


def _template(name: str, rule: Rule) -> Template:
    return Template(rule.id.__class__(name), rule.kind, "", rule.cause, rule.limits, rule.window_min)


class _Plain:
    def __init__(self, rules: Sequence[Rule], feed: Feed, begin: int) -> None:
        self._prepared = judging.prepare(rules)
        self._memory = judging.start(instant(begin))
        self._feed = feed
        self._last: dict[int, int] = {}

    def due(self) -> int:
        if not self._prepared.rules:
            return NEVER
        quiet = self._memory.quiet_until
        return 0 if quiet is None else micros(quiet)

    def turn(self, first: int, end: int, tick: int) -> list[Transition]:
        feed, fresh = self._feed, []
        for n in range(first, end):
            stream, at = int(feed.stream[n]), int(feed.time[n])
            if at > self._last.get(stream, -(2**63)):
                self._last[stream] = at
                name, value = StreamId(feed.streams[stream]), float(feed.value[n])
                fresh.append(Latest(name, instant(at), value, int(feed.seq[n])))
        done = judging.run(self._prepared, self._memory, fresh, None, instant(tick))
        self._memory = done.memory
        return list(done.transitions)


def summary(rules: Sequence[Rule], feed: Feed, count: int, until: Instant) -> str:
    """One sentence of what was done."""
    left = f"; {len(feed.wrong)} lines were left out" if feed.wrong else ""
    return (f"{len(rules)} rules over {len(feed.time)} readings of {len(feed.streams)} streams until {iso(until)}: "
            f"{count} transitions{left}")
