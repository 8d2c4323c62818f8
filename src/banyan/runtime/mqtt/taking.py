"""What becomes of the broker's messages: readings of feeds, Observations, or rejects; returns when all is durable."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from banyan.edges.feeds.documents import MAX_LINE, FormatError
from banyan.edges.feeds.mapping import Ready, of_message
from banyan.model.feed import Fault, Row, Unfit
from banyan.model.thing_ports import Changing
from banyan.model.things import Wrong
from banyan.runtime.mqtt.broker import Broker, delivery_key, digest_of
from banyan.runtime.mqtt.observations import SOURCE, Observations
from banyan.runtime.mqtt.packets import Arrived
from banyan.runtime.readings.arriving import Arriving
from banyan.runtime.readings.intake import Intake

NOBODY = "mqtt"      # the source of messages that no feed takes
NOT_NOW = 503
Work = Callable[[bool], None]      # whether it was tried before, so that some of it may be durable
_OLD = "a time in the message: the broker kept it, and nobody knows how long"


class Taking:
    """Blocking, on threads of others. `broker` says the session, in which a message's number is its own."""

    def __init__(self, broker: Broker, intake: Intake, observations: Observations | None) -> None:
        self._broker, self._intake, self._observations = broker, intake, observations

    def sorted(self, some: Sequence[Arrived], feeds: Mapping[str, Ready]) -> list[tuple[str, list[Arrived], Work]]:
        """Pieces of work, each with its source and its messages. In none of them are our own updates, and another
        service's where it would be a new Observation here: two services would hand it to and fro for ever.
        """
        of: dict[tuple[str, bool], list[Arrived]] = {}
        for one in some:
            if one.mark and self._ours(one.mark):
                continue
            takers = [(name, feed) for name, feed in feeds.items()
                      if feed.topic is not None and feed.topic.match(one.topic) is not None]
            for name, feed in takers:
                of.setdefault((name, one.retained and feed.feed.time.path is None), []).append(one)
            if self._observations is not None and self._observations.takes(one.topic):
                if not one.mark:
                    of.setdefault((SOURCE, False), []).append(one)
            elif not takers:
                of.setdefault((NOBODY, False), []).append(one)
        return [(source, mine, self._work(source, mine, feeds.get(source), old)) for (source, old), mine in of.items()]

    def _ours(self, mark: str) -> bool:
        """A feed's own session has the name of the one that publishes before its own."""
        return self._broker.session == mark or self._broker.session.startswith(f"{mark}-")

    def _work(self, source: str, some: list[Arrived], feed: Ready | None, old: bool) -> Work:
        if old:
            return lambda _: self._refuse(source, some, Fault.TIME, _OLD)
        if feed is not None:
            return lambda tried: self._readings(feed, _tried(some, tried))
        if source == SOURCE:
            return lambda tried: self._each(_tried(some, tried))
        return lambda _: self._refuse(NOBODY, some, Fault.UNKNOWN_STREAM, "a topic of a feed, or one of Observations")

    def _readings(self, feed: Ready, some: Sequence[Arrived]) -> None:
        try:
            self._intake.take_all([self._arriving(feed, one) for one in some])
        except Wrong as wrong:
            if wrong.status == NOT_NOW:
                raise
            if len(some) > 1:
                for one in some:      # one of them is wrong; the others are taken
                    self._readings(feed, [one])
            else:
                self._refuse(feed.feed.name, some, Fault.NOT_STORED, str(wrong))

    def _each(self, some: Sequence[Arrived]) -> None:
        if self._observations is not None:
            self._observations.take(some)

    def _refuse(self, source: str, some: Sequence[Arrived], fault: Fault, expected: str) -> None:
        now = self._intake.clock()
        kept = [(Unfit(1, one.payload[:MAX_LINE], fault, f"the topic {one.topic[:200]}", expected, row=False),
                 msgspec.json.encode({"topic": {"path": one.topic}})) for one in some]

        def keep(w: Changing) -> None:
            for unfit, context in kept:
                w.ledger.refuse(source, [unfit], context, now)

        self._intake.things.change(keep, now).result()

    def _arriving(self, feed: Ready, one: Arrived) -> Arriving:
        topic = feed.topic.match(one.topic) if feed.topic is not None else None
        return Arriving(feed, _rows(feed, one.payload), delivery_key(self._broker.session, one), topic or {},
                        digest=digest_of(one), recycled=True, fresh=not one.again and not one.retained)

    def forget(self, keys: Iterable[tuple[str, str]]) -> None:
        """(source, key) of messages that the broker knows to be acknowledged: it gives their numbers to new ones."""
        of: dict[str, list[str]] = {}
        for source, key in keys:
            of.setdefault(source, []).append(key)

        def undeliver(w: Changing) -> None:
            for source, mine in of.items():
                w.ledger.undeliver(source, mine)

        self._intake.things.change(undeliver, self._intake.clock()).result()

    def subscribed(self) -> list[str]:
        """The topics that this session was subscribed to when the city last ran."""
        with self._intake.things.look(self._intake.clock()) as look:
            found = look.ledger.answer(NOBODY, self._broker.session)
        return [] if found is None else msgspec.json.decode(found, type=list[str])

    def subscribe(self, topics: Sequence[str]) -> None:
        now, said = self._intake.clock(), msgspec.json.encode(topics)
        self._intake.things.change(lambda w: w.ledger.deliver(NOBODY, {self._broker.session: said}, now), now).result()


def _tried(some: Sequence[Arrived], tried: bool) -> list[Arrived]:
    """What was tried before is looked for before it is taken, as if the broker had sent it again."""
    return [replace(one, again=True) for one in some] if tried else list(some)


def _rows(feed: Ready, payload: bytes) -> list[Row | Unfit]:
    try:
        return list(of_message(feed, payload))
    except FormatError as e:
        return [Unfit(1, payload[:MAX_LINE], Fault.MALFORMED, f"the message: {e.found}", e.expected, row=False)]
