"""Messages of the broker to the readings' meeting point; acknowledged once they are durable, taken or kept as rejects.

What the city can't take now (its store is full, a source sends too much) stays unacknowledged and is tried again, so
the broker holds the rest back. A source that may only send so much a minute has a session of its own: what it has to
wait for holds nobody else up. The broker gone, we come back with growing pauses; it keeps what comes meanwhile. Thrown
out by another server under our name we stay away: two of them would throw each other out for ever.
"""

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import Iterable, Sequence

import aiomqtt
from msgspec.structs import replace
from paho.mqtt.subscribeoptions import SubscribeOptions

from banyan.edges.feeds.mapping import Ready
from banyan.model.authority import Refused
from banyan.model.ports import StoreError, StoreFull
from banyan.model.things import Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.mqtt.broker import FAILED, Broker, Client, code_of, delivery_key, last_word, taken_over
from banyan.runtime.mqtt.observations import Observations
from banyan.runtime.mqtt.packets import Arrived
from banyan.runtime.mqtt.session import FILE
from banyan.runtime.mqtt.taking import Taking, Work
from banyan.runtime.mqtt.updates.publishing import LAST_WORD, Updates, state_topic
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.intake import Intake
from banyan.runtime.readings.pace import TooMuch

_log = logging.getLogger("banyan.mqtt")
TOGETHER = 2_000                   # messages of one commit
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
CLAIM_S = 2.0
SURE_S = 60.0                      # two keepalives: the broker has an acknowledgement by then, or is gone
NOT_NOW = (Busy, StoreFull, StoreError, Refused, TimeoutError, Wrong)
# 1: what the broker retains comes with a subscription that is new, and not again at every reconnect (MQTT 5, 3.8.3.1).
# Nor is anything of interest that we publish ourselves.
_OPTIONS = SubscribeOptions(qos=1, noLocal=True, retainHandling=1)


class Listening:
    """A thread of its own from `start` to `close`. `trouble`: what hinders it, for the city's health; None: nothing."""

    def __init__(self, broker: Broker, intake: Intake, book: Book, observations: Observations | None,
                 updates: Updates | None = None) -> None:
        self.broker = broker
        self.ready = threading.Event()
        self._halt = threading.Event()
        slow = _paced(book)
        self._sessions = [_Session(broker, intake, book, observations, self._halt, without=slow, updates=updates), *(
            _Session(replace(broker, session=f"{broker.session}-{name}"), intake, book, None, self._halt, only=name,
                     together=min(TOGETHER, most)) for name, most in slow.items())]
        self._thread = threading.Thread(target=self._run, name="banyan-mqtt", daemon=True)

    @property
    def trouble(self) -> str | None:
        return next((said for one in self._sessions if (said := one.trouble or one.denied) is not None), None)

    @property
    def lost(self) -> int:
        """Messages without acknowledgement (QoS 0) that came faster than they could be taken."""
        return sum(one.lost for one in self._sessions)

    def __enter__(self) -> "Listening":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._all())

    async def _all(self) -> None:
        await asyncio.gather(self._watch(), *(one.stay() for one in self._sessions))

    async def _watch(self) -> None:
        while not self._halt.is_set():
            (self.ready.set if all(one.up for one in self._sessions) else self.ready.clear)()
            await asyncio.sleep(0.1)


def _paced(book: Book) -> dict[str, int]:
    """Feeds that may only send so much a minute, and how much. Where they can't be read now, each session says so by
    itself.
    """
    try:
        feeds = book.feeds()
    except Wrong:
        return {}
    return {name: one.feed.per_minute for name, one in sorted(feeds.items())
            if one.topic is not None and one.feed.per_minute is not None}


class _Elsewhere(Exception):  # noqa: N818  a state of things
    """Another server uses our session."""


