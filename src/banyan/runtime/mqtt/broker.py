"""Where the broker is, and a client of it that acknowledges when it is told to.

aiomqtt connects, subscribes and keeps alive; it would acknowledge a message as it arrives, and leaves out whether it is
a second delivery. So messages are read before it sees them (docs/decisions/0035, 0039).
"""

import asyncio
import hashlib
import ssl
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiomqtt
from msgspec import Struct
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from banyan.runtime.mqtt.packets import (
    PUBACK,
    PUBLISH,
    Arrived,
    Malformed,
    Packets,
    acknowledgements,
    length_of,
    message,
    properties_of,
    publication,
)
from banyan.runtime.scenario import UsageError

SESSION_S = 7 * 24 * 3600      # how long the broker keeps what comes while the city doesn't run
AT_ONCE = 1_000                # messages on their way that the broker may send before the first is acknowledged
MOST_LOOSE = 10_000            # messages without acknowledgement (QoS 0) that wait here; further ones are lost,
MOST_BYTES = 64 * 2**20        # and those that come while so much waits
LARGEST = 2 * 2**20            # bytes of one message with its topic; the broker leaves larger ones out (3.1.2.11.4)
AT_A_TIME = 256 * 1024         # bytes read from the socket
TAKEN_OVER, FAILED = 0x8E, 0x80
OURS, LAST = 0x8000, 0xFFFF    # numbers of what we publish; paho counts its own from 1 on
SPARE = 2                      # of what the broker bears, for paho's own
BACK_S = 5                     # a connection lost for less is nothing to be told


class Broker(Struct, frozen=True):
    """`session`: the client id under which the broker keeps our subscriptions and what we haven't acknowledged."""

    host: str
    port: int
    session: str
    user: str | None = None
    password: str | None = None
    tls: bool = False

    @property
    def address(self) -> str:
        """Without the password, for people."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def read_broker(url: str, session: str, password: Path | None = None) -> Broker:
    """mqtt://[user@]host[:port] or mqtts://; the password is in a file. Raises UsageError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError("--broker: no broker's address; mqtt://host:1883 or mqtts://user@host:8883 was expected")
    if parts.password is not None:
        raise UsageError("--broker: a password in an address is seen by everybody on this machine; put it into a file "
                         "and name that with --broker-password")
    try:
        secret = password.read_text(encoding="utf-8").strip() if password is not None else None
    except (OSError, UnicodeError) as e:
        raise UsageError(f"--broker-password {password}: can't be read ({e}); a file with the password was expected"
                         ) from e
    tls = parts.scheme == "mqtts"
    return Broker(parts.hostname, port or (8883 if tls else 1883), session,
                  unquote(parts.username) if parts.username else None, secret, tls)


def delivery_key(session: str, one: Arrived) -> str | None:
    """A message's number is its own until it is acknowledged; then the broker gives it to another one. What the broker
    retains comes under a new number each time: it is known by its topic. None: it has no name (QoS 0).
    """
    if one.retained:
        return f"mqtt/{session}/retained/{hashlib.sha256(one.topic.encode()).hexdigest()}"
    return f"mqtt/{session}/{one.number}" if one.qos else None


def digest_of(one: Arrived) -> str:
    return hashlib.sha256(one.topic.encode() + b"\0" + one.payload).hexdigest()


