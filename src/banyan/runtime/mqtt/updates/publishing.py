"""Updates on their way to the broker: rendered beside the loop, sent in the order of the commits, confirmed (QoS 1).

Nothing is published again after a restart and nothing waits for a broker that is away: what was left out is counted,
and a retained message says since when updates are published and how many were left out.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

import msgspec

from banyan.edges.sensorthings.root import Updates as Said
from banyan.model.changes import Changed
from banyan.model.time import instant, iso
from banyan.runtime.mqtt.broker import Client
from banyan.runtime.mqtt.updates.declared import Declared
from banyan.runtime.mqtt.updates.extents import Extents
from banyan.runtime.mqtt.updates.queue import FULL, LOST, REFUSED, UNREADABLE, Queue, merged, size_of
from banyan.runtime.mqtt.updates.rendering import Message, Rendering
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore
from banyan.stores.things.told import Told

AT_ONCE = 200            # entities that are rendered together
EXTENTS_AT_ONCE = 50
STATE_S = 10.0           # between two messages about what was left out
LOOK_S = 0.5             # between two looks at what is due while nothing comes
DRAIN_S = 2.0            # for what waits when the city stops
SHORT_S = 0.005
_log = logging.getLogger("banyan.mqtt")


def state_topic(session: str) -> str:
    return f"banyan/{session}/updates"


class Updates:
    """`begin` it when the service's root is known; `pump` while a broker is connected."""

    def __init__(self, things: ThingsStore | PostgresThings, declared: Declared, clock: Callable[[], int]) -> None:
        """`clock` in µs."""
        self._things, self._declared, self._clock = things, declared, clock
        self._rendering = Rendering(things, clock, declared)
        self._extents = Extents(declared.extents_s)
        self._queue = Queue(self._wake)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None
        self._since = iso(instant(clock()))
        self._base = ""
        self._pace = _Pace(declared.per_second)
        self._at_work = 0      # entities out of the queue that aren't sent yet
        self.published = 0

    def begin(self, base: str) -> None:
        """`base`: the service's root in links, where the folder doesn't say another."""
        self._base = self._declared.address or base
        self._things.listen(self._heard)

    def close(self) -> None:
        self._things.listen(None)

    def said(self, session: str) -> Said | None:
        """As the service's root document has it."""
        one = self._declared
        return Said(one.root, one.sets, one.select, state_topic(session), one.whole) if one.sets else None

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The broker's addresses as the outside knows them, where the folder says them."""
        return self._declared.endpoints

    @property
    def waiting(self) -> int:
        return len(self._queue)

    @property
    def dropped(self) -> dict[str, int]:
        return dict(self._queue.dropped)

    def _heard(self, told: Sequence[Told]) -> None:
        """On the thread of the one who writes."""
        wanted = [one for one in merged(told) if self._rendering.wanted(one)]
        if wanted:
            self._queue.add(wanted)

    def _wake(self) -> None:
        loop, news = self._loop, self._news
        if loop is not None and news is not None:
            try:
                loop.call_soon_threadsafe(news.set)
            except RuntimeError:      # the loop ends: so does the queue
                return

    async def pump(self, client: Client) -> None:
        """Until it is cancelled: the connection is gone, or the city stops."""
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        self._queue.open()
        told, told_at = self.dropped, time.monotonic()
        self._state(client, "publishing")
        try:
            while True:
                some = self._queue.take(AT_ONCE) or list[Told](self._due())
                if some:
                    await self._publish(client, some)
                    for one in some:
                        self._extents.moved(one)
                else:
                    await self._wait()
                self._queue.drop(REFUSED, client.refused())
                self._queue.drop(FULL, self._extents.left_out())
                if self.dropped != told and time.monotonic() - told_at >= STATE_S:
                    told, told_at = self.dropped, time.monotonic()
                    _log.warning("updates that weren't published, by reason: %s", told)
                    self._state(client, "publishing")
        finally:
            self._queue.drop(LOST, client.unconfirmed)
            self._queue.shut()

    def _due(self) -> list[Changed]:
        return self._extents.due(EXTENTS_AT_ONCE)

    async def _wait(self) -> None:
        if self._news is None:
            return
        self._news.clear()
        if not len(self._queue):
            try:
                await asyncio.wait_for(self._news.wait(), LOOK_S)
            except TimeoutError:
                return

    async def _publish(self, client: Client, some: Sequence[Told]) -> None:
        self._at_work = sum(map(size_of, some))
        try:
            await self._send(client, await self._rendered(some))
        finally:
            self._at_work = 0

    async def _rendered(self, some: Sequence[Told]) -> list[Message]:
        try:
            return await asyncio.to_thread(self._rendering.messages, some, self._base)
        except asyncio.CancelledError:
            self._queue.drop(LOST, self._at_work)
            raise
        except Exception:  # noqa: BLE001  whatever it is: the others go on, and what was left out is counted
            _log.exception("updates can't be read")
            self._queue.drop(UNREADABLE, self._at_work)
            return []

    async def _send(self, client: Client, messages: Sequence[Message]) -> None:
        sent = 0
        try:
            while sent < len(messages):
                now = self._pace.may(min(client.room, len(messages) - sent), time.monotonic())
                client.send(messages[sent : sent + now], self._declared.qos)
                sent += now
                self.published += now
                await asyncio.sleep(SHORT_S if sent < len(messages) else 0)
        finally:
            self._queue.drop(LOST, len(messages) - sent)

    def _state(self, client: Client, state: str) -> None:
        said = {"state": state, "since": self._since, "at": iso(instant(self._clock())), "published": self.published,
                "dropped": {reason: n for reason, n in self.dropped.items() if n}}
        client.send([(state_topic(client.session), msgspec.json.encode(said))], self._declared.qos,
                    retain=True)

    async def drain(self, client: Client) -> None:
        """The city stops: what waits is published, as far as that goes within DRAIN_S, and that it stops."""
        end = time.monotonic() + DRAIN_S
        while ((len(self._queue) or self._at_work or client.unconfirmed) and time.monotonic() < end
               and not client.gone.done()):
            await asyncio.sleep(SHORT_S)
        if not client.gone.done():
            self._state(client, "stopped")
        while client.unconfirmed and time.monotonic() < end and not client.gone.done():
            await asyncio.sleep(SHORT_S)


class _Pace:
    """A bucket of a quarter of a second."""

    def __init__(self, per_second: int) -> None:
        self._per_second, self._most = per_second, max(1.0, per_second / 4)
        self._left, self._at = self._most, 0.0

    def may(self, wanted: int, now: float) -> int:
        """How many messages of those that are wanted, at a time in s."""
        self._left, self._at = min(self._most, self._left + (now - self._at) * self._per_second), now
        found = max(0, min(wanted, int(self._left)))
        self._left -= found
        return found


LAST_WORD = msgspec.json.encode({"state": "lost"})
"""What the broker says of us where we go without a word."""
