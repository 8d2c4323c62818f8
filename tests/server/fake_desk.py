"""A Desk without a city behind it: a minute-by-minute toy storm that obeys approvals, for server and page tests.

It keeps the Desk protocol and makes the same bodies as the real records (it builds them from the model's structs),
but its hydraulics are three lines; nothing in it is evidence about water.
"""

import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from banyan.command import handover
from banyan.model.alert import Alert, Phase, alert_id
from banyan.model.authority import Refused
from banyan.model.case import Case, CaseStatus, CrewState, CrewStatus, Deadline, Incident, Task, TaskStatus
from banyan.model.forecast import Forecast
from banyan.model.intent import Action, Intent
from banyan.model.level import Level, worst
from banyan.model.observation import Evidence
from banyan.model.order import (
    Actuation,
    Approval,
    Confirmation,
    Outcome,
    Plan,
    Predicted,
    Proposal,
    ProposalStatus,
    Target,
)
from banyan.model.record import Record, plain
from banyan.model.situation import DeviceState
from banyan.model.text import Said
from banyan.model.time import Instant, iso, minutes
from banyan.runtime import views, views_decisions, views_moment
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import ClockView, DecisionLine, Frame, Health, Levels, Link, Moment, Receipt, Series
from banyan.runtime.events import log
from banyan.runtime.events.shape import Asked, EventPage
from tests.server.fake_city import CITY, LAYERS, LOW_PLACES, START, TEXTS, at
from tests.server.fake_journal import FakeJournal

T = TypeVar("T")

DECLARED = {r.body["id"]: r.body for r in declarations(CITY, "", START)}
UNSEEN = (Phase.UNACKNOWLEDGED, Phase.RETURNED)
STORM_PEAK_MIN = 300.0
_SWALLOWS = {"tower-road": 38.0, "market-street": 48.0, "ferry-lane": 62.0}  # mm/h before water stands there


def rain(minute: float, storm: bool = True) -> float:
    """mm/h."""
    return round(85.0 * math.exp(-(((minute - STORM_PEAK_MIN) / 70.0) ** 2)), 1) if storm else 0.0


def tide(minute: float) -> float:
    """m above datum; high water at the peak of the storm."""
    return round(0.4 + 1.8 * math.cos(2 * math.pi * (minute - STORM_PEAK_MIN) / 745.0), 3)