class Client(aiomqtt.Client):
    """A client whose messages wait in `arrived` and are acknowledged by `acknowledge`, and which publishes by `send`.

    What the socket gives is read as a whole: the library below reads a packet a turn of the loop, with a system call
    for each of its parts.
    """

    def __init__(self, broker: Broker, will: aiomqtt.Will | None = None) -> None:
        session: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
        session.SessionExpiryInterval = SESSION_S
        session.ReceiveMaximum = AT_ONCE
        session.MaximumPacketSize = LARGEST
        super().__init__(
            broker.host, broker.port, username=broker.user, password=broker.password, identifier=broker.session,
            protocol=aiomqtt.ProtocolVersion.V5, clean_start=False, properties=session, keepalive=30, will=will,
            max_inflight_messages=AT_ONCE, tls_context=ssl.create_default_context() if broker.tls else None)
        self.session = broker.session
        self.arrived = Arrivals()
        self._packets = Packets(LARGEST)
        self._fed: bytes | None = b""           # of packets that aren't messages; None: the connection has ended
        self._sent = self._confirmed = self._refused = 0
        self._next, self._window, self._loose = OURS, AT_ONCE, False
        self._marked = properties_of(broker.session)
        self._claims = f"banyan/{broker.session}/server"
        self._claimed: asyncio.Future[str] = asyncio.Future()
        self._client._sock_recv = self._give  # type: ignore[assignment,method-assign]  # it reads from us

    def _give(self, most: int) -> bytes:
        """What paho reads: other packets than messages."""
        if self._fed is None:
            return b""
        if not self._fed:
            raise BlockingIOError
        found, self._fed = self._fed[:most], self._fed[most:]
        return found

    def _on_socket_open(self, client: Any, userdata: Any, sock: Any) -> None:
        super()._on_socket_open(client, userdata, sock)
        self._loop.call_soon_threadsafe(self._loop.add_reader, sock.fileno(), self._readable, sock)

    def _readable(self, sock: Any) -> None:
        try:
            while True:
                data = sock.recv(AT_A_TIME)
                if not data:
                    self._ended()
                    return
                self._feed(data)
                if not (hasattr(sock, "pending") and sock.pending()):
                    return
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except (OSError, Malformed):
            self._ended()

    def _ended(self) -> None:
        """paho closes its socket and tells everybody."""
        self._fed = None
        self._client.loop_read()

    def _feed(self, data: bytes) -> None:
        """Raises Malformed."""
        for head, begin, whole, end in self._packets.feed(data):
            if head & 0xF0 == PUBLISH:
                one = message(head, begin, whole, end)
                if one.topic != self._claims:
                    self.arrived.add(one)
                elif not self._claimed.done():
                    self._claimed.set_result(one.payload.decode("ascii", "replace"))
            elif head == PUBACK and end - begin >= 2 and whole[begin] & 0x80:      # a number from OURS on
                self._confirmed += 1
                self._refused += end - begin > 2 and whole[begin + 2] >= FAILED
            else:
                rest = whole[begin:end]
                self._fed = bytes((head,)) + length_of(len(rest)) + rest
                while self._fed and self._client.loop_read() == 0:
                    continue

    async def claimed_by(self, wait_s: float) -> str | None:
        """Who has claimed this session last, where the broker knows."""
        await self.subscribe(self._claims, qos=0)
        try:
            return await asyncio.wait_for(asyncio.shield(self._claimed), wait_s)
        except TimeoutError:
            return None

    async def claim(self, who: str) -> None:
        """The session is used by `who` from here on. Kept by the broker for as long as the session is."""
        kept: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's own
        kept.MessageExpiryInterval = SESSION_S
        await self.publish(self._claims, who, 1, retain=True, properties=kept)

    def acknowledge(self, some: Iterable[Arrived]) -> None:
        """They are durable. Of a connection that is gone nothing is said: the broker sends them again."""
        numbers = [one.number for one in some if one.qos]
        if numbers and not self.gone.done():
            self._client._packet_queue(PUBACK, acknowledgements(numbers), 0, 1)

    def send(self, some: Iterable[tuple[str, bytes]], qos: int, retain: bool = False) -> None:
        """Publish (topic, payload), marked as ours, in their order: no more than there is `room` for. Of a connection
        that is gone nothing is said, and they stay unconfirmed.
        """
        packets = []
        for topic, payload in some:
            self._next = OURS if self._next == LAST else self._next + 1
            packets.append(publication(topic, payload, self._next if qos else 0, self._marked, retain))
        self._sent += len(packets)
        if packets and not self.gone.done():
            self._loose = not qos
            self._client._packet_queue(PUBACK, b"".join(packets), 0, 1)      # as one: paho mustn't count them

    def _on_connect(self, client: Any, userdata: Any, flags: Any, reason_code: Any, properties: Any = None) -> None:
        """The broker says how many unconfirmed messages it bears (MQTT 5.0, 3.2.2.3.3)."""
        self._window = min(AT_ONCE, getattr(properties, "ReceiveMaximum", AT_ONCE)) - SPARE
        super()._on_connect(client, userdata, flags, reason_code, properties)

    @property
    def room(self) -> int:
        """How many messages may be sent now."""
        return max(1, self._window) - self.unconfirmed

    @property
    def unconfirmed(self) -> int:
        """Messages sent that the broker hasn't confirmed yet (QoS 1), or that wait here for it to read (QoS 0)."""
        if self._loose and not self._client.want_write():
            self._confirmed = self._sent
        return self._sent - self._confirmed

    def refused(self) -> int:
        """Messages that the broker refused since this was asked last."""
        found, self._refused = self._refused, 0
        return found

    @property
    def gone(self) -> "asyncio.Future[None]":
        """Done once the connection is lost."""
        return self._disconnected


class Arrivals:
    """Messages that came, in order. Those without acknowledgement are lost where too many wait."""

    def __init__(self) -> None:
        self._waiting: deque[Arrived] = deque()
        self._bytes = 0
        self._some = asyncio.Event()
        self.lost = 0

    def add(self, one: Arrived) -> None:
        if not one.qos and (len(self._waiting) >= MOST_LOOSE or self._bytes >= MOST_BYTES):
            self.lost += 1
            return
        self._waiting.append(one)
        self._bytes += len(one.payload)
        self._some.set()

    async def take(self, most: int, wait_s: float) -> list[Arrived]:
        """The oldest; none where none came for so long."""
        if not self._waiting:
            self._some.clear()
            try:
                await asyncio.wait_for(self._some.wait(), wait_s)
            except TimeoutError:
                return []
        found = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._bytes -= sum(len(one.payload) for one in found)
        return found


def last_word(topic: str, word: bytes) -> aiomqtt.Will:
    """What the broker says of us where we go without a word, and don't come back soon."""
    soon: Any = Properties(PacketTypes.WILLMESSAGE)  # type: ignore[no-untyped-call]  # paho's own
    soon.WillDelayInterval = BACK_S
    return aiomqtt.Will(topic, word, 1, retain=True, properties=soon)


def taken_over(e: BaseException) -> bool:
    """Whether another client of the same id has come (MQTT 5.0, 4.13, 0x8E)."""
    return isinstance(e, aiomqtt.MqttCodeError) and getattr(e.rc, "value", None) == TAKEN_OVER


def code_of(reason: Any) -> int:
    """A reason code as a number; aiomqtt has both."""
    return int(getattr(reason, "value", reason))
