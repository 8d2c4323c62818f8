"""Observations by MQTT (18-088, 14.1): published to v1.1/Observations, or to those of one Datastream or feature.

Two cities at one broker have roots of their own in place of v1.1 (updates.toml).
"""

import re
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from banyan.edges.sensorthings.root import MQTT_ROOT
from banyan.model.feed import Fault, Unfit
from banyan.model.thing_ports import Changing, Things
from banyan.model.things import Draft, Wrong
from banyan.runtime.mqtt.broker import delivery_key, digest_of
from banyan.runtime.mqtt.packets import Arrived
from banyan.runtime.things.asked import Asked
from banyan.runtime.things.service import Service
from banyan.runtime.things.several import Answers, Beside

SOURCE = "v1.1"
LARGEST = 1024 * 1024      # bytes of one Observation
NOT_NOW = 503
_BELOW = r"/(?:(?:Datastreams|MultiDatastreams|FeaturesOfInterest)\(\d{1,15}\)/)?Observations"


class Observations:
    """`take` is blocking: what is no Observation is kept as a reject of the source v1.1."""

    def __init__(self, service: Service, things: Things, session: str, root: str = MQTT_ROOT) -> None:
        self.topics = (f"{root}/Observations", f"{root}/+/Observations")
        self._root, self._topic = root, re.compile(re.escape(root) + _BELOW)
        self._service = service
        self._things = things
        self._session = session

    def takes(self, topic: str) -> bool:
        return self._topic.fullmatch(topic) is not None

    def take(self, some: Sequence[Arrived]) -> None:
        """Plain ones together, those of the city's streams in one tick, the others one by one behind them; a
        Datastream's are all of one sort, so they keep their order. Raises Busy, Refused, Wrong 503: not now.
        """
        drafts: dict[int, Draft] = {}
        wrong: dict[int, Wrong] = {}
        for n, one in enumerate(some):
            if self._had(one):
                continue
            try:
                drafts[n] = self._service.observation(self._asked(one))
            except Wrong as e:
                if e.status == NOT_NOW:
                    raise
                wrong[n] = e
        several, now = self._service.several, self._service.now()
        wrong |= self._together(some, drafts, lambda mine, beside: several.plain(mine, now, beside))
        wrong |= self._together(some, drafts, lambda mine, beside: several.judged(mine, "mqtt", now, beside))
        for n, draft in drafts.items():
            try:
                self._service.observe_once(self._asked(some[n]), draft, "mqtt", partial(self._deliver, some=[some[n]]))
            except Wrong as e:
                if e.status == NOT_NOW:
                    raise
                wrong[n] = e
        if wrong:
            self._refuse([(some[n], why) for n, why in sorted(wrong.items())])

    def _together(self, some: Sequence[Arrived], drafts: dict[int, Draft],
                  put: Callable[[Sequence[Draft], Beside], Answers]) -> dict[int, Wrong]:
        """What `put` has answered goes out of `drafts`; why some of it wasn't taken."""
        places = list(drafts)

        def beside(w: Changing, taken: Sequence[int]) -> None:
            self._deliver(w, [some[places[at]] for at in taken])

        found = put([drafts[n] for n in places], beside)
        for at in found:
            del drafts[places[at]]
        return {places[at]: why for at, why in found.items() if why is not None}

    def _had(self, one: Arrived) -> bool:
        key = delivery_key(self._session, one)
        if key is None or not (one.again or one.retained):
            return False
        with self._things.look(self._service.now()) as look:
            return look.ledger.answer(SOURCE, key) == digest_of(one).encode()

    def _deliver(self, w: Changing, some: Sequence[Arrived]) -> None:
        keys = {key: digest_of(one).encode() for one in some if (key := delivery_key(self._session, one)) is not None}
        w.ledger.deliver(SOURCE, keys, self._service.now())

    def _refuse(self, wrong: Sequence[tuple[Arrived, Wrong]]) -> None:
        now = self._service.now()

        def refused(w: Changing) -> None:
            for one, why in wrong:
                unfit = Unfit(1, one.payload[:LARGEST], Fault.MALFORMED, f"{one.topic}: {why}", why.expected or "",
                              row=False)
                w.ledger.refuse(SOURCE, [unfit], msgspec.json.encode({"topic": {"path": one.topic}}), now)
            self._deliver(w, [one for one, _ in wrong])

        self._things.change(refused, now).result()

    def _asked(self, one: Arrived) -> Asked:
        """Raises Wrong: it can't be an Observation."""
        if len(one.payload) > LARGEST:
            raise Wrong(413, f"the message has {len(one.payload)} bytes", f"at most {LARGEST}")
        if one.retained and b'"phenomenonTime"' not in one.payload:
            raise Wrong(400, "a message that the broker kept, without a phenomenonTime",
                        "one with it: nobody knows how long the broker kept it")
        if b'"@iot.selfLink"' in one.payload:      # its mark got lost between two brokers
            raise Wrong(400, "an Observation as a service gives it out", "a new one, without @iot.selfLink")
        return Asked("POST", one.topic.removeprefix(f"{self._root}/"), "", "", one.payload)
