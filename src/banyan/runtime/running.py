"""A running city: the loop on its clock, in one thread; doors and screens reach it through `Desk`."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec.structs import replace

from banyan.model.authority import Refused
from banyan.model.intent import Intent
from banyan.model.messages import DESK
from banyan.model.observation import Message
from banyan.model.ports import Notice
from banyan.model.record import Record, plain
from banyan.model.rule import RuleKind
from banyan.model.time import EPOCH, ZERO, Instant, iso
from banyan.runtime import mode, views, views_decisions, views_moment
from banyan.runtime.actuators import Actuators, for_machines
from banyan.runtime.brain import Brain
from banyan.runtime.desk import Busy, ClockView, DecisionLine, Frame, Health, Link, Moment, Receipt, Series
from banyan.runtime.events import log
from banyan.runtime.events.shape import Asked as EventsAsked
from banyan.runtime.events.shape import EventPage
from banyan.runtime.inbox import Delivery, Inbox, answer, intent_line

if TYPE_CHECKING:
    from banyan.runtime.vitals import Vital

T = TypeVar("T")

PATIENCE_S = 30.0      # how long a person's request waits for its tick
FLAT_OUT = 20          # units to a commit when no wall clock is kept: what leaves is still durable before it does
SENT_TOGETHER = 100    # orders marked as sent in one transaction


LONGEST_GAP = timedelta(days=7)      # a city that slept longer starts its ticks anew, and says so
LONGEST_NAP_S = 0.5                  # how soon a clock that waits sees that the city is to stop
WISH_GAP_S = 1.0                     # a fast clock ticks early for people at most this often, in wall seconds
LATE = timedelta(minutes=2)          # orders leave once a minute a device: a city later than this would send a bunch


class World(Protocol):
    """What the loop meets: takes orders, gives messages. The demo's plant, or nothing but the doors."""

    @property
    def obeys(self) -> bool:
        """Whether it does what it is told; else orders handed to it are not sent."""
        ...

    def advance(self, to: Instant, orders: Sequence[dict[str, Any]]) -> list[bytes]: ...


class Clock(Protocol):
    """When the next tick is due, on the wall."""

    @property
    def simulated(self) -> bool: ...
    @property
    def speed(self) -> float | None: ...

    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:
        """Wait for the tick after `since`, which is due at `until`, or as long as nobody can wait; returns its instant.

        docs/decisions/0010 and 0041: on the wall's clock a tick may come before `until` when something waits.
        """
        ...

    def lag(self, now: Instant) -> timedelta:
        """How far a tick at `now` is behind the wall; zero for a clock that doesn't keep to the wall."""
        ...


class FastClock:
    """`speed` city seconds a wall second; None: flat out. Late ticks are caught up, not skipped."""

    simulated = True

    def __init__(self, start: Instant, speed: float | None) -> None:
        self.speed = speed
        self._start = start
        self._began = self._ticked = time.monotonic()

    # The Clock protocol says what every clock is given; this one doesn't need all of it.
    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:  # noqa: ARG002
        """City time keeps its grid; for a person the next tick comes now, and the wall's schedule shifts."""
        if self.speed is None:
            return until
        due = self._began + (until - self._start).total_seconds() / self.speed
        while (left := due - time.monotonic()) > 0 and not halt.is_set():
            if inbox.wished.wait(min(left, LONGEST_NAP_S)):
                soon = min(due, self._ticked + WISH_GAP_S)
                halt.wait(max(0.0, soon - time.monotonic()))
                self._began -= max(0.0, due - time.monotonic())
                break
        self._ticked = time.monotonic()
        return until

    def lag(self, now: Instant) -> timedelta:  # noqa: ARG002  a simulated clock is never late
        return ZERO