class _Session:
    """One of the broker's sessions. `only`: the feed that has it for itself; `without`: feeds that have their own;
    `together`: messages of one commit.
    """

    def __init__(self, broker: Broker, intake: Intake, book: Book, observations: Observations | None,
                 halt: threading.Event, only: str | None = None, without: Iterable[str] = (),
                 updates: Updates | None = None, together: int = TOGETHER) -> None:
        self.trouble: str | None = f"{broker.address} was not reached yet"
        self.denied: str | None = None      # topics that the broker gives us nothing of; the others go on
        self.up = False
        self._lost = 0
        self._updates, self._together = updates, together
        self._will = None if updates is None else last_word(state_topic(broker.session), LAST_WORD)
        self._me, self._claimed = secrets.token_hex(8), False
        self._client: Client | None = None
        self._broker, self._book, self._halt, self._only, self._without = broker, book, halt, only, without
        self._taking = Taking(broker, intake, observations)
        self._topics = observations.topics if observations is not None else ()
        self._acknowledged: dict[tuple[str, str], float] = {}      # (source, key): when, oldest first

    @property
    def lost(self) -> int:
        return self._lost + (self._client.arrived.lost if self._client is not None else 0)

    async def stay(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._halt.is_set():
            try:
                async with Client(self._broker, self._will) as self._client:
                    self._acknowledged.clear()
                    await self._claim(self._client)
                    await self._subscribe(self._client)
                    self.trouble, self.up, pause = None, True, FIRST_PAUSE_S
                    await self._converse(self._client)
            except _Elsewhere:
                await self._stay_away()
                return
            except (aiomqtt.MqttError, OSError) as e:
                if taken_over(e):
                    await self._stay_away()
                    return
                await self._after(f"{self._broker.address} can't be reached ({e})", pause)
            except NOT_NOW as e:
                await self._after(f"messages wait to be taken: {e}", pause)
            except Exception as e:  # noqa: BLE001  whatever it is: the broker has the messages, and the city says so
                _log.exception("messages of %s can't be taken", self._broker.address)
                await self._after(f"messages of {self._broker.address} can't be taken ({type(e).__name__}: {e})", pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _claim(self, client: Client) -> None:
        """Not every broker says why it throws somebody out (Mosquitto 2.0 doesn't): whoever comes under our name leaves
        a word, and we look for it when we come back.
        """
        if self._claimed and await client.claimed_by(CLAIM_S) not in (None, self._me):
            raise _Elsewhere
        await client.claim(self._me)
        self._claimed = True

    async def _converse(self, client: Client) -> None:
        """Updates out, beside messages in."""
        if self._updates is None:
            await self._listen(client)
            return
        pump = asyncio.create_task(self._updates.pump(client))
        try:
            await self._listen(client)
        finally:
            if self._halt.is_set():
                await self._updates.drain(client)
            pump.cancel()
            await asyncio.wait([pump])

    async def _stay_away(self) -> None:
        if self._client is not None:
            self._lost, self._client = self.lost, None
        self.up = False
        self.trouble = (f"another server has come to {self._broker.address} as {self._broker.session}: no messages are "
                        "taken here any more. Two must not serve one data folder's copies: stop one of them, take "
                        f"{FILE} out of the copy's data folder, and start it again")
        _log.error("%s", self.trouble)
        while not self._halt.is_set():
            await self._nap(LONGEST_PAUSE_S)

    async def _after(self, trouble: str, pause: float) -> None:
        if self._client is not None:
            self._lost, self._client = self.lost, None
        self.up, self.trouble = False, f"{trouble}: tried again in {pause:.0f} s"
        _log.warning("%s", self.trouble)
        await self._nap(pause)

    async def _subscribe(self, client: Client) -> None:
        """The broker remembers subscriptions of a session: those that aren't wanted any more are given back."""
        feeds = await asyncio.to_thread(self._feeds)
        wanted = list(dict.fromkeys([*(one.topic.filter for one in feeds.values() if one.topic is not None),
                                     *self._topics]))
        before = await asyncio.to_thread(self._taking.subscribed)
        if before != wanted:      # first what is to be given back one day is known, then it is taken
            await asyncio.to_thread(self._taking.subscribe, list(dict.fromkeys([*before, *wanted])))
        for topic in before:
            if topic not in wanted:
                await client.unsubscribe(topic)
        denied = []
        for topic in wanted:
            if max(map(code_of, await client.subscribe(topic, options=_OPTIONS))) >= FAILED:
                denied.append(topic)
        self.denied = (f"{self._broker.address} refuses to give us messages of {', '.join(denied)}: let "
                       f"{self._broker.user or 'everybody'} subscribe there" if denied else None)
        if before != wanted:
            await asyncio.to_thread(self._taking.subscribe, wanted)

    def _feeds(self) -> dict[str, Ready]:
        """Raises Wrong."""
        return {name: one for name, one in self._book.feeds().items()
                if (name == self._only if self._only is not None else name not in self._without)}

    async def _nap(self, s: float) -> None:
        end = time.monotonic() + s
        while not self._halt.is_set() and time.monotonic() < end:
            await asyncio.sleep(min(s, 0.1))

    async def _listen(self, client: Client) -> None:
        while not self._halt.is_set():
            if client.gone.done():
                client.gone.result()
                raise aiomqtt.MqttError("the connection was closed")
            await self._forget()
            some = await client.arrived.take(self._together, 0.2)
            if some:
                await self._take(some)
                client.acknowledge(some)

    async def _take(self, some: Sequence[Arrived]) -> None:
        """Returns when all of them are durable; what can't be now is tried again as long as it takes."""
        feeds = await asyncio.to_thread(self._feeds)
        for source, mine, work in self._taking.sorted(some, feeds):
            keys = [(source, key) for one in mine
                    if not one.retained and (key := delivery_key(self._broker.session, one)) is not None]
            for again in keys:      # a number that was given anew is not forgotten before it is acknowledged anew
                self._acknowledged.pop(again, None)
            await self._until_done(work)
            self._acknowledged |= dict.fromkeys(keys, time.monotonic())

    async def _until_done(self, work: Work) -> None:
        pause, tried = FIRST_PAUSE_S, False
        while True:
            try:
                await asyncio.to_thread(work, tried)
                self.trouble = None
                return
            except NOT_NOW as e:
                self.trouble, tried = f"messages wait to be taken: {e}", True
                await self._nap(float(e.after_s) if isinstance(e, TooMuch) else pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
                if self._halt.is_set():
                    raise aiomqtt.MqttError("the city stops: what waits stays with the broker") from e

    async def _forget(self) -> None:
        """A number that the broker knows to be acknowledged is its to give anew: what comes under it then is no
        repetition, also where it says the same and is sent twice.
        """
        sure = time.monotonic() - SURE_S
        over = [key for key, at in self._acknowledged.items() if at < sure] if self._acknowledged and next(
            iter(self._acknowledged.values())) < sure else []
        if over:
            await asyncio.to_thread(self._taking.forget, over)
            for key in over:
                del self._acknowledged[key]