class FakeDesk:
    """`advance(minute)` moves city time; everything else follows from what was approved until then."""

    def __init__(self, minute: float = 0.0, storm: bool = True, speed: float | None = 60.0) -> None:
        self._lock = threading.Condition()
        self.storm, self.speed, self.state = storm, speed, "running"
        self.silent: set[str] = set()
        self.minute = 0
        self._records: list[dict[str, Any]] = []
        self._current: dict[str, dict[str, tuple[int, dict[str, Any]]]] = {}
        self._history: dict[str, list[tuple[int, float]]] = {s.id: [] for s in CITY.streams}
        self._value = {"east-lake": 1.2, "west-lake": 1.1, **dict.fromkeys(LOW_PLACES, 0.0)}
        self._gate = {"gate-east": 10.0, "gate-west": 10.0}
        self._target = dict(self._gate)
        self._alerts: dict[str, Alert] = {}
        self._tasks: dict[str, Task] = {}
        self._answered: dict[str, dict[str, Any]] = {}
        self._stopped = False
        self._shift = handover.Memory()
        self._proposals: dict[str, Proposal] = {}
        self._begin()
        self.advance(minute)

    # -- time -----------------------------------------------------------------------------------------------

    @property
    def now(self) -> Instant:
        return at(self.minute)

    def advance(self, minute: float) -> None:
        with self._lock:
            while self.minute < minute:
                self.minute += 1
                self._step()
            self._lock.notify_all()

    def _begin(self) -> None:
        steps = range(24 * 6)
        issue = Forecast(
            "F-0001",
            START,
            START + timedelta(hours=24),
            START,
            10,
            tuple(round(rain(10 * k - 25, self.storm) * 0.8, 1) for k in steps),
            tuple(tide(10 * k) for k in steps),
        )
        self._say("forecast", issue)
        for crew in CITY.crews:
            self._say("crew", CrewState(crew.id, CrewStatus.HOME, START))
        for device in CITY.devices:
            self._say("device", DeviceState(device.id, device.initial, START, device.initial))

    def _step(self) -> None:
        fallen = rain(self.minute, self.storm)
        for side in ("east", "west"):
            lake, gate = f"{side}-lake", f"gate-{side}"
            head = self._value[lake] - tide(self.minute)
            out = 0.00012 * self._gate[gate] * math.copysign(math.sqrt(abs(head)), head)
            self._value[lake] += 0.00016 * fallen - out
            if not self._stopped:
                self._ramp(gate)
        for place, swallows in _SWALLOWS.items():
            pumping = any(t.place == place and t.status == TaskStatus.WORKING for t in self._tasks.values())
            change = (fallen - swallows) * 0.00012 - (0.006 if pumping else 0.0)
            self._value[place] = min(max(0.0, self._value[place] + change), 1.2)
        self._read()
        self._judge()
        self._crews()
        self._control()

    def _ramp(self, gate: str) -> None:
        gap = self._target[gate] - self._gate[gate]
        if gap == 0:
            return
        previous, proposal = self._gate[gate], self._followed(gate)
        self._gate[gate] += max(-6.0, min(6.0, gap))
        order = f"O-{gate}-{self.minute}"
        moved = Actuation(
            order,
            gate,
            proposal,
            f"A-{proposal}",
            self._gate[gate],
            previous,
            at(self.minute - 1),
            self.now,  # type: ignore[arg-type]
            Outcome.PASS,
            (),
        )
        self._say("actuation", moved, ("approved-by", f"A-{proposal}"))
        self._device(gate)
        if self._gate[gate] == self._target[gate]:
            seen = Confirmation(f"R-{order}", order, gate, True, self._gate[gate], self._gate[gate], self.now)  # type: ignore[arg-type]
            self._say("confirmation", seen, ("confirms", order))

    def _followed(self, gate: str) -> str:
        done = [
            p
            for p in self._proposals.values()
            if p.status == ProposalStatus.APPROVED and p.plan.targets[0].device == gate
        ]
        return done[-1].id if done else "P-0000"

    def _device(self, gate: str) -> None:
        state = DeviceState(
            gate, self._gate[gate], self.now, self._target[gate], seen=self._gate[gate], seen_at=self.now
        )  # type: ignore[arg-type]
        self._say("device", state)

    def _read(self) -> None:
        said = {f"{k}.depth" if k in LOW_PLACES else f"{k}.level": v for k, v in self._value.items()}
        said |= {f"{g}.position": v for g, v in self._gate.items()}
        fallen = rain(self.minute, self.storm)
        running = fallen > 20
        said |= {
            "pump-1.flow": 6.0 if running else 0.0,
            "pump-2.flow": 2.5 if rain(self.minute, self.storm) > 60 else 0.0,
        }
        said |= {
            "rain-hill.rain": rain(self.minute, self.storm),
            "tide-gate.tide": tide(self.minute),
            "river.inflow": 120 + 2.4 * rain(self.minute - 60, self.storm),
            "station.sump": 0.5 + (0.4 if running else 0.0),
        }
        for stream, value in said.items():
            if stream not in self.silent:
                self._history[stream].append((self.minute, round(value, 3)))

    # -- judge and command ----------------------------------------------------------------------------------

    def _judge(self) -> None:
        for rule in CITY.rules:
            history = self._history[rule.streams[0]]
            value = history[-1][1] if history else 0.0
            passed = [x.level for x in rule.limits if value >= x.raise_at]
            standing = self._alerts.get(rule.id)
            if passed and (standing is None or not standing.present):
                self._raise(rule.id, rule.place, rule.cause, rule.streams[0], value, worst(passed))
            elif passed and standing and worst(passed) != standing.level:
                level = worst(passed)
                self._amend(rule.id, level=level, worst=worst([level, standing.worst]), reason=_why(rule.place, value))
            elif standing and standing.present and value < rule.limits[0].clear_at:
                phase = Phase.CLOSED if standing.phase == Phase.ACKNOWLEDGED else Phase.RETURNED
                self._amend(rule.id, present=False, cleared_at=self.now, phase=phase)

    def _raise(self, rule: str, place: str, cause: str, stream: str, value: float, level: Level) -> None:
        aid = alert_id(rule, place, self.now)  # type: ignore[arg-type]
        evidence = (Evidence(stream, self.now, value, self.minute),)  # type: ignore[arg-type]
        self._alerts[rule] = Alert(
            aid,
            rule,
            "1",
            place,
            place,
            cause,
            level,
            level,
            Phase.UNACKNOWLEDGED,
            self.now,
            self.now,
            evidence,  # type: ignore[arg-type]
            _why(place, value),
        )
        self._say("alert", self._alerts[rule])
        case = f"C-{place}" if place in LOW_PLACES else None
        self._say(
            "incident",
            Incident(f"I-{place}", cause, place, place, level, level, self.now, (aid,), (aid,), case),  # type: ignore[arg-type]
            ("raised-by", aid),
        )
        if case and place not in self._tasks:
            self._open_case(case, place, level)

    def _amend(self, rule: str, **change: Any) -> None:
        alert = msgspec.structs.replace(self._alerts[rule], changed_at=self.now, **change)
        self._alerts[rule] = alert
        self._say("alert", alert)
        held = self._current["incident"][f"I-{alert.place}"][1]
        standing = [alert.id] if alert.present else []
        closed = None if standing else iso(self.now)
        self._put(
            "incident",
            held | {"level": alert.level, "worst": alert.worst, "standing": standing, "closed_at": closed},
            ("raised-by", alert.id),
        )

    def _open_case(self, case: str, place: str, level: Level) -> None:
        crew = next((c for c in CITY.crews if all(t.crew != c.id or t.done_at for t in self._tasks.values())), None)
        arrives = self.now + minutes(9)
        task = Task(
            f"T-{place}",
            case,
            place,
            "mobile-pump",
            TaskStatus.TRAVELLING if crew else TaskStatus.WAITING,
            self.now,  # type: ignore[arg-type]
            crew.id if crew else None,
            self.now if crew else None,
            arrives if crew else None,
            path=_roads(crew.home, place) if crew else (),
        )
        self._tasks[place] = task
        due = Deadline("on-site", "30 minutes", self.now + minutes(30))
        self._say(
            "case",
            Case(
                case,
                "ponding",
                f"I-{place}",
                place,
                level,
                "duty-officer",
                CaseStatus.DISPATCHED,  # type: ignore[arg-type]
                self.now,
                (due,),
                (task.id,),
            ),
            ("raised-by", f"I-{place}"),
        )
        self._say("task", task, ("part-of", case))
        if crew:
            self._say(
                "crew",
                CrewState(crew.id, CrewStatus.TRAVELLING, self.now, place, task.id, arrives),
                ("sent-by", task.id),
            )  # type: ignore[arg-type]

    def _crews(self) -> None:
        for place, task in list(self._tasks.items()):
            if task.status == TaskStatus.TRAVELLING and task.expected_at and self.now >= task.expected_at:
                self._task(place, CrewStatus.WORKING, status=TaskStatus.WORKING, arrived_at=self.now)
            elif task.status == TaskStatus.WORKING and self._value[place] <= 0.0:
                self._task(place, CrewStatus.HOME, status=TaskStatus.DONE, done_at=self.now)

    def _task(self, place: str, crew: CrewStatus, **change: Any) -> None:
        task = msgspec.structs.replace(self._tasks[place], **change)
        self._tasks[place] = task
        self._say("task", task, ("part-of", task.case))
        assert task.crew is not None
        home = crew == CrewStatus.HOME
        self._say("crew", CrewState(task.crew, crew, self.now, None if home else task.place, None if home else task.id))

    # -- control --------------------------------------------------------------------------------------------

    def _control(self) -> None:
        if self.storm and self.minute in (120, 240):
            self._propose(f"P-{self.minute:04d}", "gate-east" if self.minute == 120 else "gate-west", 60.0)
        for proposal in list(self._proposals.values()):
            if proposal.status == ProposalStatus.OPEN and self.now >= proposal.plan.expires_at:
                self._decide(proposal, ProposalStatus.EXPIRED, None)

    def _propose(self, pid: str, gate: str, setting: float) -> None:
        lake = gate.replace("gate-", "") + "-lake"
        plan = Plan(
            (Target(gate, setting),),
            Said("control.open", {"gate": gate, "lake": lake}),  # type: ignore[arg-type]
            (Predicted(lake, self.now + minutes(180), 1.3, 1.7),),
            self.now + minutes(90),
        )
        made = Proposal(pid, "storm-rule", plan, ProposalStatus.OPEN, self.now, "III", "F-0001")  # type: ignore[arg-type]
        self._proposals[pid] = made
        self._say("proposal", made, ("computed-from", "F-0001"))

    def _decide(self, proposal: Proposal, status: ProposalStatus, by: str | None) -> dict[str, Any]:
        done = msgspec.structs.replace(proposal, status=status, decided_at=self.now, decided_by=by)
        self._proposals[proposal.id] = done
        self._say("proposal", done)
        if by is None:
            return plain(done)
        yes = status == ProposalStatus.APPROVED
        said = self._say(
            "approval",
            Approval(f"A-{proposal.id}", proposal.id, yes, by, "duty-officer", self.now),  # type: ignore[arg-type]
            ("decides", proposal.id),
        )
        for target in proposal.plan.targets if yes else ():
            self._target[target.device] = target.setting
            self._device(target.device)
        return said

    # -- records --------------------------------------------------------------------------------------------

    def _say(self, kind: str, body: Any, *causes: tuple[str, str]) -> dict[str, Any]:
        return self._put(kind, plain(body), *causes)

    def _put(self, kind: str, body: dict[str, Any], *causes: tuple[str, str]) -> dict[str, Any]:
        number = len(self._records) + 1
        entity = body["id"]
        self._records.append(
            {
                "id": f"{entity}#{1 + sum(r['body']['id'] == entity for r in self._records)}",
                "kind": kind,
                "schema": f"banyan.{kind}/1",
                "at": iso(self.now),
                "by": "banyan",
                "causes": [{"role": r, "id": i} for r, i in causes],
                "body": body,
                "meta": {},
            }
        )
        self._current.setdefault(kind, {})[entity] = (number, body)
        return body

    # -- the Desk protocol ----------------------------------------------------------------------------------

    def city(self) -> dict[str, Any]:
        return {"city": plain(CITY), "layers": LAYERS, "texts": TEXTS}

    def frame(self, after: int = 0) -> Frame:
        with self._lock:
            changed = {
                kind: {i: body for i, (number, body) in rows.items() if number > after}
                for kind, rows in self._current.items()
            }
            for kind in views.NEWEST:
                changed[kind] = dict(list(changed.get(kind, {}).items())[-1:])
            return Frame(len(self._records), self._clock(), self._levels(), {k: v for k, v in changed.items() if v})

    def _clock(self) -> ClockView:
        return ClockView(self.now, START, START + timedelta(hours=24), True, self.speed, self.state)

    def _levels(self, time: Instant | None = None) -> Levels:
        now = self.minute if time is None else (time - START).total_seconds() / 60
        last = [([x for x in self._history[s.id] if x[0] <= now] or [None])[-1] for s in CITY.streams]
        return Levels(
            [s.id for s in CITY.streams],
            [x[1] if x else None for x in last],
            [at(x[0]) if x else None for x in last],
            [x is not None and now - x[0] > 10 for x in last],
            [0] * len(last),
        )

    def wait(self, after: int, timeout_s: float) -> bool:
        with self._lock:
            if len(self._records) > after:
                return True
            before = self.minute
            return self._lock.wait_for(lambda: len(self._records) > after or self.minute != before, timeout_s)

    def series(self, stream: str, begin: Instant, end: Instant, points: int) -> Series:
        with self._lock:
            unit = next((s.unit for s in CITY.streams if s.id == stream), None)
            if unit is None:
                raise KeyError(stream)
            rows = [(at(m), v) for m, v in self._history[stream] if begin <= at(m) <= end]
            rows = rows[:: max(1, math.ceil(len(rows) / points))]
            ahead = [at(self.minute + 10 * k) for k in range(37) if stream.endswith((".level", ".tide"))]
            ahead = [x for x in ahead if x <= end] if rows else []
            decided = [r["body"] for r in self._records if r["kind"] == "decision"]
            if decided and not decided[-1].get("error"):
                told = views_decisions.expected(decided[-1], stream)
                times, low = [x for x, _ in rows], [v for _, v in rows]
                return Series(stream, unit, times, low, low, **told)
            grown = [rows[-1][1] + 0.008 * k for k in range(len(ahead))]
            return Series(
                stream,
                unit,
                [x for x, _ in rows],
                [v for _, v in rows],
                [v for _, v in rows],
                ahead,
                [round(v - 0.004 * k, 3) for k, v in enumerate(grown)],
                [round(v + 0.012 * k, 3) for k, v in enumerate(grown)],
            )

    def at(self, time: Instant) -> Moment:
        with self._lock:
            decisions = [r for r in self._records if r["kind"] == "decision"]
            if time > self.now:
                look = decisions[-1]["body"] if decisions else None
                return views_moment.expected(look, CITY, CITY.streams, time, self.now, len(self._records))
            known = [r for r in self._records if r["at"] <= iso(time)]
            entities: dict[str, dict[str, dict[str, Any]]] = {}
            for record in known:
                kind = record["kind"]
                held = {} if kind in views.NEWEST else entities.get(kind, {})
                entities[kind] = held | {record["body"]["id"]: record["body"]}
            return Moment(time, self.now, False, len(known), self._levels(time), entities,
                          next(iter(entities.get("decision", {})), None))

    def decisions(self, begin: Instant, end: Instant) -> list[DecisionLine]:
        with self._lock:
            lines = [views_decisions.line(msgspec.convert(r, Record)) for r in self._records if r["kind"] == "decision"]
            return [x for x in lines if begin <= x.asked_at <= end]

    def decision(self, rid: str) -> dict[str, Any]:
        with self._lock:
            found = [r for r in self._records if r["kind"] == "decision" and r["body"]["id"] == rid]
            if not found:
                raise KeyError(rid)
            return dict(found[-1]["body"])

    def trace(self, rid: str) -> list[Link]:
        with self._lock:
            start = [r for r in self._records if rid in (r["id"], r["body"]["id"])][-1:]
            if not start:
                raise KeyError(rid)
            return [*self._before(start[0], 1), Link(0, "self", start[0]), *self._after(start[0], 1)]

    def _before(self, record: dict[str, Any], depth: int) -> list[Link]:
        found: list[Link] = []
        for cause in record["causes"]:
            hit = next((r for r in self._records if r["body"]["id"] == cause["id"]), None)
            if hit is not None and depth < 9:
                found += [*self._before(hit, depth + 1), Link(-depth, cause["role"], hit)]
        return found

    def _after(self, record: dict[str, Any], depth: int) -> list[Link]:
        entity = record["body"]["id"]
        found: list[Link] = []
        for hit in self._records:
            role = next((c["role"] for c in hit["causes"] if c["id"] == entity), None)
            if role is not None and depth < 9 and not any(x.record["body"]["id"] == hit["body"]["id"] for x in found):
                found += [Link(depth, role, hit), *self._after(hit, depth + 1)]
        return found

    def records(self, after: int, kind: str | None, limit: int) -> list[dict[str, Any]]:
        with self._lock:
            return [r for r in self._records[after:] if kind in (None, r["kind"])][:limit]

    def _journal(self) -> FakeJournal:
        return FakeJournal(lambda: list(self._records), DECLARED)

    def events(self, asked: Asked) -> EventPage:
        with self._lock:
            return log.page(self._journal(), asked, {}, CITY.timezone)

    def event_rows(self, asked: Asked, language: str) -> Iterator[str]:
        with self._lock:
            journal = self._journal()
            speaker = log.Speaker(log.whose(journal)[0], CITY.timezone)
            return iter(list(log.rows(log.everything(journal, asked, {}, CITY.timezone), speaker, language)))

    def handovers(self, limit: int) -> list[dict[str, Any]]:
        with self._lock:
            return [body for _, body in self._current.get("handover", {}).values()][::-1][:limit]

    def submit(self, intent: Intent) -> Future[dict[str, Any]]:
        return _done(lambda: self.act(intent))

    def send(self, source: str, lines: bytes) -> Future[Receipt]:
        return _done(lambda: self.ingest(source, lines))

    def act(self, intent: Intent) -> dict[str, Any]:
        with self._lock:
            if intent.id not in self._answered:
                self._answered[intent.id] = self._act(intent)
                self._lock.notify_all()
            return self._answered[intent.id]

    def _act(self, intent: Intent) -> dict[str, Any]:
        match intent.action:
            case Action.APPROVE | Action.REFUSE:
                proposal = self._proposals[intent.target]
                if proposal.status != ProposalStatus.OPEN:
                    raise Refused(f"{proposal.id} is {proposal.status} already")
                yes = intent.action == Action.APPROVE
                return self._decide(proposal, ProposalStatus.APPROVED if yes else ProposalStatus.REFUSED, intent.by)
            case Action.ACKNOWLEDGE if intent.args:
                return self._acknowledge_all(intent)
            case Action.ACKNOWLEDGE:
                rule = next((r for r, a in self._alerts.items() if a.id == intent.target), None)
                if rule is None:
                    raise KeyError(intent.target)
                self._amend(rule, phase=Phase.ACKNOWLEDGED, acknowledged_by=intent.by)
                return plain(self._alerts[rule])
            case Action.HANDOVER_WRITE | Action.HANDOVER_CONFIRM:
                handed = handover.update(self._shift, [intent], self._standing, self.now)
                if handed.refused:
                    raise Refused(handed.refused[intent.id])
                self._shift = handed.memory
                said = [self._put("handover", r.body, *((c.role, c.id) for c in r.causes)) for r in handed.records]
                return said[-1]
            case Action.STOP | Action.RELEASE:
                self._stopped = intent.action == Action.STOP
                for proposal in [p for p in self._proposals.values() if p.status == ProposalStatus.OPEN]:
                    self._decide(proposal, ProposalStatus.EXPIRED, None)
                said = {"id": "stop", "pulled": self._stopped, "by": intent.by, "at": iso(self.now)}
                return self._put("stop", said)
            case _:
                raise Refused(f"{intent.action} is not played here")

    def _acknowledge_all(self, intent: Intent) -> dict[str, Any]:
        incident = self._current["incident"][intent.target][1]
        unseen = [a for a in self._alerts.values() if a.id in incident["alerts"] and a.phase in UNSEEN]
        seen = [a for a in unseen if a.id in intent.args and a.level.rank <= Level(intent.args[a.id]).rank]
        for alert in seen:
            self._amend(str(alert.rule), phase=Phase.ACKNOWLEDGED, acknowledged_by=intent.by)
        counts = {"acknowledged": len(seen), "newer": len(unseen) - len(seen)}
        return {"id": f"intent/{intent.id}", "result": "done", "counts": counts}

    def _standing(self) -> handover.Known:
        def open_(kind: str, shape: Any) -> list[Any]:
            return [msgspec.convert(body, shape) for _, body in self._current.get(kind, {}).values()]

        return handover.Known(
            alerts={a.id: a for a in self._alerts.values()},
            incidents=[i for i in open_("incident", Incident) if i.closed_at is None],
            cases=open_("case", Case), tasks=self._tasks.values(), crews=open_("crew", CrewState),
            proposals=[p for p in self._proposals.values() if p.status == ProposalStatus.OPEN],
            devices=open_("device", DeviceState), distrusted={}, silent=sorted(self.silent),  # type: ignore[arg-type]
            forecast=open_("forecast", Forecast)[-1], out_of_service={}, control="on",
            stopped=("officer-lin", self.now) if self._stopped else None,
        )  # fmt: skip

    def ingest(self, source: str, lines: bytes) -> Receipt:
        count = len([x for x in lines.split(b"\n") if x.strip()])
        return Receipt(count, count, 0)

    def health(self) -> Health:
        with self._lock:
            return Health("ok", CITY.id, self.now, len(self._records), [], state=self.state)


def _done(call: Callable[[], T]) -> Future[T]:
    """The toy city's ticks don't wait for anybody."""
    answer: Future[T] = Future()
    try:
        answer.set_result(call())
    except Exception as refusal:  # noqa: BLE001  handed on, as the loop hands it on
        answer.set_exception(refusal)
    return answer


def _roads(home: tuple[float, float], place: str) -> tuple[tuple[float, float], ...]:
    """Along the grid of an invented town."""
    there = next(p.at for p in CITY.places if p.id == place)
    return (home, (home[0], there[1]), there)


def _why(place: str, value: float) -> Said:
    if place in LOW_PLACES:
        return Said("water.ponding", {"place": place, "depth": f"{100 * value:.0f}"})
    return Said("water.high", {"lake": place, "level": f"{value:.2f}", "limit": "1.50"})