class Running:
    """Implements runtime.desk.Desk. `run` is called once, by the thread that owns the loop."""

    def __init__(
        self,
        brain: Brain,
        clock: Clock,
        world: World | None,
        end: Instant | None,
        screens: dict[str, Any] | None = None,
        actuators: Actuators | None = None,
    ) -> None:
        self.brain = brain
        self.world = world
        self.start = brain.now
        self.end = end
        self.state_name = "starting"
        self.trouble: str | None = None        # what doesn't work in this city from its start on
        self.vitals: list[Callable[[], Sequence[Vital]]] = []   # numbers of what works beside the loop
        self.troubles: list[Callable[[], str | None]] = []      # asked for what doesn't work at the moment
        self.lost: Callable[[], int] = lambda: 0      # messages that came faster than they could be taken
        self.halt = threading.Event()
        self.orders: list[Notice] = []
        self.progress: Callable[[Instant], None] = lambda _: None
        self.follow: Callable[[Sequence[Record]], object] = lambda _: None      # given each tick's records, beside it
        self._clock = clock
        if clock.speed is None and clock.simulated:
            brain.together = FLAT_OUT
        self._inbox = Inbox()
        self._sent: list[str] = []
        self._actuators = actuators
        self._queue = mode.waiting_orders(brain.store) if actuators is not None else []
        self._moved = threading.Condition()
        self._screens = screens or {}
        self._names = log.of_layers(self._screens.get("layers", {}))
        self._stuck = {rule.id: rule.streams for rule in brain.city.city.rules if rule.kind is RuleKind.STUCK}

    def run(self) -> None:
        """Tick until the end, or until `halt` is set. Raises what the store or the world raises."""
        self.state_name = "running"
        try:
            self._send()
            while not self.halt.is_set() and (self.end is None or self._due() <= self.end):
                self._keep_up(self._clock.lag(self._due()))
                now = self._clock.wait(self._due(), self.brain.now, self.halt, self._inbox)
                self.orders = self._tick(now, self.orders)
                self._send()
                self.progress(now)
            self._mark_sent()
            self.brain.rest()
            self.state_name = "finished"
        except BaseException:
            self.state_name = "failed"
            raise
        finally:
            self._inbox.close("the city has stopped: nothing is taken any more")
            self._wake()

    def _due(self) -> Instant:
        """The next tick of the grid. On the wall's clock the last tick may have been before its time, beside it."""
        tick, now = self.brain.city.city.tick, self.brain.now
        return now + tick - (ZERO if self._clock.simulated else (now - EPOCH) % tick)

    def _keep_up(self, lag: timedelta) -> None:
        """A city that wakes up late goes through the ticks it missed: deadlines and silence are of city time.

        No order leaves meanwhile, since it would be about water that has run off; and a gap without measure is left
        out.
        """
        tick = self.brain.city.city.tick
        self.brain.behind = lag > LATE
        if lag > LONGEST_GAP:
            wall = self._due() + lag
            self.brain.leap(wall - (wall - EPOCH) % tick - tick)
        if self._actuators is None:
            return
        if lag > LATE and not self.brain.city.advisory:
            self._queue = []
            mode.switch(self.brain, True, "catching-up")
        elif lag <= tick and self.brain.city.advisory:
            self._queue += mode.switch(self.brain, False, "caught-up")

    def _send(self) -> None:
        """Orders to whoever obeys, as soon as they are durable; those that nobody took are tried again each tick."""
        if self._actuators is None or not self._queue:
            return
        taken = self._actuators.send(self._queue)
        self.brain.store.sent(taken)
        self._queue = self._queue[len(taken):]

    def lag(self) -> timedelta:
        """How far it is behind its clock."""
        return self._clock.lag(self._due())

    def waiting(self) -> tuple[int, int]:
        """Messages and people's wishes that wait for the next tick."""
        return self._inbox.depth()

    def _behind(self) -> bool:
        return self.lag() > self.brain.city.city.tick

    def _tick(self, now: Instant, orders: Sequence[Notice]) -> list[Notice]:
        lines = self.world.advance(now, [n.body for n in orders]) if self.world is not None else []
        self._sent += [n.id for n in orders]
        if len(self._sent) >= SENT_TOGETHER:
            self._mark_sent()
        deliveries = [] if self._behind() else self._inbox.take()
        messages = [m for d in deliveries for m in d.messages] + [Message("plant", line) for line in lines]
        try:
            told = self.brain.tick(now, messages, awaited=bool(deliveries))
        except BaseException as e:
            for delivery in deliveries:
                delivery.answer.set_exception(Refused(f"it could not be stored: {e}"))
            raise
        answer(deliveries, told.step)
        self.follow(told.step.records)
        if messages or told.step.records or now.second == 0:
            self._wake()
        if self._actuators is not None:
            for notice in filter(for_machines, told.notices):
                self._queue = [*([] if "stop" in notice.body else self._queue), notice]
        return [n for n in told.notices if n.to == "plant"] if self.world is not None and self.world.obeys else []

    def _mark_sent(self) -> None:
        """Receivers know orders by id, so a mark that is lost in a crash costs nothing but a second sending."""
        self.brain.store.sent(self._sent)
        self._sent = []

    def _wake(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def nudge(self) -> None:
        """A job has found something: the next tick may come before its time, as for somebody who waits."""
        self._inbox.nudge()

    def clock_view(self) -> ClockView:
        simulated, speed = self._clock.simulated, self._clock.speed
        return ClockView(self.brain.now, self.start, self.end, simulated, speed, self.state_name)

    def city(self) -> dict[str, Any]:
        """What doesn't change while it runs. Roads are among the map's layers."""
        return {"city": plain(replace(self.brain.city.city, roads=())), **self._screens}

    def frame(self, after: int = 0) -> Frame:
        brain = self.brain
        return views.frame(brain.store, brain.state, brain.city.order, self.clock_view(), after, self._stuck)

    def wait(self, after: int, timeout_s: float) -> bool:
        before = self.brain.now
        with self._moved:
            return self._moved.wait_for(
                lambda: self.brain.store.sequence() > after or self.brain.now != before, timeout_s
            )

    def series(self, stream: str, begin: Instant, end: Instant, points: int) -> Series:
        brain = self.brain
        return views.series(brain.store, brain.city.order, stream, begin, end, points, brain.now)

    def at(self, time: Instant) -> Moment:
        brain = self.brain
        if time <= brain.now:
            return views_moment.past(brain.store, brain.city.order, time, brain.now)
        upto = brain.store.sequence()
        look = views_decisions.standing(brain.store, upto, brain.now)
        return views_moment.expected(look, brain.city.city, brain.city.order, time, brain.now, upto)

    def decisions(self, begin: Instant, end: Instant) -> list[DecisionLine]:
        return views_decisions.decisions(self.brain.store, begin, end)

    def decision(self, rid: str) -> dict[str, Any]:
        return views_decisions.decision(self.brain.store, rid)

    def trace(self, rid: str) -> list[Link]:
        return views.trace(self.brain.store, rid)

    def records(self, after: int, kind: str | None, limit: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for seq, rec in self.brain.store.records(after, kind):
            if len(found) >= limit:
                break
            found.append({"sequence": seq, **plain(rec)})
        return found

    def events(self, asked: EventsAsked) -> EventPage:
        return log.page(self.brain.store, asked, self._names, self.brain.city.city.timezone)

    def event_rows(self, asked: EventsAsked, language: str) -> Iterator[str]:
        store, zone = self.brain.store, self.brain.city.city.timezone
        speaker = log.Speaker({**log.whose(store)[0], **self._names}, zone)
        return log.rows(log.everything(store, asked, self._names, zone), speaker, language)

    def handovers(self, limit: int) -> list[dict[str, Any]]:
        return list(self.brain.store.current("handover", limit).values())[::-1]

    def submit(self, intent: Intent) -> "Future[dict[str, Any]]":
        return self._put([Message(DESK, intent_line(intent))], intent.id)

    def send(self, source: str, lines: bytes) -> "Future[Receipt]":
        if source == DESK:
            raise Refused(f"readings can't come from {DESK!r}: by that door people's wishes come in, through `act`")
        messages = [Message(source, line) for line in lines.split(b"\n") if line.strip()]
        if messages:
            return self._put(messages, None)
        nothing: Future[Receipt] = Future()
        nothing.set_result(Receipt(0, 0, 0))
        return nothing

    def told(self, source: str, lines: Sequence[bytes]) -> "Future[list[str]]":
        """Readings for the next tick; the answer says of each why it was not taken, "" where it was."""
        waiting: Future[list[str]] = Future()
        self._inbox.put(Delivery([Message(source, line) for line in lines], waiting, each=True))
        return waiting

    def _put(self, messages: list[Message], intent: str | None) -> "Future[Any]":
        waiting: Future[Any] = Future()
        self._inbox.put(Delivery(messages, waiting, intent))
        return waiting

    def act(self, intent: Intent) -> dict[str, Any]:
        return self._patiently(self.submit(intent))

    def ingest(self, source: str, lines: bytes) -> Receipt:
        return self._patiently(self.send(source, lines))

    def _patiently(self, waiting: "Future[T]") -> T:
        try:
            return waiting.result(PATIENCE_S)
        except TimeoutError:
            if not waiting.cancel():       # its tick has begun
                return waiting.result()
        if self._behind():
            raise Busy(f"the city is catching up with the clock, its time is {iso(self.brain.now)}: nothing was taken, "
                       "send it again in a moment")
        raise Busy(f"the city took nothing within {PATIENCE_S:.0f} s: send it again in a moment")

    def health(self) -> Health:
        out = sorted(self.brain.state.out_of_service)
        if self._actuators is not None and self._actuators.trouble is not None:
            out.append(f"actuators: {self._actuators.trouble}")
        if self.trouble is not None:
            out.append(self.trouble)
        out += [said for said in (ask() for ask in self.troubles) if said is not None]
        ok = not out and self.state_name in ("starting", "running", "finished")
        status = "ok" if ok else "failed" if self.state_name == "failed" else "degraded"
        if self.state_name in ("starting", "running") and self._behind():
            status = "catching-up"
        city = self.brain.city
        control = "off" if city.controller is None else mode.ADVISORY if city.advisory else mode.ON
        sequence = self.brain.store.sequence()
        return Health(status, city.city.id, self.brain.now, sequence, out, control, self.state_name)
